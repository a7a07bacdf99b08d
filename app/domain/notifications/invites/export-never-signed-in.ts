import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";
import { localDay } from "#kernel/time";
import type { SchoolWords } from "#kernel/school-words";

type Row = {
  id: string;
  code: string;
  name: string;
  email: string;
  batches: string | null;
  since: string;
  invited: string | null;
  mail: string | null;
};
type Cells = (string | null)[];

export const neverSignedInHeader = ({ Batches }: SchoolWords): string[] => [
  "Student code",
  "Name",
  "E-mail",
  Batches,
  "Account since",
  "Last invited",
  "Last invite",
];
const chunk = 2000;

/**
 * Everybody who never signed in, as cells for a CSV, in chunks of one round trip each. That it was taken along is noted
 * before the first byte; an account that is closed is not in it.
 */
export async function exportNeverSignedIn(ctx: Ctx): Promise<AsyncGenerator<Cells[], void, void>> {
  await mutate(ctx, "student.export", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "student.export");
      return {
        writes: [
          rows(
            sql`select app.note('export', 'memberships', null, 'student.export', '{"list": "never_signed_in"}'::jsonb)`,
          ),
        ],
        result: undefined,
      };
    },
  });
  return chunks(ctx);
}

async function* chunks(ctx: Ctx): AsyncGenerator<Cells[], void, void> {
  let after: string | null = null;
  do {
    const found: Row[] = await chunkAfter(ctx, after);
    if (found.length > 0) yield found.map((row) => cellsOf(row, ctx.tenant!.zone));
    after = found.length === chunk ? found.at(-1)!.id : null;
  } while (after);
}

const chunkAfter = async (ctx: Ctx, after: string | null): Promise<Row[]> =>
  (
    await read(ctx, () => ({
      found: rows<Row>(sql`
        select m.id, p.code, p.full_name as name, a.email, to_json(m.created_at) #>> '{}' as since, to_json(m.invited_at) #>> '{}' as invited,
          (select string_agg(b.code, ' ' order by b.code) from batch_assignments s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
            where s.organization_id = m.organization_id and s.student_id = m.id and s.state in ('assigned', 'active')) as batches,
          (select d.state from notifications n join deliveries d on d.organization_id = n.organization_id and d.notification_id = n.id
            where n.organization_id = m.organization_id and n.user_id = m.user_id and n.template = 'invite' order by n.created_at desc limit 1) as mail
        from memberships m
        join users u on u.organization_id = m.organization_id and u.id = m.user_id and u.disabled_at is null
        join student_profiles p on p.organization_id = m.organization_id and p.id = m.id
        join user_emails a on a.organization_id = m.organization_id and a.user_id = m.user_id and a.is_primary
        where m.organization_id = (select app.organization_id()) and m.kind = 'student' and m.first_signed_in_at is null and m.disabled_at is null
          ${after ? sql`and m.id > ${after}::uuid` : sql``}
        order by m.id limit ${chunk}`),
    }))
  ).found;

const cellsOf = (row: Row, zone: string): Cells => [
  row.code,
  row.name,
  row.email,
  row.batches,
  localDay(new Date(row.since), zone),
  row.invited ? localDay(new Date(row.invited), zone) : null,
  row.mail,
];
