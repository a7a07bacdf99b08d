import type { Tenant as KernelTenant } from "#kernel/ctx";

import { paths } from "./paths";
import type { Place, Tenant } from "./ui/tenant";

/** The school as screens know it. */
export function tenantView(tenant: KernelTenant): Tenant {
  return {
    name: tenant.name,
    letter: tenant.letter,
    brand: tenant.brand,
    support: { email: tenant.supportEmail, phone: tenant.supportPhone, hours: tenant.supportHours },
    words: { batch: tenant.words.batch ?? "Batch" },
  };
}

type StudentPlace = "home" | "profile";
/** Where a student can go. Classes and Roadmap join them with their pages. */
export const studentPlaces = (current: StudentPlace | null): Place[] => [
  { href: paths.home(), label: "Home", icon: "house", current: current === "home" },
  { href: paths.profile(), label: "Profile", icon: "circle-user", current: current === "profile" },
];

type StaffPlace = "today" | "dead-letters";
/** Where staff can go; what a role may not open is not listed, and answers with a refusal all the same. */
export const staffPlaces = (current: StaffPlace | null, may: { deadLetters: boolean }): Place[] => [
  { href: paths.today(), label: "Today", icon: "calendar-days", current: current === "today" },
  ...(may.deadLetters
    ? [
        {
          href: paths.deadLetters(),
          label: "Dead letters",
          icon: "inbox" as const,
          current: current === "dead-letters",
        },
      ]
    : []),
];
