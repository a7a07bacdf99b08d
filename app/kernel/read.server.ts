import type { Ctx, Member } from "./ctx";
import { build, entrance, parseHint, q, remember, value } from "./database.server";
import type { Answer, BuiltQuery, Entered, Q, Query } from "./database.server";
import { refuse } from "./refusal";
import { asRefusal, isStaleHint, staleHintDetail } from "./sqlstate.server";

type Queries = Record<string, Query>;
export type Answers<T extends Queries> = { [K in keyof T]: Answer<T[K]> };
type Waiting = {
  make: () => Queries;
  resolve: (answers: Record<string, unknown>) => void;
  reject: (error: unknown) => void;
};

const waiting = new WeakMap<Ctx, Waiting[]>();

/**
 * A page is one `read`: the entrance and all its queries in one batch, read only, one snapshot, one round trip. Reads
 * begun in the same turn (root, layout and leaf loaders) are sent as one batch, so nothing may await a read to start
 * another. Refuses with auth.required, host.unknown or unavailable.
 */
export function read<T extends Queries>(ctx: Ctx, make: (q: Q, me: Member) => T): Promise<Answers<T>> {
  return new Promise<Answers<T>>((resolve, reject) => {
    const entry: Waiting = {
      make: () => make(q, memberOf(ctx)),
      resolve: resolve as (answers: Record<string, unknown>) => void,
      reject,
    };
    const line = waiting.get(ctx);
    if (line) {
      line.push(entry);
      return;
    }
    waiting.set(ctx, [entry]);
    // The end of this turn: everything that other loaders begin meanwhile rides along.
    setTimeout(() => {
      const all = waiting.get(ctx) ?? [];
      waiting.delete(ctx);
      send(ctx, all).catch((error: unknown) => {
        const said = asRefusal(error);
        for (const one of all) one.reject(said);
      });
    }, 0);
  });
}

async function send(ctx: Ctx, all: Waiting[]): Promise<void> {
  const answers = await inOneBatch(ctx, () => all.map((one) => one.make()));
  all.forEach((one, i) => one.resolve(answers[i] ?? {}));
}

/** Sends the entrance and groups of queries as one read-only batch; retries once with the right hint. */
async function inOneBatch(ctx: Ctx, makeGroups: () => Queries[]): Promise<Record<string, unknown>[]> {
  try {
    return await attempt(ctx, makeGroups());
  } catch (error) {
    if (!isStaleHint(error)) throw error;
    const believed = memberOf(ctx).role;
    adoptHint(ctx, staleHintDetail(error));
    // Permission was checked against the hint's role, which anybody can write into a cookie: with another role the whole
    // page is asked for again. Where only ids were stale, the queries are built anew and sent once more.
    if (memberOf(ctx).role !== believed) throw refuse("hint.stale");
    return attempt(ctx, makeGroups());
  }
}

async function attempt(ctx: Ctx, groups: Queries[]): Promise<Record<string, unknown>[]> {
  const first = build(value<Entered>(entrance(ctx, null, null)));
  const keyed = groups.map((group) => Object.entries(group).map(([key, query]) => ({ key, built: build(query) })));
  const flat: BuiltQuery[] = [first, ...keyed.flatMap((group) => group.map((x) => x.built))];
  const results = await ctx.ports.database.batch(
    flat.map((b) => b.statement),
    { readOnly: true, isolation: "RepeatableRead" },
  );
  remember(ctx, first.map(results[0]!) as Entered);
  let next = 1;
  return keyed.map((group) => Object.fromEntries(group.map(({ key, built }) => [key, built.map(results[next++]!)])));
}

export function adoptHint(ctx: Ctx, detail: string): void {
  const member = parseHint(detail);
  if (!member) throw refuse("auth.required");
  ctx.actor = { kind: "member", ...member };
  ctx.onNewHint?.(member);
}

const nobody: Member = {
  get userId(): string {
    throw refuse("auth.required");
  },
  get memberId(): string {
    throw refuse("auth.required");
  },
  get role(): Member["role"] {
    throw refuse("auth.required");
  },
};

/** The member who asks; touching it where nobody is signed in is refused with auth.required. */
export function memberOf(ctx: Ctx): Member {
  return ctx.actor.kind === "member" ? ctx.actor : nobody;
}
