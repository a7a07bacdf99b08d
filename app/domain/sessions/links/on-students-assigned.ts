import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { read } from "#kernel/read.server";

import { makeLinks } from "./make-links";
import { wantLinks } from "./want-links";

/**
 * On many late assignments, of an import: where one of their batches has class within 24 hours, the missing links are
 * wanted at once and a first portion is made; the sweep makes the rest.
 */
export async function provisionOnAssignments(
  ctx: Ctx,
  event: ReceivedEvent<{ assignmentIds: string[] }>,
): Promise<void> {
  const now = ctx.now.toISOString();
  const { soon } = await read(ctx, () => ({
    soon: rows<{ id: string }>(sql`
      select s.id from (select distinct a.batch_id from jsonb_array_elements_text(${JSON.stringify(event.payload.assignmentIds)}::jsonb) k
        join batch_assignments a on a.organization_id = (select app.organization_id()) and a.id = k::uuid and a.state in ('assigned', 'active')) given
      join sessions s on s.organization_id = (select app.organization_id()) and s.batch_id = given.batch_id
      where s.state = 'scheduled' and s.ends_at > ${now}::timestamptz and s.starts_at < ${now}::timestamptz + interval '24 hours'
      limit 1`),
  }));
  if (soon.length === 0) return;
  await wantLinks(ctx);
  await makeLinks(ctx);
}
