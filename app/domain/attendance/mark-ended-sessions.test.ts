import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld } from "#tests/support/domain-world";

import { grantPause } from "../enrollments/grant-pause";
import { cancelSession } from "../sessions/cancel-session";
import { endDueSessions } from "../sessions/end-due-sessions";
import { classroom } from "./attendance.test-world";
import { markEndedSessions } from "./mark-ended-sessions";

let w: DomainWorld;
let room: ReturnType<typeof classroom>;
beforeAll(async () => {
  w = await domainWorld();
  room = classroom(w);
});
afterAll(() => w?.drop());

const today = () => w.clock.now.toISOString().slice(0, 10);
const streak = ({ studentId }: { studentId: string }) =>
  w.one<{ missed: number; absent: boolean; seen: boolean }>(
    "select missed, absent_from is not null as absent, last_seen_at is not null as seen from attendance_streaks where student_id = $1",
    [studentId],
  );

describe("marks of a class that has ended", () => {
  it("follow from who pressed Join, while there is no report", async () => {
    const { sessionId, students } = await room.classOf(3);
    await room.click(sessionId, students[0]!, -5);
    await room.click(sessionId, students[1]!, 20);
    expect(await room.end()).toEqual({ sessions: 1, marks: 3 });
    expect(await room.mark(sessionId, students[0]!)).toMatchObject({
      mark: "present",
      minutes: 120,
      manual_mark: null,
    });
    expect(await room.mark(sessionId, students[1]!)).toMatchObject({ mark: "late", minutes: 100 });
    expect(await room.mark(sessionId, students[2]!)).toMatchObject({ mark: "absent", minutes: 0 });
    expect(await streak(students[0]!)).toEqual({ missed: 0, absent: false, seen: true });
    expect(await streak(students[2]!)).toEqual({ missed: 1, absent: true, seen: false });
  });

  it("stand in the record as the job's, and leave one event", async () => {
    const { sessionId, students } = await room.classOf(1);
    await room.end();
    const { id } = await w.one<{ id: string }>("select id from attendance_marks where student_id = $1", [
      students[0]!.studentId,
    ]);
    expect(await w.nimbus.audit(id)).toMatchObject([
      { entity: "attendance_marks", action: "job.mark-attendance", actor: "system:test" },
    ]);
    expect(await w.nimbus.events("attendance.marked")).toContainEqual({ sessionId });
  });

  it("are worked out once, however often and late the job runs", async () => {
    const { sessionId, students } = await room.classOf(1);
    await room.end();
    const before = await room.mark(sessionId, students[0]!);
    w.pass(60);
    expect(await Promise.all([markEndedSessions(w.nimbus.job()), markEndedSessions(w.nimbus.job())])).toEqual([
      { sessions: 0, marks: 0 },
      { sessions: 0, marks: 0 },
    ]);
    expect(await room.mark(sessionId, students[0]!)).toEqual(before);
  });

  it("come out once when two jobs begin at the same moment", async () => {
    const { sessionId, students } = await room.classOf(2);
    w.pass(200);
    await endDueSessions(w.nimbus.job());
    await Promise.all([1, 2, 3].map(() => markEndedSessions(w.nimbus.job())));
    expect(await room.mark(sessionId, students[0]!)).toMatchObject({ mark: "absent", version: 1 });
    const { rows } = await w.owner.query("select id from attendance_sheets where session_id = $1", [sessionId]);
    expect(rows).toHaveLength(1);
  });

  it("do not count a pause, and not a plan that was over", async () => {
    const { sessionId, students } = await room.classOf(3);
    const [paused, over, here] = students as [(typeof students)[0], (typeof students)[0], (typeof students)[0]];
    const { enrollmentId } = paused;
    await grantPause(w.nimbus.job(), { enrollmentId, fromOn: today(), untilOn: today(), reason: "exams" });
    await w.nimbus.asOwner(
      "update enrollments set valid_from_on = $2::date - 9, valid_until_on = $2::date - 1 where id = $1",
      [over.enrollmentId, today()],
    );
    await room.end();
    expect(await room.mark(sessionId, paused)).toMatchObject({ mark: "not_applicable", evidence: { away: "paused" } });
    expect(await room.mark(sessionId, over)).toMatchObject({ mark: "not_applicable", evidence: { away: "plan_over" } });
    expect(await room.mark(sessionId, here)).toMatchObject({ mark: "absent" });
  });

  it("are nobody's who came to the batch after the class, or had left before it", async () => {
    const { sessionId, batchId, students } = await room.classOf(1);
    await w.nimbus.asOwner(
      "update batch_assignments set state = 'withdrawn', ended_at = $2 where student_id = $1 and state = 'assigned'",
      [students[0]!.studentId, new Date(w.clock.now.getTime() - 60_000)],
    );
    w.pass(130);
    const late = await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    await room.end();
    expect(await room.mark(sessionId, students[0]!)).toBeNull();
    expect(await room.mark(sessionId, late)).toBeNull();
  });

  it("are not made for a cancelled class", async () => {
    const batchId = await w.nimbus.batch();
    const student = await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    const sessionId = await w.nimbus.lesson(batchId, 30);
    await cancelSession(w.nimbus.job(), { sessionId, reason: "ill" });
    await room.end();
    expect(await room.mark(sessionId, student)).toBeNull();
  });

  it("stay the school's own", async () => {
    const { rows } = await w.owner.query("select id from attendance_marks where organization_id = $1", [
      w.raga.organizationId,
    ]);
    expect(rows).toEqual([]);
  });
});
