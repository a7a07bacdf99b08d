import { and, asc, eq, max } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";

import { changedMeanwhile, lastChangeOf } from "../../batches/last-change";
import { refuseBatch } from "../../batches/refusals";
import { patternWrite } from "../../batches/set-pattern";
import { batches } from "../../batches/tables";
import type { WeeklyPattern } from "../../batches/tables";
import { organizationHolidays } from "../../organizations/tables";
import { refuseSession } from "../refusals";
import { sessions } from "../tables";
import { matchSeries } from "./match-series";
import { patternInput } from "./pattern-input";
import { reachOf, reachQueries } from "./reach";
import type { Reach } from "./reach";
import { patternRemedies, refuseReach } from "./refuse-reach";
import { isEmptyChange } from "./schedule-change";
import type { ScheduleChange } from "./schedule-change";
import { scheduleWrites } from "./schedule-writes";
import { nameOf, versionsOf } from "./seen";
import { classesOf } from "./weekly-pattern";
import type { Planned } from "./weekly-pattern";

export type PatternPreview = { planned: Planned; change: ScheduleChange; reach: Reach; shown: string };

/** What a weekly pattern would make of a batch: the dry run of `setWeeklyPattern`; its reach is part of the answer. */
export async function previewWeeklyPattern(ctx: Ctx, raw: z.input<typeof patternInput>): Promise<PatternPreview> {
  const { batch, planned, change, shown } = await plan(ctx, raw);
  const found = await read(ctx, () => reachQueries(batch.id, change));
  return { planned, change, reach: reachOf(change, found, batch.zone), shown };
}

/**
 * Lays a weekly pattern over the classes of a batch that are still to come from its first day on: each takes the next day
 * and keeps its number, topic and link, further days become new classes, classes beyond the days are cancelled. Past
 * classes stay. Refuses what `changeSession` refuses, a batch that is over, a first day in the past, and a moved day that
 * the pattern does not have.
 */
export async function setWeeklyPattern(ctx: Ctx, raw: z.input<typeof patternInput>): Promise<{ classes: number }> {
  const { input, batch, all, planned, change, shown } = await plan(ctx, raw);
  if (input.shown !== shown) throw refuseSession("session.look_first");
  if (!input.reason) throw refuse("input.invalid", { fields: { reason: ["Say why; students read it."] } });
  return mutate(ctx, "session.update", {
    load: () => ({
      ...reachQueries(batch.id, change),
      now: q
        .select({ id: sessions.id, version: sessions.version })
        .from(sessions)
        .where(and(eq(sessions.batchId, batch.id), eq(sessions.state, "scheduled"))),
      batchNow: q.select().from(batches).where(eq(batches.id, batch.id)),
      last: lastChangeOf(
        "sessions",
        all.map((one) => one.id),
      ),
      lastOfBatch: lastChangeOf("batches", [batch.id]),
    }),
    decide: ({ now, batchNow: [batchNow], last, lastOfBatch, ...found }) => {
      assertCan(ctx.actor, "session.update");
      if (!batchNow) return refuse("not_found");
      if (batchNow.version !== batch.version) return changedMeanwhile(lastOfBatch, ctx.now, batch.zone);
      const versions = new Map(now.map((one) => [one.id, one.version]));
      if (now.length !== all.length || all.some((one) => versions.get(one.id) !== one.version))
        return changedMeanwhile(last, ctx.now, batch.zone);
      const reach = reachOf(change, found, batch.zone);
      const refusal = refuseReach(reach, batch.zone, {
        doubleBooking: input.doubleBooking === "yes",
        remedies: patternRemedies,
      });
      if (refusal) return refusal;
      const { writes, events } = scheduleWrites(ctx, {
        batchId: batch.id,
        change,
        lanes: reach.lanes,
        reason: input.reason,
      });
      const first = planned.classes[0]?.on ?? null;
      return {
        writes: [patternWrite(batch, input.pattern, all.length === 0 ? first : batch.startsOn), ...writes],
        events,
        result: { classes: planned.classes.length },
      };
    },
    reason: input.reason,
    onConstraint: {
      sessions_trainer_overlap: refuseSession("session.trainer_busy"),
      sessions_host_overlap: refuseSession("session.host_busy"),
      sessions_organization_id_batch_id_number_key: refuse("conflict"),
    },
  });
}

