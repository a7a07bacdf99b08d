import type { Action } from "./actions";
import type { Ctx } from "./ctx";
import { build, entrance, remember, value } from "./database.server";
import type { Answer, Entered, Query } from "./database.server";
import { asRefusal } from "./sqlstate.server";

/**
 * One write batch without a load, one trip: for machinery that takes what is due and for the fenced write that ends it
 * (outbox, deliveries, job runs). Nothing is decided here; each statement holds by its own where clause. A command is
 * always a `mutate`.
 */
export async function inOneTrip<const T extends readonly Query[]>(
  ctx: Ctx,
  action: Action,
  queries: T,
): Promise<{ [K in keyof T]: Answer<T[K]> }> {
  if (ctx.entrance.kind !== "system") throw new Error("Only jobs and queue consumers claim.");
  const all = [build(value<Entered>(entrance(ctx, action, null))), ...queries.map(build)];
  try {
    const results = await ctx.ports.database.batch(
      all.map((one) => one.statement),
      { readOnly: false, isolation: "ReadCommitted" },
    );
    const answers = all.map((one, i) => one.map(results[i]!));
    remember(ctx, answers[0] as Entered);
    return answers.slice(1) as { [K in keyof T]: Answer<T[K]> };
  } catch (error) {
    throw asRefusal(error);
  }
}
