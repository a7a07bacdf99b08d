import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { getStudentPage } from "#domain/audit/student-page/get-student-page";
import type { Ctx } from "#kernel/ctx";
import { addDays } from "#kernel/time";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { endDueSessions } from "../sessions/end-due-sessions";
import { addSessionNote } from "../sessions/add-session-note";
import { moveRecording } from "../sessions/move-recording";
import { placeRecording } from "../sessions/place-recording";
import { attendanceFigure, countMarks } from "./attendance-of-student";
import { classroom } from "./attendance.test-world";
import { contestMark } from "./contest-mark";
import { excuseAbsence } from "./excuse-absence";
import { exportAttendance } from "./export-attendance";
import { cursorParts, getAttendanceDesk } from "./get-attendance-desk";
import type { DeskTab } from "./get-attendance-desk";
import { getAttendancePage } from "./get-attendance-page";
import { getClassesPage, getClassesPageAs } from "./get-classes-page";
import { likelyStudents } from "./likely-students";
import { markEndedSessions } from "./mark-ended-sessions";
import { takeInReport } from "./reports/take-in-report";
import { unlockAttendance } from "./unlock-attendance";

let w: DomainWorld;
let room: ReturnType<typeof classroom>;
beforeAll(async () => {
  w = await domainWorld();
  room = classroom(w);
});
afterAll(() => w?.drop());

const day = 24 * 60;
const desk = (tab: DeskTab, more: { day?: string; batch?: string; sessionId?: string; after?: string } = {}) => ({
  tab,
  sessionId: null,
  day: null,
  batch: null,
  after: null,
  ...more,
});
const link = "https://video.example/1";

describe("the attendance of a class", () => {
  it("shows everybody with their mark and what is behind it, and no way to reach anybody", async () => {
    const { sessionId, students } = await room.classOf(2);
    await room.click(sessionId, students[0]!, -5);
    await room.end();
    const page = (await getAttendancePage(await w.nimbus.staff("ops"), sessionId))!;
    expect(page.students.map(({ mark, clickedAt }) => [mark?.mark, clickedAt !== null])).toEqual([
      ["present", true],
      ["absent", false],
    ]);
    expect(page.locked).toBe(false);
    expect(JSON.stringify(page)).not.toContain(students[0]!.email);
    w.pass(15 * day);
    expect((await getAttendancePage(await w.nimbus.staff("ops"), sessionId))!.locked).toBe(true);
  });

  it("stands on the student's page, class by class, a trainer's own only", async () => {
    const trainer = await w.nimbus.staff("trainer");
    const { batchId, sessionId, students } = await room.classOf(1, { trainerId: trainer.memberId });
    await room.end();
    const substitute = await w.nimbus.staff("trainer", "substitute");
    const other = await w.nimbus.lesson(batchId, 10, { trainerId: substitute.memberId });
    await room.end();
    const marksFor = async (ctx: Ctx) =>
      (await getStudentPage(ctx, { studentId: students[0]!.studentId })).marks?.map((one) => [one.sessionId, one.mark]);
    expect(await marksFor(await w.nimbus.staff("customer_support"))).toEqual([
      [other, "absent"],
      [sessionId, "absent"],
    ]);
    expect(await marksFor(await w.nimbus.staff("trainer"))).toEqual([[sessionId, "absent"]]);
    expect(await marksFor(await w.nimbus.staff("academic_counselor"))).toBeUndefined();
  });

  it("is a trainer's for own classes, support's to read, and not a counselor's", async () => {
    const trainer = await w.nimbus.staff("trainer");
    const mine = await room.classOf(1, { trainerId: trainer.memberId });
    const other = await room.classOf(1);
    expect(await getAttendancePage(await w.nimbus.staff("trainer"), mine.sessionId)).toMatchObject({ mine: true });
    const asked = async (role: "trainer" | "academic_counselor") =>
      refusal(getAttendancePage(await w.nimbus.staff(role), other.sessionId));
    expect(await asked("trainer")).toEqual({ code: "not_found" });
    expect(await asked("academic_counselor")).toEqual({ code: "forbidden" });
    expect(await getAttendancePage(await w.nimbus.staff("customer_support"), other.sessionId)).not.toBeNull();
    expect(await getAttendancePage(await w.raga.staff("ops"), other.sessionId)).toBeNull();
  });

  it("can be taken along by who may export, which is written down before", async () => {
    const { sessionId } = await room.classOf(2);
    await room.end();
    const ops = await w.nimbus.staff("ops");
    const taken = await exportAttendance(ops, { sessionId });
    expect(taken.lines.map(({ mark }) => mark?.mark)).toEqual(["absent", "absent"]);
    const { rows } = await w.owner.query(
      "select kind, action, actor, after from audit_logs where kind = 'export' and entity_id = $1",
      [sessionId],
    );
    expect(rows).toEqual([
      { kind: "export", action: "roster.export", actor: `member:${ops.memberId}`, after: { rows: 2 } },
    ]);
    expect(await refusal(exportAttendance(await w.nimbus.staff("trainer"), { sessionId }))).toEqual({
      code: "forbidden",
    });
    expect(await refusal(exportAttendance(await w.raga.staff("ops"), { sessionId }))).toEqual({ code: "not_found" });
  });
});

