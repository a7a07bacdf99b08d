import { eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { canonicalEmail } from "#kernel/email";
import { allowedStaffEmails, studentCodeCounters } from "../identity/tables";
import { organizationInput } from "./inputs";
import type { OrganizationInput } from "./inputs";
import { refuseOrganization } from "./refusals";
import { organizationHolidays, organizationHosts, organizations } from "./tables";

/**
 * Makes a school ready to serve: the organization, its host, its holidays, its student code counter, and the first
 * leadership address on the allowlist. Idempotent: the same slug again changes nothing and says `created: false`; a slug
 * or host of another school is refused, and so is a second slug for this one. The Ctx is a system one whose organization id is the new school's.
 */
export async function createOrganization(
  ctx: Ctx,
  raw: OrganizationInput,
): Promise<{ created: boolean; host: string }> {
  const input = organizationInput.parse(raw);
  const host = `${input.slug}.${input.baseDomain}`;
  const id = ctx.entrance.kind === "system" ? ctx.entrance.organizationId : null;
  if (!id) throw refuse("forbidden");
  return mutate<{ found: Query<{ slug: string }[]> }, { created: boolean; host: string }>(ctx, "org.create", {
    load: () => ({ found: q.select({ slug: organizations.slug }).from(organizations).where(eq(organizations.id, id)) }),
    decide: ({ found }) => {
      if (found[0])
        return found[0].slug === input.slug ? { writes: [], result: { created: false, host } } : refuse("conflict");
      return {
        writes: organizationRows(id, host, input),
        events: [{ name: "organization.created", payload: {} }],
        result: { created: true, host },
      };
    },
    onConstraint: {
      organizations_slug_key: refuseOrganization("organization.slug_taken"),
      organization_hosts_pkey: refuseOrganization("organization.slug_taken"),
    },
    reason: "created by command",
  });
}

function organizationRows(id: string, host: string, input: ReturnType<typeof organizationInput.parse>) {
  const { slug, name, zone, locale, currency, brand, words, pilot, meetingOrigins } = input;
  const { supportEmail, supportPhone, supportHours } = input;
  const canonical = canonicalEmail(input.leader.email);
  const leaderEmail = canonical.ok ? canonical.email : input.leader.email.trim().toLowerCase();
  const letter = input.letter ?? name.slice(0, 1).toUpperCase();
  return [
    q.insert(organizations).values({
      id,
      slug,
      name,
      zone,
      locale,
      currency,
      brand,
      letter,
      words,
      pilot,
      supportEmail,
      supportPhone,
      supportHours,
      meetingOrigins,
    }),
    q.insert(organizationHosts).values({ host }),
    q.insert(studentCodeCounters).values({ organizationId: id, prefix: input.codePrefix }),
    q.insert(allowedStaffEmails).values({ email: leaderEmail, fullName: input.leader.fullName, role: "leadership" }),
    ...(input.holidays.length > 0
      ? [q.insert(organizationHolidays).values(input.holidays.map((h) => ({ holidayOn: h.on, name: h.name })))]
      : []),
  ];
}
