import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Answer } from "#kernel/database.server";

import type { ReportLine } from "./read-report";

type Participant = Pick<ReportLine, "email" | "registrantId" | "customerKey">;

/** What participants of one class can be known by, as queries for one batch. */
export const participantQueries = (sessionId: string, participants: readonly Participant[]) => {
  const emails = list(participants.map(({ email }) => email));
  const keys = list(participants.map(({ customerKey }) => customerKey?.toUpperCase() ?? null));
  return {
    links: rows<{ student_id: string; alias: string; registrant_id: string | null }>(sql`
      select l.student_id, l.alias, l.registrant_id from registrant_links l
      where l.organization_id = (select app.organization_id()) and l.session_id = ${sessionId}::uuid`),
    codes: rows<{ code: string; student_id: string }>(sql`
      select p.code, p.id as student_id from student_profiles p where p.organization_id = (select app.organization_id()) and p.code = any(${keys})`),
    addresses: rows<{ email: string; student_id: string }>(sql`
      select e.email, m.id as student_id from user_emails e
      join memberships m on m.organization_id = e.organization_id and m.user_id = e.user_id and m.kind = 'student'
      where e.organization_id = (select app.organization_id()) and e.email = any(${emails})`),
    // Addresses somebody matched by hand before; the last word counts.
    knownBefore: rows<{ email: string; student_id: string }>(sql`
      select distinct on (e.email) e.email, e.student_id from attendance_evidence e
      where e.organization_id = (select app.organization_id()) and e.email = any(${emails}) and e.student_id is not null
      order by e.email, e.recorded_at desc`),
  };
};
type Queries = ReturnType<typeof participantQueries>;
export type KnownParticipants = { [K in keyof Queries]: Answer<Queries[K]> };

const list = (texts: readonly (string | null)[]) =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify([...new Set(texts.filter((text) => text !== null))])}::jsonb))`;

/**
 * Who a participant is: by the registrant number, our own key, the address we gave the provider, an address of their own,
 * or one that was matched before. Never by the name alone: two students may share it.
 */
export function matcher(known: KnownParticipants): (participant: Participant) => string | null {
  const byRegistrant = new Map(known.links.map((link) => [link.registrant_id, link.student_id]));
  const byCode = new Map(known.codes.map((one) => [one.code, one.student_id]));
  const byAlias = new Map(known.links.map((link) => [link.alias, link.student_id]));
  const byAddress = new Map(known.addresses.map((one) => [one.email, one.student_id]));
  const byHand = new Map(known.knownBefore.map((one) => [one.email, one.student_id]));
  return ({ registrantId, customerKey, email }) =>
    (registrantId && byRegistrant.get(registrantId)) ||
    (customerKey && byCode.get(customerKey.toUpperCase())) ||
    (email && (byAlias.get(email) ?? byAddress.get(email) ?? byHand.get(email))) ||
    null;
}
