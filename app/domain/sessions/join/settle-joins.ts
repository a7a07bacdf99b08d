import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { build, rows, value } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { decideJoin } from "./decide-join";
import type { JoinFacts } from "./join-facts";

/** Writes outcomes once; a second outcome for an attempt changes nothing. What follows (activation, nudging the provisioner) leaves as events. */
export async function settleAttempts(
  ctx: Ctx,
  organizationId: string,
  settled: { id: string; outcome: string }[],
): Promise<number> {
  const actor = ctx.actor.kind === "member" ? `member:${ctx.actor.memberId}` : "system:settle-joins";
  const call = build(
    value<number>(
      sql`select app.settle_attempts(${organizationId}::uuid, ${JSON.stringify(settled)}::jsonb, ${actor}, ${ctx.requestId}, ${ctx.now.toISOString()}::timestamptz) as value`,
    ),
  );
  const [result] = await ctx.ports.database.batch([call.statement], { readOnly: false, isolation: "ReadCommitted" });
  if (settled.some((s) => s.outcome === "join.no_link")) ctx.ports.relaySoon();
  return call.map(result!) as number;
}

/** Decides attempts whose request died before it could: same function, same facts, same clock, so the same outcome. */
export async function settleJoins(ctx: Ctx): Promise<{ decided: number }> {
  const { left } = await read(ctx, () => ({
    left: rows<{ id: string; at: string; facts: JoinFacts }>(
      sql`select id, to_json(at) #>> '{}' as at, facts from join_attempts where outcome is null and at < ${ctx.now.toISOString()}::timestamptz - interval '10 seconds' order by at limit 500`,
    ),
  }));
  if (left.length === 0 || !ctx.tenant) return { decided: 0 };
  const zone = ctx.tenant.zone;
  const settled = left.map((attempt) => ({
    id: attempt.id,
    outcome: decideJoin(attempt.facts, new Date(attempt.at), zone).outcome,
  }));
  return { decided: await settleAttempts(ctx, ctx.tenant.id, settled) };
}
