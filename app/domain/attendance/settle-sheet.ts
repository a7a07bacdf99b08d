import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

import type { MarkOf } from "./mark-of";
import { guardSheet } from "./guard-sheet";
import { marksOf, policyOf } from "./marks-of-sheet";
import type { SheetEntry, SheetFacts, SheetMark, SheetSession } from "./sheet-facts";

/**
 * What one class's sheet becomes with `added` evidence: the writes of its evidence, of each mark that came out otherwise
 * than it stands, and of how long students have been away, all behind the sheet's guard. While the class runs only those
 * are marked of whom somebody said something; `only` leaves every other student's mark alone.
 */
export function settleSheet(
  ctx: Ctx,
  session: SheetSession,
  facts: SheetFacts,
  added: readonly SheetEntry[] = [],
  only?: ReadonlySet<string>,
): { writes: Query[]; changed: number } {
  const { rule, version } = policyOf(facts);
  const marks = [...marksOf(session, facts, added, rule)].filter(([id]) => !only || only.has(id));
  const standing = new Map(facts.marks.filter((m) => m.session_id === session.id).map((m) => [m.student_id, m]));
  const changed = marks.filter(([id, mark]) => !stands(standing.get(id), mark));
  return {
    writes: [
      guardSheet(ctx, session),
      ...(added.length > 0 ? [insertEntries(added)] : []),
      ...(changed.length > 0 ? [upsertMarks(session, version, changed), countStreaks(session, changed)] : []),
    ],
    changed: changed.length,
  };
}

function stands(was: SheetMark | undefined, is: MarkOf): boolean {
  return (
    was !== undefined &&
    was.mark === is.mark &&
    was.computed_mark === is.computedMark &&
    was.manual_mark === is.manualMark &&
    was.minutes === is.minutes &&
    was.marked_by === is.markedBy &&
    was.reason === is.reason &&
    Object.entries(is.evidence).every(([key, value]) => was.evidence[key as keyof typeof was.evidence] === value)
  );
}

const insertEntries = (added: readonly SheetEntry[]) =>
  rows(sql`
    insert into attendance_evidence (entry_id, revision, session_id, student_id, kind, present_from, present_until, says, set_aside, name, email, registrant_id, customer_key, source_id, reason, recorded_by, recorded_at)
    select entry_id, revision, session_id, student_id, kind, present_from, present_until, says, set_aside, name, email, registrant_id, customer_key, source_id, reason, recorded_by, recorded_at
    from jsonb_to_recordset(${JSON.stringify(added)}::jsonb) as x(entry_id uuid, revision int, session_id uuid, student_id uuid, kind text, present_from timestamptz, present_until timestamptz, says text,
      set_aside text, name text, email text, registrant_id text, customer_key text, source_id uuid, reason text, recorded_by uuid, recorded_at timestamptz)`);

const upsertMarks = (session: SheetSession, policyVersion: number, changed: readonly [string, MarkOf][]) =>
  rows(sql`
    insert into attendance_marks (session_id, student_id, mark, computed_mark, manual_mark, minutes, evidence, policy_version, marked_by, reason)
    select ${session.id}::uuid, x.id, x.mark, x."computedMark", x."manualMark", x.minutes, x.evidence, ${policyVersion}::int, x."markedBy", x.reason
    from jsonb_to_recordset(${JSON.stringify(changed.map(([id, mark]) => ({ id, ...mark })))}::jsonb)
      as x(id uuid, mark text, "computedMark" text, "manualMark" text, minutes int, evidence jsonb, "markedBy" uuid, reason text)
    on conflict (organization_id, session_id, student_id) do update set mark = excluded.mark, computed_mark = excluded.computed_mark, manual_mark = excluded.manual_mark,
      minutes = excluded.minutes, evidence = excluded.evidence, policy_version = excluded.policy_version, marked_by = excluded.marked_by, reason = excluded.reason`);

/** Since when, and over how many classes, each of these students has been missing from the batch. */
const countStreaks = (session: SheetSession, changed: readonly [string, MarkOf][]) =>
  rows(sql`
    with theirs as (
      select m.student_id, s.starts_at, m.mark from attendance_marks m
      join sessions s on s.organization_id = m.organization_id and s.id = m.session_id and s.batch_id = ${session.batch_id}::uuid
      where m.organization_id = (select app.organization_id()) and m.student_id = any(string_to_array(${changed.map(([id]) => id).join(",")}, ',')::uuid[])),
    seen as (select student_id, max(starts_at) filter (where mark in ('present', 'late', 'partial')) as last_seen_at from theirs group by 1)
    insert into attendance_streaks (student_id, batch_id, last_seen_at, absent_from, missed)
    select seen.student_id, ${session.batch_id}::uuid, seen.last_seen_at, min(t.starts_at), count(t.starts_at)
    from seen left join theirs t on t.student_id = seen.student_id and t.mark = 'absent' and (seen.last_seen_at is null or t.starts_at > seen.last_seen_at)
    group by 1, 3
    on conflict (organization_id, student_id, batch_id) do update set last_seen_at = excluded.last_seen_at, absent_from = excluded.absent_from, missed = excluded.missed
    where (attendance_streaks.last_seen_at, attendance_streaks.absent_from, attendance_streaks.missed) is distinct from (excluded.last_seen_at, excluded.absent_from, excluded.missed)`);
