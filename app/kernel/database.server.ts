import { drizzle } from "drizzle-orm/neon-http";
import type { NeonHttpDatabase } from "drizzle-orm/neon-http";
import type { NeonQueryFunction } from "@neondatabase/serverless";
import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import type { Ctx, Member, Tenant } from "./ctx";
import type { Statement, StatementResult } from "./ports";

/**
 * Builds queries and never sends one: Drizzle's builders are thenables that would fire alone, outside every wall, when
 * awaited. `read` and `mutate` take the builder and send it behind the entrance.
 */
const neverFires = Object.assign(
  () => {
    throw new Error("A query was awaited by itself. Give the builder to read() or mutate().");
  },
  { transaction: () => neverFires() },
);
export const q: NeonHttpDatabase = drizzle(neverFires as unknown as NeonQueryFunction<false, false>, {
  casing: "snake_case",
});
export type Q = typeof q;

/** Anything Drizzle can build and we can send. */
export type Query<T = unknown> = PromiseLike<T>;
export type Answer<T> = T extends PromiseLike<infer R> ? R : never;

type Prepared = {
  getQuery(): { sql: string; params: unknown[] };
  isResponseInArrayMode(): boolean;
  mapResult(result: StatementResult, isFromBatch?: boolean): unknown;
};
export type BuiltQuery = { statement: Statement; map(result: StatementResult): unknown };

/** The text and parameters of a builder, and how its rows become objects again. */
export function build(query: Query): BuiltQuery {
  const prepared = (query as unknown as { _prepare(): Prepared })._prepare();
  const { sql: text, params } = prepared.getQuery();
  return {
    statement: { sql: text, params, arrayMode: prepared.isResponseInArrayMode() },
    map: (result) => prepared.mapResult(result, true),
  };
}

/** Rows of a hand-written statement, as the named columns. */
export function rows<T extends Record<string, unknown>>(statement: SQL): Query<T[]> {
  const raw = q.execute(statement) as unknown as { _prepare(): Prepared };
  return {
    _prepare: () => {
      const prepared = raw._prepare();
      return { ...bind(prepared), mapResult: (result: StatementResult) => result.rows };
    },
  } as unknown as Query<T[]>;
}
/** One value of a hand-written statement whose only column is called `value`. */
export function value<T>(statement: SQL): Query<T> {
  const many = rows<{ value: T }>(statement) as unknown as { _prepare(): Prepared };
  return {
    _prepare: () => {
      const prepared = many._prepare();
      return {
        ...bind(prepared),
        mapResult: (result: StatementResult) => (result.rows[0] as { value: T } | undefined)?.value,
      };
    },
  } as unknown as Query<T>;
}
const bind = (prepared: Prepared) => ({
  getQuery: () => prepared.getQuery(),
  isResponseInArrayMode: () => prepared.isResponseInArrayMode(),
});

export type Entered = {
  tenant: Tenant;
  userId?: string;
  memberId?: string;
  role?: Member["role"];
  sessionId?: string;
  touchDue?: boolean;
};

export const hintText = (m: Member) => `${m.userId}.${m.memberId}.${m.role}`;
export function parseHint(text: string): Member | null {
  const [userId, memberId, role] = text.split(".");
  return userId && memberId && role ? { userId, memberId, role: role as Member["role"] } : null;
}

/**
 * The first statement of every batch. It must be a statement of its own: inside a select the order of evaluation would
 * decide what row level security sees.
 */
export function entrance(ctx: Ctx, action: string | null, reason: string | null): SQL {
  const e = ctx.entrance;
  const now = ctx.now.toISOString();
  if (e.kind === "system")
    return sql`select app.enter_system(${e.organizationId}::uuid, ${e.actor}, ${action}, ${reason}, ${ctx.requestId}, ${now}::timestamptz) as value`;
  const hint = ctx.actor.kind === "member" && e.portal !== "public" ? hintText(ctx.actor) : null;
  if (e.viewing)
    return sql`select app.enter_as(${e.host}, ${e.tokenDigest}::bytea, ${hint}, ${e.viewing}::uuid, ${now}::timestamptz, ${ctx.requestId}) as value`;
  return sql`select app.enter(${e.host}, ${e.tokenDigest}::bytea, ${e.portal}, ${hint}, ${now}::timestamptz, ${action}, ${reason}, ${ctx.requestId}) as value`;
}

/** Keeps what the entrance said: the tenant, the caller, whether the auth session is due for a touch. */
export function remember(ctx: Ctx, entered: Entered): void {
  if (entered.tenant) ctx.tenant = entered.tenant;
  if (entered.userId && entered.memberId && entered.role)
    ctx.actor = { kind: "member", userId: entered.userId, memberId: entered.memberId, role: entered.role };
  if (entered.sessionId) ctx.authSession = { id: entered.sessionId, touchDue: entered.touchDue ?? false };
}
