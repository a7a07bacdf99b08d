import { sql } from "drizzle-orm";

import type { Action } from "./actions";
import type { Ctx, Member } from "./ctx";
import { build, entrance, q, remember, rows, value } from "./database.server";
import type { Answer, BuiltQuery, Entered, Q, Query } from "./database.server";
import type { DomainEvent } from "./events";
import { adoptHint, memberOf } from "./read.server";
import { Refusal } from "./refusal";
import { asRefusal, brokenConstraint, isRace, isStaleHint, staleHintDetail } from "./sqlstate.server";

type Queries = Record<string, Query>;
type Facts<T extends Queries> = { [K in keyof T]: Answer<T[K]> };

/** What a command decided: the writes and events of one transaction, and what to tell its caller. */
export type Decision<R> = { writes: Query[]; events?: DomainEvent[]; result: R };

export type Command<T extends Queries, R> = {
  /** Batch 1: the entrance and these reads, one snapshot. */
  load: (q: Q, me: Member) => T;
  /** Pure and synchronous: permissions, rules, transitions. Returns a refusal or what to write. */
  decide: (facts: Facts<T>, me: Member) => Refusal | Decision<R>;
  reason?: string | null;
  /** For whom a job or subscriber acts: who set off what it does. Stands in the record beside the job's own name. */
  onBehalfOf?: string | null;
  /** Which rule a unique key or exclusion stands for, where `decide` could not see the other row. */
  onConstraint?: Record<string, Refusal>;
};

/**
 * A command is load, decide, write: two batches, two round trips. Every row the decision relied on is guarded by its
 * version; when a guard fails, or the transaction lost a race, the whole command runs once more, then it is a conflict.
 * The action named here stands in every audit row of the second batch.
 */
export async function mutate<T extends Queries, R>(ctx: Ctx, action: Action, command: Command<T, R>): Promise<R> {
  for (let round = 1; ; round++) {
    try {
      return await once(ctx, action, command);
    } catch (error) {
      if (round === 1 && isStaleHint(error)) {
        adoptHint(ctx, staleHintDetail(error));
        continue;
      }
      if (round === 1 && isRace(error)) continue;
      const constraint = brokenConstraint(error);
      const known = constraint ? command.onConstraint?.[constraint] : undefined;
      throw known ?? asRefusal(error);
    }
  }
}

async function once<T extends Queries, R>(ctx: Ctx, action: Action, command: Command<T, R>): Promise<R> {
  const loads = Object.entries(command.load(q, memberOf(ctx))).map(([key, query]) => ({ key, built: build(query) }));
  const first = build(value<Entered>(entrance(ctx, null, null)));
  const loaded = await ctx.ports.database.batch(
    [first, ...loads.map((l) => l.built)].map((b) => b.statement),
    {
      readOnly: true,
      isolation: "RepeatableRead",
    },
  );
  remember(ctx, first.map(loaded[0]!) as Entered);
  const facts = Object.fromEntries(loads.map((l, i) => [l.key, l.built.map(loaded[i + 1]!)])) as Facts<T>;

  const decision = command.decide(facts, memberOf(ctx));
  if (decision instanceof Refusal) throw decision;
  if (decision.writes.length > 0 || decision.events?.length) {
    const { reason = null, onBehalfOf = null } = command;
    const written = await writeBatch(ctx, { action, reason, onBehalfOf }, decision.writes, decision.events ?? []);
    if (decision.result instanceof FromWrites) return decision.result.pick(written) as R;
  }
  return decision.result;
}

/** Batch 2: the entrance names action and reason, then the writes, then the events they leave in the outbox. */
async function writeBatch(
  ctx: Ctx,
  { action, reason, onBehalfOf }: { action: string; reason: string | null; onBehalfOf: string | null },
  writes: Query[],
  events: DomainEvent[],
): Promise<unknown[]> {
  const before = [
    build(value<Entered>(entrance(ctx, action, reason))),
    ...(onBehalfOf === null ? [] : [build(rows(sql`select set_config('app.on_behalf_of', ${onBehalfOf}, true)`))]),
  ];
  const all: BuiltQuery[] = [
    ...before,
    ...writes.map(build),
    ...(events.length > 0
      ? [
          build(
            rows(
              sql`insert into outbox (event, payload) select x.name, x.payload from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as x(name text, payload jsonb)`,
            ),
          ),
        ]
      : []),
  ];
  const results = await ctx.ports.database.batch(
    all.map((b) => b.statement),
    { readOnly: false, isolation: "ReadCommitted" },
  );
  // The nudge is courtesy: the relay's cron is the guarantee.
  if (events.length > 0) ctx.ports.relaySoon();
  const from = before.length;
  return writes.map((_, i) => all[from + i]!.map(results[from + i]!));
}

/** For sweeps whose counts are known only by the write itself: `result: fromWrites(([made]) => …)`. */
class FromWrites {
  constructor(readonly pick: (results: unknown[]) => unknown) {}
}
export function fromWrites<R>(pick: (results: unknown[]) => R): R {
  return new FromWrites(pick) as unknown as R;
}
