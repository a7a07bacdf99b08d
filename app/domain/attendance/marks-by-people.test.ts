import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";
import { Refusal } from "#kernel/refusal";

import { cancelSession } from "../sessions/cancel-session";
import { classroom } from "./attendance.test-world";
import { contestMark } from "./contest-mark";
import { decideContest } from "./decide-contest";
import { excuseAbsence } from "./excuse-absence";
import { markByHand } from "./mark-by-hand";
import { unlockAttendance } from "./unlock-attendance";
import { withdrawContest } from "./withdraw-contest";
import { withdrawExcuse } from "./withdraw-excuse";

let w: DomainWorld;
let room: ReturnType<typeof classroom>;
beforeAll(async () => {
  w = await domainWorld();
  room = classroom(w);
});
afterAll(() => w?.drop());

const choice = (student: Enrolled, says: "present" | "absent" | "late" | "evidence", seenVersion: number) => ({
  studentId: student.studentId,
  says,
  seenVersion,
});
const day = 24 * 60;

describe("marking by hand", () => {
  it("wins over the evidence, with who and why, until it is taken back", async () => {
    const { sessionId, students } = await room.classOf(2);
    await room.end();
    const ops = await w.nimbus.staff("ops");
    const [asha] = students as [Enrolled, Enrolled];
    const input = { sessionId, choices: [choice(asha, "present", 1)], reason: "  Sat beside me " };
    expect(await markByHand(ops, input)).toEqual({ changed: 1 });
    expect(await room.mark(sessionId, asha)).toMatchObject({
      mark: "present",
      computed_mark: "absent",
      manual_mark: "present",
      marked_by: ops.memberId,
      reason: "Sat beside me",
      version: 2,
    });
    const { id } = await w.one<{ id: string }>(
      "select id from attendance_marks where session_id = $1 and student_id = $2",
      [sessionId, asha.studentId],
    );
    expect((await w.nimbus.audit(id)).at(-1)).toMatchObject({
      action: "attendance.mark",
      actor: `member:${ops.memberId}`,
      reason: "Sat beside me",
      after: { mark: "present", manual_mark: "present" },
    });
    expect(await w.nimbus.events("attendance.marked")).toContainEqual({ sessionId });
    w.pass(1);
    await markByHand(await w.nimbus.staff("ops"), {
      sessionId,
      choices: [choice(asha, "evidence", 2)],
      reason: "Mixed her up",
    });
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "absent", manual_mark: null, reason: null });
  });

  it("can be done while the class runs, and stands when the job has done its part", async () => {
    const { sessionId, students } = await room.classOf(2);
    const [asha, ravi] = students as [Enrolled, Enrolled];
    await markByHand(w.nimbus.job(), { sessionId, choices: [choice(asha, "late", 0)], reason: "Came at 8" });
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "late" });
    expect(await room.mark(sessionId, ravi)).toBeNull();
    await room.end();
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "late", computed_mark: "absent" });
    expect(await room.mark(sessionId, ravi)).toMatchObject({ mark: "absent" });
  });

  it("tells the second of two people what the first one changed", async () => {
    const { sessionId, students } = await room.classOf(2);
    await room.end();
    const [asha, ravi] = students as [Enrolled, Enrolled];
    await markByHand(w.nimbus.job(), { sessionId, choices: [choice(asha, "present", 1)], reason: "Saw her" });
    w.pass(1);
    const said: unknown = await markByHand(w.nimbus.job(), {
      sessionId,
      choices: [choice(asha, "late", 1), choice(ravi, "present", 1)],
      reason: "Both came",
    }).catch((error: unknown) => error);
    expect(said).toBeInstanceOf(Refusal);
    expect((said as Refusal).code).toBe("attendance.changed");
    expect((said as Refusal).details.data).toMatchObject({
      changed: [{ studentId: asha.studentId, mark: "present", reason: "Saw her" }],
    });
    expect(await room.mark(sessionId, ravi)).toMatchObject({ mark: "absent" });
  });

  it("of different students at the same moment both count, of the same one only the first", async () => {
    const { sessionId, students } = await room.classOf(2);
    await room.end();
    const [asha, ravi] = students as [Enrolled, Enrolled];
    await Promise.all([
      markByHand(w.nimbus.job(), { sessionId, choices: [choice(asha, "present", 1)], reason: "Saw her" }),
      markByHand(w.nimbus.job(), { sessionId, choices: [choice(ravi, "present", 1)], reason: "Saw him" }),
    ]);
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "present" });
    expect(await room.mark(sessionId, ravi)).toMatchObject({ mark: "present" });
    w.pass(1);
    const both = await Promise.allSettled(
      (["late", "absent"] as const).map((says) =>
        markByHand(w.nimbus.job(), { sessionId, choices: [choice(asha, says, 2)], reason: "Saw her" }),
      ),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("sent twice changes nothing the second time", async () => {
    const { sessionId, students } = await room.classOf(1);
    await room.end();
    const input = { sessionId, choices: [choice(students[0]!, "present", 1)], reason: "Saw her" };
    await markByHand(w.nimbus.job(), input);
    expect(await refusal(markByHand(w.nimbus.job(), input))).toEqual({ code: "attendance.nothing_chosen" });
    expect(await room.mark(sessionId, students[0]!)).toMatchObject({ version: 2 });
  });

  it("is the trainer's for their own classes only, and no business of support and sales", async () => {
    const trainer = await w.nimbus.staff("trainer");
    const mine = await room.classOf(1, { trainerId: trainer.memberId });
    const other = await room.classOf(1);
    const run = (ctx: Parameters<typeof markByHand>[0], { sessionId, students }: typeof mine) =>
      markByHand(ctx, { sessionId, choices: [choice(students[0]!, "present", 0)], reason: "Saw her" });
    expect(await refusal(run(trainer, other))).toEqual({ code: "not_found" });
    expect(await refusal(run(await w.nimbus.staff("customer_support"), other))).toEqual({ code: "forbidden" });
    expect(await refusal(run(await w.raga.staff("ops"), other))).toEqual({ code: "not_found" });
    await run(await w.nimbus.staff("trainer"), mine);
    expect(await room.mark(mine.sessionId, mine.students[0]!)).toMatchObject({ marked_by: trainer.memberId });
  });

  it("is refused before the class, for a cancelled one, for strangers, and without a reason", async () => {
    const batchId = await w.nimbus.batch();
    const student = await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    const ahead = await w.nimbus.lesson(batchId, 60);
    const put = (sessionId: string, who = student, reason = "Saw her") =>
      refusal(markByHand(w.nimbus.job(), { sessionId, choices: [choice(who, "present", 0)], reason }));
    expect(await put(ahead)).toEqual({ code: "attendance.not_begun" });
    await cancelSession(w.nimbus.job(), { sessionId: ahead, reason: "ill" });
    expect(await put(ahead)).toEqual({ code: "attendance.cancelled" });
    const { sessionId, students } = await room.classOf(1);
    expect(await put(sessionId, student)).toEqual({ code: "not_found" });
    expect(await put(sessionId, students[0], " ")).toMatchObject({
      code: "input.invalid",
      fields: { reason: [expect.any(String)] },
    });
    expect(await refusal(markByHand(w.nimbus.job(), { sessionId, choices: [], reason: "x" }))).toEqual({
      code: "attendance.nothing_chosen",
    });
  });
});

