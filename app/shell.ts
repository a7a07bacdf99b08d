import { can } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import type { Actor, Tenant as KernelTenant } from "#kernel/ctx";

import { inWords, schoolWords } from "#kernel/school-words";

import { paths } from "./paths";
import type { IconName } from "./ui/icon-paths";
import type { Place, Tenant } from "./ui/tenant";

/** The school as screens know it. */
export function tenantView(tenant: KernelTenant): Tenant {
  return {
    name: tenant.name,
    letter: tenant.letter,
    brand: tenant.brand,
    support: { email: tenant.supportEmail, phone: tenant.supportPhone, hours: tenant.supportHours },
    words: schoolWords(tenant.words),
  };
}

type StudentPlace = "home" | "classes" | "profile";
/** Where a student can go. Roadmap joins them with its page. */
export const studentPlaces = (current: StudentPlace | null): Place[] => [
  { href: paths.home(), label: "Home", icon: "house", current: current === "home" },
  { href: paths.classes(), label: "Classes", icon: "calendar-days", current: current === "classes" },
  { href: paths.profile(), label: "Profile", icon: "circle-user", current: current === "profile" },
];

type StaffPlaceRow = {
  key: string;
  href: string;
  /** May hold the school's words, in braces. */
  label: string;
  icon: IconName;
  action: Action;
  /** The page is about the whole school: who has the action for what is assigned to them does not see it. */
  whole?: true;
  /** The letter after "g" that leads here: for places that are opened all day. */
  shortcut?: string;
};
/** The console's rail, in order, each with the action its page asks for. */
const staffPlaceRows = [
  { key: "today", href: paths.today(), label: "Today", icon: "calendar-days", action: "batch.read", shortcut: "t" },
  {
    key: "students",
    href: paths.students(),
    label: "Students",
    icon: "users",
    action: "student.search",
    shortcut: "s",
  },
  { key: "batches", href: paths.batches(), label: "{Batches}", icon: "layers", action: "batch.read", shortcut: "b" },
  {
    key: "attendance",
    href: paths.attendanceDesk(),
    label: "Attendance",
    icon: "circle-check",
    action: "attendance.read",
    whole: true,
  },
  { key: "payments", href: paths.payments(), label: "Payments", icon: "banknote", action: "payment.read" },
  { key: "imports", href: paths.imports(), label: "Imports", icon: "list-checks", action: "import.plan" },
  { key: "invites", href: paths.invites(), label: "Invites", icon: "mail", action: "invite.send" },
  { key: "sign-ins", href: paths.signIns(), label: "Sign-ins", icon: "search-x", action: "student.change_email" },
  { key: "holidays", href: paths.holidays(), label: "Holidays", icon: "calendar-x", action: "holiday.manage" },
  { key: "hosts", href: paths.hosts(), label: "Host accounts", icon: "video", action: "integration.manage" },
  { key: "dead-letters", href: paths.deadLetters(), label: "Dead letters", icon: "inbox", action: "system.read" },
  { key: "audit", href: paths.audit(), label: "Who did what", icon: "route", action: "audit.read" },
] as const satisfies readonly StaffPlaceRow[];
export type StaffPlace = (typeof staffPlaceRows)[number]["key"];

/** A pilot school moves its running cohorts over first. */
const rowsFor = ({ pilot }: Pick<KernelTenant, "pilot">): readonly StaffPlaceRow[] =>
  pilot ? staffPlaceRows.toSorted((a, b) => Number(b.key === "imports") - Number(a.key === "imports")) : staffPlaceRows;

/** Where a member of staff can go; what a role may not open is not listed, and answers with a refusal all the same. */
export const staffPlaces = (
  current: StaffPlace | null,
  actor: Actor,
  tenant: Pick<KernelTenant, "pilot" | "words">,
): Place[] =>
  rowsFor(tenant)
    .filter(({ action, whole }) => can(actor, action, whole ? {} : { assigned: true }) === true)
    .map(({ key, action: _action, whole: _whole, label, ...place }) => ({
      ...place,
      label: inWords(label, schoolWords(tenant.words)),
      current: key === current,
    }));
