import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";
import { clockTime, localDay, shortDay } from "#kernel/time";

export type LastChange = { at: string; who: string | null; columns: string[] };

/** Who changed one of these rows last, and what: loaded beside the rows, for the one who comes second. */
export const lastChangeOf = (
  entity: "batches" | "batch_meetings" | "sessions",
  ids: readonly string[],
): Query<LastChange[]> =>
  rows<LastChange>(sql`
    select to_json(last.at) #>> '{}' as at, last.columns,
      (select s.full_name from staff_profiles s where s.id = case when last.actor ~ '^member:' then substr(last.actor, 8)::uuid end) as who
    from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as wanted(id)
    cross join lateral (
      -- The record leaves secrets out; a row of links holds nothing else.
      select l.at, l.actor, case l.entity when 'batch_meetings' then array['fallback_sealed'] else array(select jsonb_object_keys(coalesce(l.after, '{}'))) end as columns from audit_logs l
      where l.organization_id = (select app.organization_id()) and l.entity = ${entity} and l.entity_id = wanted.id::uuid and l.kind = 'change'
      order by l.at desc, l.id desc limit 1) last
    order by last.at desc limit 1`);

const words: Record<string, string> = {
  starts_at: "the start",
  ends_at: "the end",
  title: "the topic",
  trainer_id: "the trainer",
  owner_id: "the owner",
  host_account_id: "the host account",
  state: "the state",
  capacity: "the capacity",
  name: "the name",
  starts_on: "the start",
  start_confirmed: "the start",
  pattern: "the weekly pattern",
  fallback_sealed: "the fallback link",
  opens_at_override: "when it opens",
  closes_at_override: "when it closes",
};

/** For a form that was made from an older row: names who changed what meanwhile, so that the second can decide anew. */
export function changedMeanwhile([last]: LastChange[], now: Date, zone: string): Refusal {
  return refuse("conflict", { fields: { version: [sentence(last, now, zone)] } });
}

function sentence(last: LastChange | undefined, now: Date, zone: string): string {
  if (!last) return "This changed after you opened the page. Nothing was saved: look again, then decide.";
  const at = new Date(last.at);
  const what = [...new Set(last.columns.flatMap((column) => words[column] ?? []))];
  const day = localDay(at, zone) === localDay(now, zone) ? "" : ` on ${shortDay(at, zone)}`;
  const listed = what.length > 0 ? new Intl.ListFormat("en", { type: "conjunction" }).format(what) : "something here";
  return `${last.who ?? "Hub"} changed ${listed} at ${clockTime(at, zone)}${day}, after you opened this page. Nothing was saved: look again, then decide.`;
}