describe("final marks", () => {
  it("do not move after their days, and for a day when a manager unlocks them", async () => {
    const { sessionId, students } = await room.classOf(1);
    await room.end();
    const put = () =>
      markByHand(w.nimbus.job(), { sessionId, choices: [choice(students[0]!, "present", 1)], reason: "Saw her" });
    const manager = await w.nimbus.staff("ops_manager");
    expect(await refusal(unlockAttendance(manager, { sessionId, reason: "see" }))).toEqual({
      code: "attendance.not_locked",
    });
    w.pass(15 * day);
    expect(await refusal(put())).toEqual({ code: "attendance.locked" });
    const unlock = { sessionId, reason: "A report came late" };
    expect(await refusal(unlockAttendance(await w.nimbus.staff("ops"), unlock))).toEqual({ code: "forbidden" });
    await unlockAttendance(await w.nimbus.staff("ops_manager"), unlock);
    const { id } = await w.one<{ id: string }>("select id from attendance_sheets where session_id = $1", [sessionId]);
    expect((await w.nimbus.audit(id)).at(-1)).toMatchObject({
      action: "attendance.unlock",
      reason: "A report came late",
    });
    await put();
    expect(await room.mark(sessionId, students[0]!)).toMatchObject({ mark: "present" });
    w.pass(2 * day);
    expect(
      await refusal(
        markByHand(w.nimbus.job(), { sessionId, choices: [choice(students[0]!, "late", 2)], reason: "Saw her" }),
      ),
    ).toEqual({ code: "attendance.locked" });
  });
});

