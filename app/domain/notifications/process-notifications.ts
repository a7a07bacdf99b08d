import { sql } from "drizzle-orm";

import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { eraseOldImports } from "../imports/discard-import";
import { deliver } from "./deliver";
import type { RenderMail } from "./mail-content";
import { eraseCodes } from "./settle-delivery";

const mostPerRun = 100;
const atOnce = 5;

/**
 * The sweeper behind the queue: sends what is due and was not sent, whatever became of its message, and erases what is
 * kept no longer than needed (codes past their time, uploads and records of job runs after 30 days). Stops when the vendor answers
 * nobody: the next run tries again. Safe beside the queue, because a delivery is claimed.
 */
export async function processNotifications(
  ctx: Ctx,
  render: RenderMail,
): Promise<{ retried: number; sent: number; dead: number }> {
  await inOneTrip(ctx, "job.process-notifications", [
    eraseCodes(null, ctx.now),
    ...eraseOldImports(ctx.now),
    rows(sql`delete from job_runs where started_at < clock_timestamp() - interval '30 days'`),
  ]);
  const { due } = await read(ctx, () => ({
    due: rows<{ id: string }>(sql`
      select id from deliveries where state in ('queued', 'sending') and due_at <= clock_timestamp()
      order by urgent desc, due_at limit ${mostPerRun}`),
  }));
  const counts = { retried: 0, sent: 0, dead: 0 };
  for (let i = 0; i < due.length; i += atOnce) {
    const done = await Promise.all(due.slice(i, i + atOnce).map(({ id }) => deliver(ctx, id, render)));
    const sent = done.filter((one) => one.outcome === "sent").length;
    counts.retried += done.filter((one) => one.outcome !== "idle").length;
    counts.sent += sent;
    counts.dead += done.filter((one) => one.outcome === "dead" || one.outcome === "unsure").length;
    if (sent === 0 && done.some((one) => one.outcome === "retry")) break;
  }
  return counts;
}
