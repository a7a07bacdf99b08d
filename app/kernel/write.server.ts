import { and, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { AnyPgColumn, PgTable, PgUpdateSetSource } from "drizzle-orm/pg-core";

import { q, rows } from "./database.server";
import type { Query } from "./database.server";
import type { Machine, StateOf, TransitionOf } from "./machine";
import { target } from "./machine";

type Versioned = PgTable & { id: AnyPgColumn; version: AnyPgColumn };
type Stateful = Versioned & { state: AnyPgColumn };
type Row = { id: string; version: number };

/**
 * Runs `statement`, which returns a row for each it touched, and raises HB412 inside SQL unless it touched exactly
 * `wanted`: the guard for what `guardedUpdate` and `unchanged` cannot say.
 */
export function expecting(wanted: number, what: string, statement: SQL): Query {
  return rows(sql`with u as (${statement}) select app.expect(${wanted}::int, (select count(*) from u)::int, ${what})`);
}

/** An update guarded by the version that was read: somebody else's change makes the whole command run again. */
export function guardedUpdate<T extends Versioned>(table: T, row: Row, set: PgUpdateSetSource<T>, what: string): Query {
  const update = q
    .update(table)
    .set(set)
    .where(and(eq(table.id, row.id), eq(table.version, row.version)))
    .returning({ one: sql`1` });
  return expecting(1, what, update.getSQL());
}

/**
 * Raises unless the row still has the version the decision relied on. FOR NO KEY UPDATE: a weaker lock would let another
 * command change the row meanwhile, or deadlock with one that takes this lock next (the capacity trigger on a batch).
 */
export function unchanged<T extends Versioned>(table: T, row: Row, what: string): Query {
  return expecting(
    1,
    what,
    sql`select 1 from ${table} where ${table.id} = ${row.id} and ${table.version} = ${row.version} for no key update`,
  );
}

/** Ids as one parameter: a list of parameters would be another statement for every length of it. */
export const among = (column: AnyPgColumn, ids: readonly string[]): SQL =>
  sql`${column} = any(${`{${ids.join(",")}}`}::uuid[])`;

/** The set-wise twin of `unchanged`: raises unless every row still has its version, and holds them all to the end. */
export function unchangedAll<T extends Versioned>(table: T, all: readonly Row[], what: string): Query {
  const given = JSON.stringify(all.map(({ id, version }) => ({ id, version })));
  return expecting(
    all.length,
    what,
    sql`select 1 from ${table} where (${table.id}, ${table.version}) in (select x.id, x.version from jsonb_to_recordset(${given}::jsonb) as x(id uuid, version int))
      order by ${table.id} for no key update`,
  );
}

/**
 * The only way, with its twin `transitionAll`, that a state column is written. `move` is checked against the machine
 * before anything is sent; a state that does not allow it is our bug, because `decide` has to have refused.
 */
export function transition<T extends Stateful, M extends Machine<string, string>>(
  table: T,
  machine: M,
  row: Row & { state: StateOf<M> },
  move: TransitionOf<M>,
  options: { to?: StateOf<M>; set?: PgUpdateSetSource<T> } = {},
): Query {
  const to = target(machine, move, row.state, options.to);
  if (to === null) throw new Error(`${machine.name}: ${String(move)} is not allowed from ${row.state}`);
  return guardedUpdate(table, row, { ...options.set, state: to } as PgUpdateSetSource<T>, machine.name);
}

/** The set-wise twin for sweeps: moves every row of `where` whose state allows it; returns their ids as `id`. */
export function transitionAll<
  T extends PgTable & { id: AnyPgColumn; state: AnyPgColumn },
  M extends Machine<string, string>,
>(
  table: T,
  machine: M,
  move: TransitionOf<M>,
  where: SQL,
  options: { to?: StateOf<M>; set?: PgUpdateSetSource<T> } = {},
): Query<{ id: string }[]> {
  const rule = machine.transitions[move]!;
  const to = options.to ?? rule.to[0]!;
  const from = sql.join(
    rule.from.map((state) => sql`${state}`),
    sql`, `,
  );
  return q
    .update(table)
    .set({ ...options.set, state: to } as PgUpdateSetSource<T>)
    .where(and(where, sql`${table.state} in (${from})`))
    .returning({ id: table.id }) as unknown as Query<{ id: string }[]>;
}

/**
 * The twin for rows that were read: moves each of them whose version is still the one the decision relied on, in one
 * statement, and raises when one of them changed meanwhile. All of `list` must be in a state the move allows.
 */
export function transitionEach<T extends Stateful, M extends Machine<string, string>>(
  table: T,
  machine: M,
  list: (Row & { state: StateOf<M> })[],
  move: TransitionOf<M>,
  options: { to?: StateOf<M>; set?: PgUpdateSetSource<T> } = {},
): Query {
  for (const row of list)
    if (target(machine, move, row.state, options.to) === null)
      throw new Error(`${machine.name}: ${String(move)} is not allowed from ${row.state}`);
  const to = options.to ?? machine.transitions[move]!.to[0]!;
  const update = q
    .update(table)
    .set({ ...options.set, state: to } as PgUpdateSetSource<T>)
    .where(sql`(${table.id}, ${table.version}) in (${versionsOf(list)})`)
    .returning({ one: sql`1` });
  return expecting(list.length, machine.name, update.getSQL());
}

/** Raises unless every row still has the version the decision relied on; the set-wise twin of `unchanged`. */
export function unchangedEach<T extends Versioned>(table: T, list: Row[], what: string): Query {
  return expecting(
    list.length,
    what,
    sql`select 1 from ${table} where (${table.id}, ${table.version}) in (${versionsOf(list)}) order by ${table.id} for no key update`,
  );
}

const versionsOf = (list: Row[]) =>
  sql`select x.id, x.version from jsonb_to_recordset(${JSON.stringify(list.map(({ id, version }) => ({ id, version })))}::jsonb) as x(id uuid, version int)`;
