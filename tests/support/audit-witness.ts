import type { Client } from "pg";

import { withClient } from "#sandbox/database";

/**
 * Reads from Postgres' own log of changes (logical decoding) what was committed to a database, and holds the audit to it:
 * every row change of an audited table has exactly one audit row of kind `change` in the same transaction, every such
 * audit row has its row change, and no audit row was ever altered (personal values may be erased). What no trigger could be
 * trusted to say of itself.
 */
export type AuditWitness = {
  /** What does not match, a line for each table and transaction; empty where the audit is complete. Reads on from the last call. */
  contradictions(): Promise<string[]>;
  /** A slot keeps the database from being dropped. */
  leave(): Promise<void>;
};

/** A transaction that loads rows with their triggers at rest says so by this, and why: it is bulk and not history. */
export const auditRests = (why: string) => `select pg_logical_emit_message(true, 'audit rests', '${why}')`;

/** From now on. The old values of a row come along only where its table says so, which the product itself has no use for. */
export async function witnessAudit(adminUrl: string, database: string): Promise<AuditWitness> {
  const slot = `audit_of_${database}`;
  await withClient(adminUrl, (admin) =>
    admin.query("select pg_create_logical_replication_slot($1, 'test_decoding')", [slot]),
  );
  return {
    contradictions: () => withClient(adminUrl, async (admin) => contradictionsIn(admin, slot)),
    leave: () =>
      withClient(adminUrl, async (admin) => void (await admin.query("select pg_drop_replication_slot($1)", [slot]))),
  };
}

/** Makes updates carry their old values in the log: told apart from those that change nothing, which are no change. */
export const showOldValues = `do $$ declare t regclass; begin
  for t in select tgrelid::regclass from pg_trigger where tgname = 'audit' loop execute format('alter table %s replica identity full', t); end loop; end $$`;

/** Nulls stand in the new values only, and versions are raised by themselves. */
const said = (values: string) =>
  `regexp_replace(${values}, '(^| )(version\\[integer\\]:\\d+|"?\\w+"?\\[[^:]+\\]:null)', '', 'g')`;

async function contradictionsIn(admin: Client, slot: string): Promise<string[]> {
  // Test clusters commit without waiting for the log; only what has reached it can be read, and this commit waits.
  await admin.query("set synchronous_commit = on; select pg_logical_emit_message(true, 'audit is read', '')");
  const { rows } = await admin.query<{ text: string }>(
    `with told as materialized (
       select xid::text::bigint as xid, data from pg_logical_slot_get_changes($1, null, null, 'include-xids', '0', 'skip-empty-xacts', '1')
        where data like 'table public.%' or data like 'message: %prefix: audit rests,%'),
     audited as (
       select tgrelid::regclass::text as name, split_part(encode(tgargs, 'escape'), '\\000', 1) as key from pg_trigger where tgname = 'audit'),
     at_rest as (select distinct xid from told where data like 'message: %'),
     lines as (
       select xid, substring(data from '^table public\\.("?\\w+"?):') as name, substring(data from '^table public\\."?\\w+"?: (\\w+)') as op, data
         from told where data like 'table public.%' and xid not in (select xid from at_rest)),
     changes as (
       select l.xid, l.name, lower(l.op) as op, substring(tuple.new from format('(?:^| )%s\\[uuid\\]:''([0-9a-f-]{36})''', a.key)) as id
         from lines l join audited a on a.name = l.name,
         lateral (select position(' new-tuple: ' in l.data) as at) x,
         lateral (select case when x.at > 0 then substr(l.data, x.at + 12) else split_part(l.data, ': ' || l.op || ': ', 2) end as new,
           case when x.at > 0 then split_part(substr(l.data, 1, x.at - 1), ' old-key: ', 2) end as old) tuple
        where l.op <> 'UPDATE' or tuple.old is null
           or ltrim(${said("tuple.old")}) <> ltrim(${said("tuple.new")})),
     records as (
       select xid, m[1] as name, coalesce(m[2], '') as id,
         case when data ~ ' before\\[jsonb\\]:null' then 'insert' when data ~ ' after\\[jsonb\\]:null' then 'delete' else 'update' end as op
         from lines, regexp_match(data, ' kind\\[text\\]:''change'' entity\\[text\\]:''(\\w+)'' entity_id\\[uuid\\]:(?:''([0-9a-f-]{36})''|null)') m
        where name = 'audit_logs' and lines.op = 'INSERT' and m is not null)
     select format('%s %s %s: %s row changes, %s audit rows', op, name, id, coalesce(c.n, 0), coalesce(r.n, 0)) as text
       from (select xid, name, op, coalesce(id, '') as id, count(*) as n from changes group by 1, 2, 3, 4) c
       full join (select xid, name, op, id, count(*) as n from records group by 1, 2, 3, 4) r using (xid, name, op, id)
      where c.n is distinct from r.n
     union all
     select format('%s of %s: the audit is never altered', op, name) from lines
      where (name = 'audit_logs' and op <> 'INSERT') or (name = 'audit_personal' and op = 'UPDATE')`,
    [slot],
  );
  return rows.map(({ text }) => text);
}
