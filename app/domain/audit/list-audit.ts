import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { isUuid } from "#kernel/ids";
import { dayFilter, defineList, idFilter, oneOf, textFilter } from "#kernel/list";
import type { AskedOf, Filter } from "#kernel/list";
import { keyset } from "#kernel/list.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import { namedRecords, recordColumns } from "./records";
import type { AuditRecord } from "./records";

const nameFilter = (fix: string): Filter => ({
  read: (text) => (/^[a-z][a-z0-9_.-]{0,60}$/.test(text) ? text : null),
  fix,
});

/**
 * What the record can be asked for. `by` is a member's id or "hub", `for` the id of whom Hub acted for; `about` a student's
 * code, or the id of anybody.
 */
export const auditList = defineList({
  filters: {
    q: textFilter(),
    by: textFilter(40),
    for: idFilter(),
    about: textFilter(40),
    batch: textFilter(40),
    action: nameFilter("Choose an action from the list."),
    entity: nameFilter("Choose one from the list."),
    kind: oneOf(["change", "read", "auth", "export"]),
    request: textFilter(64),
    from: dayFilter(),
    until: dayFilter(),
  },
  sorts: { at: "instant" },
  first: "-at",
  size: 100,
});
export type AskedAudit = AskedOf<typeof auditList>;

export type AuditPage = {
  personName: string;
  records: AuditRecord[];
  /** The search of the page after this one, or null at the record's beginning. */
  next: string | null;
  /** How far back this page looked, where that is not as far as its last record: the rest is on the next page. */
  lookedBackTo: string | null;
  staff: { id: string; name: string }[];
  /** Whom `about` names, where it names somebody. */
  about: { id: string; name: string; code: string | null } | null;
  /** The newest seal and how many records are sealed with it; null where none was made yet. */
  sealed: { at: string; records: number } | null;
};

/** A page looks through no more of the record than this, whatever it is filtered by; then it says how far back it looked. */
const mostSearched = 10_000;

/** One page of the record, newest first, with what its filters need. Managers only. One round trip. */
export async function listAudit(ctx: Ctx, asked: AskedAudit): Promise<AuditPage> {
  const answers = await read(ctx, (_, me) => ({
    person: ownName(me),
    found: auditPage(asked),
    staff: rows<{ id: string; name: string }>(
      sql`select id, full_name as name from staff_profiles where organization_id = ${school} order by full_name, id limit 300`,
    ),
    about: rows<{ id: string; name: string; code: string | null }>(aboutSql(asked.filters.about)),
    end: windowEnd(asked),
    sealed: rows<{ at: string; records: number }>(
      sql`select to_json(sealed_at) #>> '{}' as at, total::float8 as records from audit_seals where organization_id = ${school} order by number desc limit 1`,
    ),
  }));
  assertCan(ctx.actor, "audit.read");
  const { records, after, lookedBackTo } = pageOfWindow(answers.found, answers.end[0], asked.size);
  return {
    personName: answers.person[0]?.name ?? "",
    records,
    next: after ? auditList.search(asked, { after }) : null,
    lookedBackTo,
    staff: answers.staff,
    about: answers.about[0] ?? null,
    sealed: answers.sealed[0] ?? null,
  };
}

/** Every record of a filter, a page at a time, for an export. */
export async function* everyRecord(
  ctx: Ctx,
  asked: AskedAudit,
  size: number,
): AsyncGenerator<AuditRecord[], void, void> {
  let here: AskedAudit | null = { ...asked, after: null, size };
  while (here) {
    const one: AskedAudit = here;
    const { found, end } = await read(ctx, () => ({ found: auditPage(one), end: windowEnd(one) }));
    assertCan(ctx.actor, "audit.export");
    const { records, after } = pageOfWindow(found, end[0], size);
    if (records.length > 0) yield records;
    here = after ? { ...one, after } : null;
  }
}

type Place = { value: string; id: string };

/** The page, and where the next one begins: after its last record, or where the window ended before the page was full. */
function pageOfWindow(
  found: AuditRecord[],
  end: (Place & { seen: number }) | undefined,
  size: number,
): { records: AuditRecord[]; after: Place | null; lookedBackTo: string | null } {
  const records = found.slice(0, size);
  if (found.length > size) return { records, after: placeOf(records.at(-1)!), lookedBackTo: null };
  if (!end || end.seen < mostSearched) return { records, after: null, lookedBackTo: null };
  return { records, after: { value: end.value, id: end.id }, lookedBackTo: end.value };
}
/** As the list's cursor writes an instant. */
const placeOf = ({ at, id }: AuditRecord): Place => ({ value: at.replace("T", " ").replace(/(\+00):00$/, "$1"), id });

const school = sql`(select app.organization_id())`;

type Filters = AskedAudit["filters"];
/** The filters an index answers, the narrowest first. */
const leads = ["request", "about", "batch", "for", "by", "action"] as const;
const leadOf = (filters: Filters) =>
  leads.find((name) => filters[name] !== null && (name !== "by" || isUuid(filters.by!))) ?? null;
