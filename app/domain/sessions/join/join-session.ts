import type { Ctx } from "#kernel/ctx";
import { remember } from "#kernel/database.server";
import type { Entered } from "#kernel/database.server";
import { Refusal, refuse } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

import { decideJoin } from "./decide-join";
import type { JoinDecision } from "./decide-join";
import type { JoinFacts } from "./join-facts";
import { refuseJoin } from "./refusals";
import { settleSoon } from "./settle-joins";

type Collected = { caller: Entered; attemptId: string | null; at: string; facts: JoinFacts; linkSealed: string | null };

export type Joined = { joinUrl: string; link: "own" | "session" | "batch" };

/**
 * One attempt to join a class. One database round trip collects the facts and records the attempt; the pure `decideJoin`
 * answers; the outcome is written after the answer. No provider is called. Refuses with the codes of `./refusals`, in
 * their order, with `opensAt` (ISO, UTC) on join.too_early, and with auth.required when nobody is signed in. If the
 * attempt cannot be recorded the student still gets in: evidence must not keep anyone out.
 */
export async function joinSession(ctx: Ctx, input: { sessionId: string; attemptKey?: string }): Promise<Joined> {
  const collected = await collect(ctx, input);
  remember(ctx, collected.caller);
  const decision = decideJoin(collected.facts, new Date(collected.at), collected.caller.tenant.zone);
  const { attemptId } = collected;
  if (attemptId)
    ctx.ports.after(() =>
      settleSoon(ctx, { organizationId: collected.caller.tenant.id, id: attemptId, outcome: decision.outcome }),
    );
  if (decision.outcome !== "allowed") throw refusalOf(decision, collected.facts);
  // The second click of one attempt answers from the first one's facts; the link may have been taken away between the two.
  if (!collected.linkSealed) throw refusalOf({ outcome: "join.no_link" }, collected.facts);
  return { joinUrl: await ctx.ports.vault.open(collected.linkSealed), link: decision.link };
}

export type JoinPreview = { title: string; courseName: string; startsAt: Date; endsAt: Date; zone: string };

/**
 * What the gate would say now, without an attempt: for a page that somebody opened by a link. Reading it joins nobody and
 * records nothing. Refuses exactly as `joinSession` does.
 */
export async function previewJoin(ctx: Ctx, input: { sessionId: string }): Promise<JoinPreview> {
  const collected = await ask(ctx, input, false).catch((error: unknown) => {
    throw asRefusal(error);
  });
  remember(ctx, collected.caller);
  const decision = decideJoin(collected.facts, ctx.now, collected.caller.tenant.zone);
  if (decision.outcome !== "allowed") throw refusalOf(decision, collected.facts);
  const { title, courseName, startsAt, endsAt, zone } = collected.facts.session!;
  return { title, courseName, startsAt: new Date(startsAt), endsAt: new Date(endsAt), zone };
}

async function collect(ctx: Ctx, input: { sessionId: string; attemptKey?: string }): Promise<Collected> {
  try {
    return await ask(ctx, input, true);
  } catch (error) {
    const said = asRefusal(error);
    if (said instanceof Refusal && said.kind !== "unavailable") throw said;
    ctx.ports.log.error("join_attempt_not_recorded", {}, error);
    return ask(ctx, input, false);
  }
}

async function ask(ctx: Ctx, input: { sessionId: string; attemptKey?: string }, record: boolean): Promise<Collected> {
  if (ctx.entrance.kind !== "host") throw refuse("auth.required");
  const { host, tokenDigest } = ctx.entrance;
  const { sessionId, attemptKey = null } = input;
  const params = [host, tokenDigest, sessionId, attemptKey, ctx.now.toISOString(), ctx.requestId, record];
  const statement = { sql: joinFacts, params, arrayMode: false };
  const [result] = await ctx.ports.database.batch([statement], { readOnly: !record, isolation: "ReadCommitted" });
  return (result!.rows[0] as { value: Collected }).value;
}

/** Written out: a builder would build the same words anew for every click of a class's thousand. */
const joinFacts = "select app.join_facts($1, $2::bytea, $3, $4, $5::timestamptz, $6, $7::boolean) as value";

function refusalOf(decision: Exclude<JoinDecision, { outcome: "allowed" }>, facts: JoinFacts): Refusal {
  const data: Record<string, unknown> = {};
  if (decision.opensAt) data["opensAt"] = decision.opensAt.toISOString();
  if (decision.closedAt) data["closedAt"] = decision.closedAt.toISOString();
  // What the refusal page says about the class; a class that is not the student's own is told nothing of.
  if (facts.session && facts.assignment) data["session"] = facts.session;
  return refuseJoin(decision.outcome, { data });
}