describe("notes and recordings of a class", () => {
  it("a note is staff's alone, a trainer's for own classes, and stands once", async () => {
    const trainer = await w.nimbus.staff("trainer");
    const { sessionId } = await room.classOf(1, { trainerId: trainer.memberId });
    const note = { sessionId, body: " Subnets again " };
    await addSessionNote(await w.nimbus.staff("trainer"), note);
    expect(await refusal(addSessionNote(await w.nimbus.staff("trainer"), note))).toEqual({ code: "session.same_note" });
    expect((await getAttendancePage(await w.nimbus.staff("ops"), sessionId))!.notes).toMatchObject([
      { body: "Subnets again", author: "Staff trainer" },
    ]);
    const other = await room.classOf(0);
    expect(
      await refusal(addSessionNote(await w.nimbus.staff("trainer"), { ...note, sessionId: other.sessionId })),
    ).toEqual({
      code: "not_found",
    });
    expect(await refusal(addSessionNote(await w.nimbus.staff("customer_support"), note))).toEqual({
      code: "forbidden",
    });
    expect(await refusal(addSessionNote(w.nimbus.job(), { sessionId, body: " " }))).toMatchObject({
      code: "input.invalid",
    });
  });

  it("a recording is seen by the class's students while it is shown, and by nobody else", async () => {
    const { sessionId, students } = await room.classOf(1);
    const stranger = await w.nimbus.assign(await w.nimbus.enroll(), await w.nimbus.batch());
    const ops = await w.nimbus.staff("ops");
    await placeRecording(ops, { sessionId, link, reason: "Recorded" });
    expect(await refusal(placeRecording(ops, { sessionId, link, reason: "Recorded" }))).toMatchObject({
      code: "recording.there_already",
    });
    await room.end();
    const seen = async (who: Enrolled) =>
      (await getClassesPage(await w.nimbus.student(who))).past.flatMap((one) => one.recordings.map((r) => r.link));
    expect(await seen(students[0]!)).toEqual([link]);
    expect(await seen(stranger)).toEqual([]);
    const { id: recordingId } = await w.one<{ id: string }>("select id from recordings where session_id = $1", [
      sessionId,
    ]);
    const move = async (how: "hide" | "show" | "remove") =>
      moveRecording(await w.nimbus.staff("ops"), { recordingId, move: how, reason: "A name is heard" });
    await move("hide");
    expect(await seen(students[0]!)).toEqual([]);
    expect(await refusal(move("hide"))).toEqual({ code: "recording.state" });
    await move("show");
    expect(await seen(students[0]!)).toEqual([link]);
    await move("remove");
    expect(await refusal(move("show"))).toEqual({ code: "recording.state" });
    expect((await w.nimbus.audit(recordingId)).map(({ action, reason }) => [action, reason])).toEqual([
      ["recording.manage", "Recorded"],
      ["recording.manage", "A name is heard"],
      ["recording.manage", "A name is heard"],
      ["recording.manage", "A name is heard"],
    ]);
    // What was removed can be placed anew.
    await placeRecording(await w.nimbus.staff("ops"), { sessionId, link, reason: "Cut" });
  });

  it("a recording needs https, a class that has begun, a reason, and somebody whose class it is", async () => {
    const { sessionId } = await room.classOf(0);
    const put = async (more: object, ctx = w.nimbus.job()) =>
      refusal(placeRecording(ctx, { sessionId, link, reason: "Recorded", ...more }));
    for (const bad of ["", "http://video.example/1", "javascript:alert(1)", "https://a:b@video.example", "video"])
      expect(await put({ link: bad })).toMatchObject({ code: "input.invalid", fields: { link: [expect.any(String)] } });
    expect(await put({ reason: " " })).toMatchObject({ fields: { reason: [expect.any(String)] } });
    const ahead = await w.nimbus.lesson(await w.nimbus.batch(), 60);
    expect(await put({ sessionId: ahead })).toEqual({ code: "recording.too_early" });
    expect(await put({}, await w.nimbus.staff("trainer"))).toEqual({ code: "not_found" });
    expect(await put({}, await w.nimbus.staff("customer_support"))).toEqual({ code: "forbidden" });
    expect(await put({}, await w.raga.staff("ops"))).toEqual({ code: "not_found" });
  });
});

