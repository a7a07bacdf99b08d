import { sql } from "drizzle-orm";

import { cancelSession } from "#domain/sessions/cancel-session";
import { scheduleSession } from "#domain/sessions/schedule-session";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { addMinutes } from "#kernel/time";

import type { Desk } from "./commands";
import type { School } from "./schools";

export type ShownSessions = { live: string; later: string; cancelled: string };

type Row = {
  id: string;
  batch_id: string;
  code: string;
  number: number;
  state: string;
  starts_at: string;
  ends_at: string;
};

const liveMinutes = 120;
/** The demo cohorts have some classes behind them. */
const firstNumber = 14;
/** The next live class stands ready this long before the running one ends. */
const handover = 20;

/**
 * Keeps one class live, one at least two hours ahead and one cancelled, by scheduling and cancelling like anybody in ops;
 * called on every turn of the demo clock, it does something only when a class has run out.
 */
export async function keepClassesRolling(desk: Desk, school: School, organizationId: string): Promise<ShownSessions> {
  const now = desk.now();
  const classes = await classesOf(desk, organizationId);
  const batchId = (code: string) => classes.batches.get(code)!;
  const add = async (code: string, startsAt: Date, minutes: number, alone: boolean) => {
    const number = classes.nextNumber(code);
    const topics = code === school.liveBatch.code ? school.topics : school.laterTopics;
    const topic = topics[(number - firstNumber) % topics.length]!;
    const meetingId = `81${String(Math.floor(startsAt.getTime() / 60_000)).slice(-7)}${code.length % 10}`;
    const free = alone ? { trainerId: null, hostAccountId: null } : {};
    return (
      await scheduleSession(desk.as(organizationId), {
        batchId: batchId(code),
        number,
        title: topic,
        startsAt,
        minutes,
        hostLane: (number % 2) + 1,
        meetingId,
        ...free,
      })
    ).sessionId;
  };
  const of = (code: string) => classes.rows.filter((s) => s.code === code);
  const scheduled = of(school.liveBatch.code).filter((s) => s.state === "scheduled");
  const running = scheduled.filter((s) => new Date(s.starts_at) <= now && new Date(s.ends_at) > now).at(-1);
  let live = running?.id;
  if (!running) {
    const blocking = scheduled.find(
      (s) => new Date(s.starts_at) > now && new Date(s.starts_at) < addMinutes(now, liveMinutes),
    );
    live = blocking?.id ?? (await add(school.liveBatch.code, minuteOf(addMinutes(now, -5)), liveMinutes, false));
  } else if (
    new Date(running.ends_at) < addMinutes(now, handover) &&
    !scheduled.some((s) => new Date(s.starts_at) >= new Date(running.ends_at))
  ) {
    await add(school.liveBatch.code, new Date(running.ends_at), liveMinutes, false);
  }
  const later =
    of(school.laterBatch.code).find((s) => s.state === "scheduled" && new Date(s.starts_at) >= addMinutes(now, 135))
      ?.id ?? (await add(school.laterBatch.code, halfHourOf(addMinutes(now, 26 * 60)), 90, false));
  let cancelled = of(school.liveBatch.code).find((s) => s.state === "cancelled" && new Date(s.starts_at) > now)?.id;
  if (!cancelled) {
    cancelled = await add(school.liveBatch.code, halfHourOf(addMinutes(now, 6 * 60)), 90, true);
    await cancelSession(desk.as(organizationId), {
      sessionId: cancelled,
      reason: "The trainer is ill. A new date follows by mail.",
    });
  }
  return { live: live!, later, cancelled };
}

const minuteOf = (at: Date) => new Date(Math.floor(at.getTime() / 60_000) * 60_000);
const halfHourOf = (at: Date) => new Date(Math.ceil(at.getTime() / 1_800_000) * 1_800_000);

async function classesOf(desk: Desk, organizationId: string) {
  const found = await read(desk.as(organizationId), () => ({
    batches: rows<{ id: string; code: string; last: number }>(
      sql`select b.id, b.code, coalesce((select max(s.number) from sessions s where s.batch_id = b.id), ${firstNumber - 1})::int as last from batches b where b.state <> 'cancelled'`,
    ),
    classes: rows<Row>(
      sql`select s.id, s.batch_id, b.code, s.number, s.state, to_json(s.starts_at) #>> '{}' as starts_at, to_json(s.ends_at) #>> '{}' as ends_at from sessions s join batches b on b.id = s.batch_id
          where s.ends_at > ${desk.now().toISOString()}::timestamptz - interval '6 hours' order by s.starts_at limit 200`,
    ),
  }));
  const last = new Map(found.batches.map((b) => [b.code, b.last]));
  return {
    batches: new Map(found.batches.map((b) => [b.code, b.id])),
    rows: found.classes,
    nextNumber(code: string) {
      const next = (last.get(code) ?? 0) + 1;
      last.set(code, next);
      return next;
    },
  };
}
