import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { pagesOf } from "#kernel/list.server";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";

import type { PaymentState } from "../../payments/payment-state";
import type { EnrollmentState } from "../enrollment.machine";
import { directoryPage, wantedStudents } from "./student-list";
import type { ChosenStudents, WantedStudents } from "./student-list";

export type ExportedStudent = {
  code: string;
  name: string;
  preferredName: string | null;
  email: string | null;
  phone: string | null;
  plan: string | null;
  state: EnrollmentState | null;
  /** Local day, inclusive. */
  validUntilOn: string | null;
  payment: PaymentState | null;
  batches: string[];
  signedIn: boolean;
  lastJoinedAt: string | null;
};
type Row = ExportedStudent & { id: string; cursor: string };

/** So many at once: a round trip of some hundred kilobytes. */
const pieceSize = 1000;

/**
 * Every student of a filter, or those chosen, piece by piece. Refuses roles without `student.export`; who exported what is
 * noted before the first row leaves: the filter by its parts, never what was typed into the search.
 */
export async function exportStudents(
  ctx: Ctx,
  chosen: ChosenStudents,
): Promise<AsyncGenerator<ExportedStudent[], void, void>> {
  await mutate(ctx, "student.export", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "student.export");
      const what = JSON.stringify(whatIsExported(chosen));
      const note = sql`select app.note('export', 'student_directory', null, 'student.export', ${what}::jsonb)`;
      return { writes: [rows(note)], result: undefined };
    },
  });
  const wanted = wantedStudents(chosen);
  // What search finds comes in the order of its likeness, in one piece.
  return pagesOf(wanted, wanted.filters.q ? 5000 : pieceSize, (asked) => piece(ctx, asked));
}

function whatIsExported(chosen: ChosenStudents): Record<string, unknown> {
  if (chosen.by === "ids") return { chosen: chosen.ids.length };
  const { q, ...filters } = chosen.asked.filters;
  const used = Object.entries(filters).filter(([, value]) => value !== null);
  return { filter: { ...Object.fromEntries(used), ...(q ? { q: "typed" } : {}) } };
}

async function piece(ctx: Ctx, wanted: WantedStudents): Promise<Row[]> {
  const { found } = await read(ctx, (_, me) => ({ found: rows<Row>(exportRows(directoryPage(wanted, me, ctx))) }));
  return found;
}

const exportRows = (page: SQL) => sql`
  select d.id, d.cursor, p.code, p.full_name as name, p.preferred_name as "preferredName",
    (select e.email from user_emails e where e.organization_id = m.organization_id and e.user_id = m.user_id and e.is_primary) as email,
    c.phone, n.name as plan, d.state, e.valid_until_on::text as "validUntilOn", d.payment,
    array(select b.code from batch_assignments a join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
      where a.organization_id = p.organization_id and a.student_id = d.id and a.state in ('assigned', 'active') order by b.code) as batches,
    d.signed_in as "signedIn",
    (select to_json(j.at) #>> '{}' from join_attempts j where j.organization_id = p.organization_id and j.student_id = d.id and j.outcome = 'allowed' order by j.at desc limit 1) as "lastJoinedAt"
  from ${page} d
  join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = d.id
  join memberships m on m.organization_id = p.organization_id and m.id = p.id
  left join student_contacts c on c.organization_id = p.organization_id and c.id = p.id
  left join enrollments e on e.organization_id = p.organization_id and e.id = d.enrollment_id
  left join plans n on n.organization_id = e.organization_id and n.id = e.plan_id
  order by d.place`;