describe("the desk", () => {
  it("lists who is matched to nobody, by participant, with students of like names of that class", async () => {
    const { sessionId, students } = await room.classOf(2);
    const at = (minutes: number) => new Date(w.clock.now.getTime() + minutes * 60_000).toISOString().slice(0, 19);
    const name = (
      await w.one<{ full_name: string }>("select full_name from student_profiles where id = $1", [
        students[0]!.studentId,
      ])
    ).full_name;
    const text = `Name,Join Time,Leave Time\n${name} phone,${at(0)},${at(50)}\n${name} phone,${at(60)},${at(70)}\n`;
    await takeInReport(w.nimbus.job(), {
      sessionId,
      text: text.replaceAll("T", " ").replaceAll(" ime", " Time"),
      zone: "UTC",
      reason: "x",
    });
    const page = await getAttendanceDesk(await w.nimbus.staff("ops"), desk("unmatched", { sessionId }));
    expect(page.participants).toMatchObject([{ name: `${name} phone`, minutes: 60, stays: 2 }]);
    expect(page.participants[0]!.likely[0]).toMatchObject({ id: students[0]!.studentId });
    expect((await getAttendanceDesk(await w.raga.staff("ops"), desk("unmatched"))).participants).toEqual([]);
  });

  it("says of whom nobody can be matched any more, as long as the marks of the class are final", async () => {
    const { sessionId } = await room.classOf(1);
    const at = (minutes: number) => new Date(w.clock.now.getTime() + minutes * 60_000).toISOString().slice(0, 19);
    const text = `Name,Join Time,Leave Time\nGalaxy M14,${at(0)},${at(50)}\n`.replaceAll(/(\d)T(\d)/g, "$1 $2");
    await takeInReport(w.nimbus.job(), { sessionId, text, zone: "UTC", reason: "x" });
    const { on } = await w.one<{ on: string }>("select local_date::text as on from sessions where id = $1", [
      sessionId,
    ]);
    const final = async () =>
      (await getAttendanceDesk(await w.nimbus.staff("ops"), desk("unmatched", { sessionId }))).participants.map(
        ({ finalSince }) => finalSince,
      );
    expect(await final()).toEqual([null]);
    w.pass(15 * day);
    expect(await final()).toEqual([addDays(on, 14)]);
    await unlockAttendance(await w.nimbus.staff("ops_manager"), { sessionId, reason: "A report came late" });
    expect(await final()).toEqual([null]);
    w.pass(2 * day);
    expect(await final()).toEqual([addDays(on, 14)]);
  });

  it("lists contested marks and counts them on every tab", async () => {
    const { sessionId, students } = await room.classOf(1);
    await room.end();
    await contestMark(await w.nimbus.student(students[0]!), { sessionId, message: "I was there" });
    const ops = await w.nimbus.staff("ops");
    expect((await getAttendanceDesk(ops, desk("contests"))).contests).toMatchObject([
      { session_id: sessionId, contested_mark: "absent", mark: "absent", mark_version: 1, message: "I was there" },
    ]);
    expect((await getAttendanceDesk(ops, desk("away"))).openContests).toBe(1);
  });

  it("lists who was absent on a local day, with why, page by page", async () => {
    const batchId = await w.nimbus.batch();
    const [asha, ravi] = [
      await w.nimbus.assign(await w.nimbus.enroll(), batchId),
      await w.nimbus.assign(await w.nimbus.enroll(), batchId),
    ];
    w.pass(3 * day);
    const sessionId = await w.nimbus.lesson(batchId, 30);
    await excuseAbsence(await w.nimbus.student(asha), { sessionId, reason: "A wedding" });
    w.pass(30);
    const { starts_at } = await w.one<{ starts_at: Date }>("select starts_at from sessions where id = $1", [sessionId]);
    await room.end();
    const on = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Kolkata", dateStyle: "short" }).format(starts_at);
    const page = await getAttendanceDesk(await w.nimbus.staff("ops"), desk("absent", { day: on }));
    const found = page.absent.filter((one) => one.session_id === sessionId);
    expect(found.map((one) => [one.student_id, one.mark, one.excuse])).toEqual(
      [
        [asha.studentId, "excused", "A wedding"],
        [ravi.studentId, "absent", null],
      ].toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)),
    );
    const { code } = await w.one<{ code: string }>("select code from batches where id = $1", [batchId]);
    const ofBatch = async (batch: string) =>
      (await getAttendanceDesk(await w.nimbus.staff("ops"), desk("absent", { day: on, batch }))).absent;
    expect((await ofBatch(code)).map((one) => one.batch_code)).toEqual([code, code]);
    expect(await ofBatch("NOBODYS")).toEqual([]);
    const [first, last] = found as [(typeof found)[0], (typeof found)[0]];
    const after = [first.starts_at, first.session_id, first.student_id].join("~");
    const next = await getAttendanceDesk(await w.nimbus.staff("ops"), desk("absent", { day: on, after }));
    expect(next.absent.map((one) => one.student_id)).toContain(last.student_id);
    expect(next.absent.map((one) => one.student_id)).not.toContain(first.student_id);
    const tomorrow = new Date(Date.parse(`${on}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    expect((await getAttendanceDesk(await w.nimbus.staff("ops"), desk("absent", { day: tomorrow }))).absent).toEqual(
      [],
    );
  });

  it("lists who misses every class for two weeks and still has a place", async () => {
    const { batchId, students } = await room.classOf(2);
    const [asha, ravi] = students as [Enrolled, Enrolled];
    await room.end();
    for (let n = 0; n < 3; n++) {
      w.pass(5 * day);
      const sessionId = await w.nimbus.lesson(batchId, 0);
      await room.click(sessionId, ravi);
      await room.end();
    }
    const away = async () =>
      (await getAttendanceDesk(await w.nimbus.staff("ops"), desk("away"))).away.filter((one) => one.missed > 3);
    const [missing] = await away();
    expect(missing).toMatchObject({ missed: 4, last_seen_at: null });
    const ofBatch = async (batch: string) =>
      (await getAttendanceDesk(await w.nimbus.staff("ops"), desk("away", { batch }))).away.map((one) => one.code);
    expect(await ofBatch(missing!.batch_code)).toEqual([missing!.code]);
    expect(await ofBatch("NOBODYS")).toEqual([]);
    await w.nimbus.asOwner("update batch_assignments set state = 'withdrawn', ended_at = now() where student_id = $1", [
      asha.studentId,
    ]);
    expect(await away()).toEqual([]);
  });

  it("is the school's, not a trainer's", async () => {
    for (const [role, code] of [
      ["trainer", "not_found"],
      ["sales", "forbidden"],
    ] as const)
      expect(await refusal(getAttendanceDesk(await w.nimbus.staff(role), desk("absent")))).toEqual({ code });
  });

  it("takes only a cursor of its own", () => {
    const id = "00000000-0000-7000-8000-00000000000a";
    expect(cursorParts(`2026-11-23T10:00:00+00:00~${id}`, 2)).toHaveLength(2);
    for (const bad of [null, "", "x", `soon~${id}`, `2026-11-23T10:00:00Z~1`, `2026-11-23T10:00:00Z~${id}~${id}`])
      expect(cursorParts(bad, 2)).toBeNull();
  });
});

describe("a student's own classes", () => {
  it("show mark and figure of their own, and of nobody else", async () => {
    const { sessionId, students, batchId } = await room.classOf(2);
    await room.click(sessionId, students[0]!);
    const ahead = await w.nimbus.lesson(batchId, 3 * day);
    await room.end();
    const page = await getClassesPage(await w.nimbus.student(students[0]!));
    expect(page.past.map(({ id, mark }) => [id, mark])).toEqual([[sessionId, "present"]]);
    expect(page.ahead.map(({ id }) => id)).toEqual([ahead]);
    expect(page.attendance).toMatchObject([{ batchId, present: 1, absent: 0 }]);
    const other = await getClassesPage(await w.nimbus.student(students[1]!));
    expect(other.past[0]).toMatchObject({ mark: "absent", markVersion: 1 });
  });

  it("are seen as they are by staff who looks as the student, and by nobody else", async () => {
    const { students } = await room.classOf(2);
    await room.end();
    const [asha] = students as [Enrolled, Enrolled];
    const looking = (ctx: Ctx): Ctx =>
      ctx.entrance.kind === "host" ? { ...ctx, entrance: { ...ctx.entrance, viewing: asha.studentId } } : ctx;
    const seen = await getClassesPageAs(looking(await w.nimbus.staff("customer_support")), asha.studentId);
    expect(seen.page).toEqual(await getClassesPage(await w.nimbus.student(asha)));
    expect(seen.page.past).toHaveLength(1);
    const said = async (ctx: Ctx) => (await refusal(getClassesPageAs(ctx, asha.studentId))).code;
    expect(await said(await w.nimbus.staff("customer_support"))).toBe("not_found");
    expect(await said(looking(await w.nimbus.staff("trainer")))).toBe("forbidden");
    expect(await said(looking(await w.raga.staff("ops")))).toBe("not_found");
  });

  it("of before their time are not counted, nor those that were entered after they were over", async () => {
    const { sessionId: imported, students, batchId } = await room.classOf(1);
    const missed = await w.nimbus.lesson(batchId, 3 * 60);
    w.pass(6 * 60);
    await endDueSessions(w.nimbus.job());
    await w.nimbus.asOwner("update sessions set created_at = ends_at + interval '1 hour' where id = $1", [imported]);
    await markEndedSessions(w.nimbus.job());
    const late = await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    const own = async (student: Enrolled) =>
      (await getClassesPage(await w.nimbus.student(student))).past.map(({ id, mark, notCounted }) => [
        id,
        mark,
        notCounted,
      ]);
    expect(await own(students[0]!)).toEqual([
      [missed, "absent", null],
      [imported, "not_applicable", null],
    ]);
    expect(await own(late)).toEqual([
      [missed, null, "before_joining"],
      [imported, null, "recorded_later"],
    ]);
    const [sheet, other] = await Promise.all(
      [imported, missed].map(async (id) => getAttendancePage(await w.nimbus.staff("ops"), id)),
    );
    // Nobody can tell who had a place in a class that was entered later.
    expect(sheet!.students.map(({ student_id, expected }) => [student_id, expected])).toEqual(
      expect.arrayContaining([
        [students[0]!.studentId, true],
        [late.studentId, true],
      ]),
    );
    expect(other!.students.map(({ student_id }) => student_id)).toEqual([students[0]!.studentId]);
  });

  it("count what could have been attended, and nothing else", () => {
    const counts = countMarks(["present", "late", "partial", "absent", "excused", "not_applicable"]);
    expect(attendanceFigure(counts)).toEqual({ came: 3, of: 4, percent: 75 });
    expect(attendanceFigure(countMarks(["excused"]))).toEqual({ came: 0, of: 0, percent: null });
  });
});

describe("students who might be a participant", () => {
  const students = ["Asha Rao", "Ravi Menon", "Zoë Kaur", "Ashok Rao"].map((name, n) => ({
    id: String(n),
    name,
    code: `MD-${n}`,
  }));
  const names = (participant: string) => likelyStudents(participant, students).map(({ name }) => name);
  it("share a word of the name, or its beginning, whatever its accents", () => {
    expect(names("asha's iPhone")).toEqual(["Asha Rao"]);
    expect(names("RAO")).toEqual(["Asha Rao", "Ashok Rao"]);
    expect(names("Rao, Asha")).toEqual(["Asha Rao", "Ashok Rao"]);
    expect(names("zoe")).toEqual(["Zoë Kaur"]);
    expect(names("Galaxy A12")).toEqual([]);
    expect(names("")).toEqual([]);
  });
});
