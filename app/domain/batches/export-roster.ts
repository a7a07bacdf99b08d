import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import { csvStream } from "#kernel/csv-stream";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";
import { localClock, localDay } from "#kernel/time";

import { batchFacts } from "./batch-facts";
import { rosterQuery, seatOf } from "./roster";
import type { RosterSeat } from "./roster";

const chunk = 200;
const header = ["name", "code", "place", "plan", "payment", "classes_joined", "last_joined"];

/**
 * The roster of a batch as a CSV that streams, without contact details. That it was taken is in the record before its
 * first byte. Refuses a batch that does not exist.
 */
export async function exportRoster(
  ctx: Ctx,
  batchId: string,
): Promise<{ name: string; body: ReadableStream<Uint8Array> }> {
  const { code, zone } = await mutate(ctx, "roster.export", {
    load: (_, me) => ({ found: batchFacts(batchId, me) }),
    decide: ({ found: [batch] }) => {
      assertCan(ctx.actor, "roster.export");
      if (!batch) return refuse("not_found");
      const note = sql`select app.note('export', 'batches', ${batchId}::uuid, 'roster.export', ${JSON.stringify({ students: batch.taken })}::jsonb)`;
      return { writes: [rows(note)], result: { code: batch.code, zone: batch.zone } };
    },
  });
  return { name: `roster-${code}-${localDay(ctx.now, zone)}.csv`, body: csvStream(header, chunks(ctx, batchId, zone)) };
}

async function* chunks(ctx: Ctx, batchId: string, zone: string) {
  let last = { name: "", id: "00000000-0000-0000-0000-000000000000" };
  for (let more = true; more;) {
    const { found } = await read(ctx, () => ({
      found: rosterQuery(
        batchId,
        sql`and (p.full_name, a.id) > (${last.name}, ${last.id}::uuid) order by p.full_name, a.id limit ${chunk}`,
      ),
    }));
    more = found.length === chunk;
    const end = found.at(-1);
    if (end) {
      last = { name: end.name, id: end.id };
      yield found.map((row) => cellsOf(seatOf(row, ctx, zone), zone));
    }
  }
}

/** States as the machine writes them, so that a spreadsheet can count by them. */
const cellsOf = (seat: RosterSeat, zone: string) => [
  seat.name,
  seat.code,
  seat.state,
  seat.plan,
  seat.payment,
  seat.joined,
  seat.lastJoinedAt ? `${localDay(seat.lastJoinedAt, zone)} ${localClock(seat.lastJoinedAt, zone)}` : null,
];
