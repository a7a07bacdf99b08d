import type { SQL } from "drizzle-orm";

import type { Ctx, Tenant } from "#kernel/ctx";
import { build, value } from "#kernel/database.server";
import { refuse } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

/**
 * Calls one of the database's sign-in entrances: one statement, one trip. Sign-in is no `mutate`, whose refusals write
 * nothing, so that wrong tries would not count. The expression's tenant, where it tells one, becomes the request's.
 */
export async function callEntrance<T>(ctx: Ctx, expression: SQL): Promise<T> {
  const built = build(value<T & { tenant?: Tenant }>(expression));
  try {
    const [result] = await ctx.ports.database.batch([built.statement], { readOnly: false, isolation: "ReadCommitted" });
    const answer = built.map(result!) as T & { tenant?: Tenant };
    if (answer && typeof answer === "object" && answer.tenant) ctx.tenant = answer.tenant;
    return answer;
  } catch (error) {
    throw asRefusal(error);
  }
}

/** The host the request came to; only people have one. */
export function hostOf(ctx: Ctx): string {
  if (ctx.entrance.kind !== "host") throw refuse("host.unknown");
  return ctx.entrance.host;
}