describe("an excuse", () => {
  const planned = async () => {
    const batchId = await w.nimbus.batch();
    const asha = await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    return { asha, sessionId: await w.nimbus.lesson(batchId, 60) };
  };

  it("given ahead makes an absence excused, and counts for nothing when they come", async () => {
    const batchId = await w.nimbus.batch();
    const [asha, ravi] = [
      await w.nimbus.assign(await w.nimbus.enroll(), batchId),
      await w.nimbus.assign(await w.nimbus.enroll(), batchId),
    ];
    const sessionId = await w.nimbus.lesson(batchId, 60);
    for (const one of [asha, ravi])
      await excuseAbsence(await w.nimbus.student(one), { sessionId, reason: "A wedding" });
    await room.click(sessionId, ravi, 60);
    w.pass(60);
    await room.end();
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "excused" });
    expect(await room.mark(sessionId, ravi)).toMatchObject({ mark: "present" });
    const { rows } = await w.owner.query<{ after: Record<string, string> }>(
      "select after from audit_logs where entity = 'attendance_excuses' and after ->> 'session_id' = $1",
      [sessionId],
    );
    expect(rows[0]!.after["reason"]).toMatch(/^sha256:/);
  });

  it("can be taken back and given again until the class begins", async () => {
    const { asha, sessionId } = await planned();
    const student = await w.nimbus.student(asha);
    expect(await refusal(withdrawExcuse(student, { sessionId }))).toEqual({ code: "attendance.not_excused" });
    await excuseAbsence(student, { sessionId, reason: "A wedding" });
    expect(await refusal(excuseAbsence(student, { sessionId, reason: "A wedding" }))).toEqual({
      code: "attendance.already_excused",
    });
    await withdrawExcuse(student, { sessionId });
    await excuseAbsence(student, { sessionId, reason: "A funeral" });
    w.pass(61);
    const late = await w.nimbus.student(asha);
    expect(await refusal(withdrawExcuse(late, { sessionId }))).toEqual({ code: "attendance.excuse_late" });
    expect(await refusal(excuseAbsence(late, { sessionId, reason: "x" }))).toEqual({ code: "attendance.excuse_late" });
  });

  it("is one, however often it is sent at once", async () => {
    const { asha, sessionId } = await planned();
    const student = await w.nimbus.student(asha);
    const sent = await Promise.allSettled(
      [1, 2, 3].map(() => excuseAbsence({ ...student }, { sessionId, reason: "Ill" })),
    );
    expect(sent.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("is not found for somebody else's class, and not staff's to give", async () => {
    const { sessionId } = await planned();
    const other = await w.nimbus.student(await w.nimbus.enroll());
    expect(await refusal(excuseAbsence(other, { sessionId, reason: "Ill" }))).toEqual({ code: "not_found" });
    expect(await refusal(excuseAbsence(await w.nimbus.staff("ops"), { sessionId, reason: "Ill" }))).toEqual({
      code: "forbidden",
    });
    const { asha, sessionId: mine } = await planned();
    expect(await refusal(excuseAbsence(await w.nimbus.student(asha), { sessionId: mine, reason: " " }))).toMatchObject({
      code: "input.invalid",
    });
  });
});

describe("a contested mark", () => {
  const absent = async () => {
    const { sessionId, students } = await room.classOf(2);
    await room.end();
    return { sessionId, asha: students[0]!, ravi: students[1]! };
  };
  const contestOf = (sessionId: string) =>
    w.one<{ id: string; state: string; answer: string | null }>(
      "select id, state, answer from attendance_contests where session_id = $1",
      [sessionId],
    );

  it("is answered by ops with another mark, a reason, and only for the one who asked", async () => {
    const { sessionId, asha, ravi } = await absent();
    await contestMark(await w.nimbus.student(asha), { sessionId, message: "I joined from my phone" });
    const { id } = await contestOf(sessionId);
    w.pass(20 * day);
    const ops = await w.nimbus.staff("ops");
    expect(
      await decideContest(ops, { sessionId, contestId: id, mark: "late", reason: "Seen on the recording" }),
    ).toEqual({ accepted: true });
    expect(await contestOf(sessionId)).toMatchObject({ state: "accepted", answer: "Seen on the recording" });
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "late", marked_by: ops.memberId });
    expect(await room.mark(sessionId, ravi)).toMatchObject({ mark: "absent", version: 1 });
    expect(await w.nimbus.events("attendance.contest_decided")).toMatchObject([{ contestId: id }]);
    expect(await refusal(decideContest(ops, { sessionId, contestId: id, mark: null, reason: "again" }))).toEqual({
      code: "attendance.contest_settled",
    });
  });

  it("can be declined, and then asked once more", async () => {
    const { sessionId, asha } = await absent();
    const student = await w.nimbus.student(asha);
    await contestMark(student, { sessionId, message: "I was there" });
    expect(await refusal(contestMark(student, { sessionId, message: "Really" }))).toEqual({
      code: "attendance.contest_open",
    });
    const { id } = await contestOf(sessionId);
    await decideContest(w.nimbus.job(), { sessionId, contestId: id, mark: null, reason: "Not in the report" });
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "absent", version: 1 });
    await contestMark(student, { sessionId, message: "Look at the chat" });
    await withdrawContest(student, { sessionId });
    expect(await refusal(withdrawContest(student, { sessionId }))).toEqual({ code: "attendance.contest_settled" });
  });

  it("is refused without a mark, when present, when late, and to others", async () => {
    const { sessionId, asha, ravi } = await absent();
    const early = await room.classOf(1);
    expect(
      await refusal(
        contestMark(await w.nimbus.student(early.students[0]!), { sessionId: early.sessionId, message: "x" }),
      ),
    ).toEqual({ code: "attendance.no_mark" });
    expect(await refusal(contestMark(await w.nimbus.student(early.students[0]!), { sessionId, message: "x" }))).toEqual(
      {
        code: "attendance.no_mark",
      },
    );
    await markByHand(w.nimbus.job(), { sessionId, choices: [choice(asha, "present", 1)], reason: "Saw her" });
    expect(await refusal(contestMark(await w.nimbus.student(asha), { sessionId, message: "x" }))).toEqual({
      code: "attendance.nothing_to_contest",
    });
    w.pass(15 * day);
    expect(await refusal(contestMark(await w.nimbus.student(ravi), { sessionId, message: "x" }))).toEqual({
      code: "attendance.contest_late",
    });
    expect(await refusal(contestMark(await w.nimbus.staff("ops"), { sessionId, message: "x" }))).toEqual({
      code: "forbidden",
    });
  });

  it("is ops' to answer, in its own school", async () => {
    const { sessionId, asha } = await absent();
    await contestMark(await w.nimbus.student(asha), { sessionId, message: "I was there" });
    const { id } = await contestOf(sessionId);
    const answer = { sessionId, contestId: id, mark: "present" as const, reason: "Yes" };
    expect(await refusal(decideContest(await w.nimbus.staff("trainer"), answer))).toEqual({ code: "forbidden" });
    expect(await refusal(decideContest(await w.raga.staff("ops"), answer))).toEqual({ code: "not_found" });
    const other = await absent();
    expect(await refusal(decideContest(w.nimbus.job(), { ...answer, sessionId: other.sessionId }))).toEqual({
      code: "not_found",
    });
  });
});