async function plan(ctx: Ctx, raw: z.input<typeof patternInput>) {
  const input = parseInput(patternInput, raw);
  const facts = await read(ctx, () => ({
    found: q.select().from(batches).where(eq(batches.id, input.batchId)),
    all: q
      .select()
      .from(sessions)
      .where(and(eq(sessions.batchId, input.batchId), eq(sessions.state, "scheduled")))
      .orderBy(asc(sessions.startsAt), asc(sessions.number)),
    lastNumber: q
      .select({ n: max(sessions.number) })
      .from(sessions)
      .where(eq(sessions.batchId, input.batchId)),
    holidays: q
      .select({ on: organizationHolidays.holidayOn, name: organizationHolidays.name })
      .from(organizationHolidays),
    lastOfBatch: lastChangeOf("batches", [input.batchId]),
  }));
  assertCan(ctx.actor, "session.update");
  const [batch] = facts.found;
  if (!batch || !ctx.tenant) throw refuse("not_found");
  if (batch.state === "completed" || batch.state === "cancelled") throw refuseBatch("batch.state");
  if (input.version && input.version !== (await versionsOf([batch])))
    throw changedMeanwhile(facts.lastOfBatch, ctx.now, batch.zone);
  const { pattern } = input;
  const planned = classesOf(pattern, batch.zone, facts.holidays);
  const wrong = wrongWith(planned, ctx.now);
  if (wrong) throw refuse("input.invalid", { fields: wrong });
  const coming = facts.all.filter((one) => one.startsAt > ctx.now && one.localDate >= pattern.from);
  const matched = matchSeries({
    coming,
    wanted: planned.classes,
    lastNumber: facts.lastNumber[0]?.n ?? 0,
    trainerId: batch.trainerId,
    hostAccountId: batch.hostAccountId,
    titles: input.titles,
  });
  const change = input.overlapReason ? withOverlap(matched, input.overlapReason) : matched;
  if (isEmptyChange(change) && samePattern(batch.pattern, pattern)) throw refuseSession("session.nothing_changed");
  const shown = await nameOf([
    pattern,
    change.changed.map(({ session, to }) => [session.id, session.version, to]),
    change.added,
    change.dropped.map(({ id, version }) => [id, version]),
  ]);
  return { input, batch, all: facts.all, planned, change, shown };
}

/** Whatever order the database gives its keys back in. */
const samePattern = (was: WeeklyPattern | null, now: WeeklyPattern): boolean =>
  was !== null && canonical(was) === canonical(now);
const canonical = ({ days, time, minutes, from, count, until, skip, moved = [] }: WeeklyPattern) =>
  JSON.stringify([
    days,
    time,
    minutes,
    from,
    count,
    until,
    skip,
    moved.map((one) => [one.on, one.to, one.time, one.minutes]),
  ]);

/** Mistakes of the pattern that only its classes show, by field. */
function wrongWith(planned: Planned, now: Date): Record<string, string[]> | null {
  if (planned.unknownMoves.length > 0)
    return {
      moved: [`${planned.unknownMoves.join(", ")} is no day of this pattern, so nothing can be moved from it.`],
    };
  const [first] = planned.classes;
  if (!first) return { from: ["No class falls into this time. Choose other days, or a later end."] };
  if (first.startsAt <= now)
    return { from: ["The first class would lie in the past, and past classes do not change."] };
  const clash = planned.classes.find((one, i) => i > 0 && one.startsAt < planned.classes[i - 1]!.endsAt);
  return clash ? { moved: [`On ${clash.on} two classes of this {batch} would be at the same time.`] } : null;
}

const withOverlap = (change: ScheduleChange, overlapOk: string): ScheduleChange => ({
  ...change,
  changed: change.changed.map(({ session, to }) => ({ session, to: { ...to, overlapOk } })),
  added: change.added.map((to) => ({ ...to, overlapOk })),
});