/** Whether something is left to be looked for in what the lead gives. */
const searches = (filters: Filters): boolean =>
  Object.entries(filters).some(
    ([name, value]) => value !== null && name !== leadOf(filters) && name !== "from" && name !== "until",
  );

/**
 * One filter, answered by an index, leads; the others are looked for in the rows it gives, newest first and no further
 * than `mostSearched`: a rare word in a reason cannot make the page read years of history at once.
 */
function windowOf(asked: AskedAudit): SQL {
  const { filters } = asked;
  const keys = keyset(asked, { at: sql`a.at` }, sql`a.id`);
  const limit = searches(filters) ? sql`${mostSearched}` : keys.limit;
  const scan = (lead: SQL) => sql`
    select a.id, a.at, a.kind, a.entity, a.action, a.actor, a.on_behalf_of, a.reason, a.subject_id, a.batch_id from audit_logs a
     where a.organization_id = ${school} ${lead} ${between(filters)} ${keys.after} order by ${keys.order} limit ${limit}`;
  switch (leadOf(filters)) {
    case "request":
      return scan(sql`and a.request_id = ${filters.request}`);
    case "about": {
      const scans = subjects(filters.about!).map((subject) => sql`(${scan(sql`and a.subject_id = ${subject}`)})`);
      return sql`select * from (${sql.join(scans, sql` union all `)}) a order by ${keys.order} limit ${limit}`;
    }
    case "batch":
      return scan(sql`and a.batch_id = ${batchId(filters.batch!)}`);
    case "for":
      return scan(sql`and a.on_behalf_of = ${`member:${filters.for}`}`);
    case "by":
      return scan(sql`and a.actor = ${`member:${filters.by}`}`);
    case "action":
      return scan(sql`and a.action = ${filters.action}`);
    case null:
      return scan(sql``);
  }
}

/** From the first moment of a local day to the last of another. */
const between = ({ from, until }: Filters): SQL => {
  const zone = sql`(select o.zone from organizations o where o.id = ${school})`;
  return sql`${from ? sql`and a.at >= (${from}::date::timestamp at time zone ${zone})` : sql``}
    ${until ? sql`and a.at < ((${until}::date + 1)::timestamp at time zone ${zone})` : sql``}`;
};

/** A person's records name their membership, or the user behind it. */
function subjects(about: string): SQL[] {
  const member = isUuid(about)
    ? sql`${about}::uuid`
    : sql`(select p.id from student_profiles p where p.organization_id = ${school} and p.code = ${about.toUpperCase()})`;
  return [member, sql`(select m.user_id from memberships m where m.organization_id = ${school} and m.id = ${member})`];
}
const batchId = (batch: string): SQL =>
  isUuid(batch)
    ? sql`${batch}::uuid`
    : sql`(select b.id from batches b where b.organization_id = ${school} and b.code = ${batch.toUpperCase()} and b.deleted_at is null)`;

function aboutSql(about: string | null): SQL {
  if (!about) return sql`select null::uuid as id, '' as name, null as code where false`;
  return sql`select m.id, coalesce(p.full_name, f.full_name) as name, p.code from memberships m
    left join student_profiles p on p.organization_id = m.organization_id and p.id = m.id
    left join staff_profiles f on f.organization_id = m.organization_id and f.id = m.id
    where m.organization_id = ${school} and m.id = ${subjects(about)[0]!}`;
}

function auditPage(asked: AskedAudit): Query<AuditRecord[]> {
  const { q, by, for: behalf, batch, action, entity, kind, about } = asked.filters;
  const rest = [
    q ? sql`and a.reason ilike ${`%${q.replaceAll(/[\\%_]/g, "\\$&")}%`}` : sql``,
    isUuid(by ?? "") ? sql`and a.actor = ${`member:${by}`}` : by ? sql`and a.actor not like 'member:%'` : sql``,
    behalf ? sql`and a.on_behalf_of = ${`member:${behalf}`}` : sql``,
    about ? sql`and a.subject_id in (${sql.join(subjects(about), sql`, `)})` : sql``,
    batch ? sql`and a.batch_id = ${batchId(batch)}` : sql``,
    action ? sql`and a.action = ${action}` : sql``,
    entity ? sql`and a.entity = ${entity}` : sql``,
    kind ? sql`and a.kind = ${kind}` : sql``,
  ];
  const order = sql`order by a.at desc, a.id desc`;
  return namedRecords(sql`
    select ${recordColumns} from (
      select a.id from (${windowOf(asked)}) a where true ${sql.join(rest, sql` `)} ${order} limit ${asked.size + 1}) page
    join audit_logs a on a.organization_id = ${school} and a.id = page.id`);
}

/** Where the window ends, and how many records it holds. */
const windowEnd = (asked: AskedAudit): Query<(Place & { seen: number })[]> =>
  rows(
    searches(asked.filters)
      ? sql`select (a.at)::text as value, a.id, (count(*) over ())::int as seen from (${windowOf(asked)}) a order by a.at, a.id limit 1`
      : sql`select '' as value, null::uuid as id, 0 as seen where false`,
  );
