import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { read } from "#kernel/read.server";

/** A digest that was kept outside, and of which seal it is where that is known. */
export type KeptHead = { digest: string; number: number | null };
export type Verified =
  | { holds: true; records: number; seals: number; waiting: number; head: string | null }
  | { holds: false; why: string };

type Seal = {
  number: number;
  at: string;
  digest: string;
  computed: string;
  covers: number;
  found: number;
  total: number;
};
type Rest = { kept: number; waiting: number; lost: number; sealed: number };

/** Seals per round trip: a hundred thousand records. */
const mostAtOnce = 20;

/**
 * Walks the chain of seals over a school's record from its beginning, and names the first that does not hold: a record in it
 * was changed or is gone, or the seal itself was. Then what stands outside: records that neither a seal covers nor the next
 * one will. With a head that was kept outside, also whether this is still the chain it was taken from.
 */
export async function verifyAudit(ctx: Ctx, kept: KeptHead | null = null): Promise<Verified> {
  let last: Seal | null = null;
  let met = false;
  for (;;) {
    const after: number = last?.number ?? 0;
    const { seals } = await read(ctx, () => ({ seals: sealsAfter(after) }));
    for (const seal of seals) {
      const why = whyBroken(seal, last);
      if (why) return { holds: false, why };
      met ||= kept !== null && seal.digest === kept.digest && (kept.number ?? seal.number) === seal.number;
      last = seal;
    }
    if (seals.length < mostAtOnce) break;
  }
  if (kept && !met) return { holds: false, why: unlike(kept) };
  const { rest } = await read(ctx, () => ({ rest: whatIsLeft }));
  const outside = whyOutside(rest[0]!);
  if (outside) return { holds: false, why: outside };
  const { total: records = 0, number: seals = 0, digest: head = null } = last ?? {};
  return { holds: true, records, seals, waiting: rest[0]!.waiting, head };
}

function whyBroken(seal: Seal, before: Seal | null): string | null {
  const expected = (before?.number ?? 0) + 1;
  if (seal.number !== expected) return `Seal ${expected} is gone: after it comes seal ${seal.number}.`;
  const name = `Seal ${seal.number} of ${seal.at} does not hold`;
  if (seal.found < seal.covers) return `${name}: ${seal.covers - seal.found} of its ${seal.covers} records are gone.`;
  if (seal.digest !== seal.computed)
    return `${name}: one of its ${seal.covers} records, or the seal itself, was changed.`;
  if (seal.total !== (before?.total ?? 0) + seal.covers) return `${name}: its count of records was changed.`;
  return null;
}

const unlike = ({ digest, number }: KeptHead) =>
  number === null
    ? `No seal has the digest ${digest}: this is not the chain it was taken from.`
    : `Seal ${number} has not the digest ${digest}: this is not the chain it was taken from.`;

function whyOutside({ kept, waiting, lost, sealed }: Rest): string | null {
  if (lost > 0) return `${lost} records that waited for their seal are gone.`;
  const more = kept - waiting - sealed;
  if (more > 0)
    return `${more} records stand in no seal and wait for none: they were put in past the record's own way.`;
  if (more < 0) return `${-more} records are sealed and wait for a seal as well: what waits was changed.`;
  return null;
}

const school = sql`(select app.organization_id())`;

/**
 * Each seal with its digest computed anew by Postgres' own functions alone, in the words of app.seal_audit (migration 0021): what
 * somebody made of that function is not asked.
 */
const sealsAfter = (after: number): Query<Seal[]> =>
  rows<Seal>(sql`
    select s.number, to_char(s.sealed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') as at, encode(s.digest, 'hex') as digest,
      cardinality(s.records) as covers, s.total::float8 as total, found.n as found,
      encode(sha256(convert_to(jsonb_build_array(s.organization_id, s.number, extract(epoch from s.sealed_at))::text, 'UTF8') || coalesce(p.digest, '') || coalesce(found.digests, '')), 'hex') as computed
    from (select * from audit_seals where organization_id = ${school} and number > ${after} order by number limit ${mostAtOnce}) s
    left join audit_seals p on p.organization_id = ${school} and p.number = s.number - 1
    cross join lateral (
      select count(*)::int as n, string_agg(
        sha256(convert_to(jsonb_build_array(a.id, a.organization_id, extract(epoch from a.at), a.kind, a.entity, a.entity_id, a.action, a.actor, a.on_behalf_of, a.reason, a.request_id,
          a.subject_id, a.batch_id, a.before, a.after)::text, 'UTF8')), ''::bytea order by w.n) as digests
      from unnest(s.records) with ordinality w(id, n) join audit_logs a on a.organization_id = ${school} and a.id = w.id) found
    order by s.number`);

/** In one snapshot, so that a seal made meanwhile counts on both sides. */
const whatIsLeft: Query<Rest[]> = rows<Rest>(sql`
  select (select count(*) from audit_logs where organization_id = ${school})::float8 as kept,
    (select count(*) from audit_unsealed where organization_id = ${school})::float8 as waiting,
    (select count(*) from audit_unsealed u where u.organization_id = ${school}
      and not exists (select from audit_logs a where a.organization_id = ${school} and a.id = u.audit_id))::float8 as lost,
    coalesce((select total from audit_seals where organization_id = ${school} order by number desc limit 1), 0)::float8 as sealed`);
