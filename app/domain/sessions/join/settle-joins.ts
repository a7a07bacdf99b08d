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
  const call = build(
    value<number>(
      sql`select app.settle_attempts(${organizationId}::uuid, ${JSON.stringify(settled)}::jsonb, ${"system:settle-joins"}, ${ctx.requestId}, ${ctx.now.toISOString()}::timestamptz) as value`,
    ),
  );
  const [result] = await ctx.ports.database.batch([call.statement], { readOnly: false, isolation: "ReadCommitted" });
  if (settled.some((s) => s.outcome === "join.no_link")) ctx.ports.relaySoon();
  return call.map(result!) as number;
}

type Waiting = { organizationId: string; id: string; outcome: string };
const waiting: Waiting[] = [];
/** When the gathering under way began; one whose request was dropped is forgotten after a second. */
let gatheringSince: number | null = null;
const gatherMs = 100;

/**
 * After the answer: at seven in the evening a thousand outcomes come at once, and one call writes all that came within
 * 100 ms. Only plain data waits here; if the runtime dies meanwhile, the sweep below decides the same.
 */
export async function settleSoon(ctx: Ctx, one: Waiting): Promise<void> {
  waiting.push(one);
  const begun = ctx.now.getTime();
  if (gatheringSince !== null && Math.abs(begun - gatheringSince) < 1000) return;
  gatheringSince = begun;
  await new Promise((resolve) => setTimeout(resolve, gatherMs));
  gatheringSince = null;
  const byOrganization = new Map<string, { id: string; outcome: string }[]>();
  for (const { organizationId, id, outcome } of waiting.splice(0)) {
    const settled = byOrganization.get(organizationId) ?? [];
    settled.push({ id, outcome });
    byOrganization.set(organizationId, settled);
  }
  for (const [organizationId, settled] of byOrganization) await settleAttempts(ctx, organizationId, settled);
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
