import { paths } from "#app/paths";
import { classroom } from "#domain/attendance/attendance.test-world";
import { contestMark } from "#domain/attendance/contest-mark";
import { decideContest } from "#domain/attendance/decide-contest";
import { excuseAbsence } from "#domain/attendance/excuse-absence";
import { markByHand } from "#domain/attendance/mark-by-hand";
import { matchParticipant } from "#domain/attendance/match-participant";
import { takeBackReport } from "#domain/attendance/reports/take-back-report";
import { takeInReport } from "#domain/attendance/reports/take-in-report";
import { unlockAttendance } from "#domain/attendance/unlock-attendance";
import { withdrawContest } from "#domain/attendance/withdraw-contest";
import { withdrawExcuse } from "#domain/attendance/withdraw-excuse";
import { cancelSession } from "#domain/sessions/cancel-session";
import { moveRecording } from "#domain/sessions/move-recording";
import { placeRecording } from "#domain/sessions/place-recording";

import type { House } from "./house";
import type { StaleForm } from "./stale-form";

const reason = "Seen in the chat";
const zone = "UTC";
const link = "https://video.example/1";
const markOf = (studentId: string, says: "present" | "late") => [{ studentId, says, seenVersion: 1 }];

/** A class that is over, its one student marked absent; who looks after it, and somebody else who does too. */
async function ended(house: House) {
  const room = classroom(house);
  const { sessionId, students } = await room.classOf(1);
  const began = house.clock.now;
  await room.end();
  const [student] = students as [(typeof students)[0]];
  const line = (who: string) => {
    const at = (minutes: number) => new Date(began.getTime() + minutes * 60_000).toISOString().slice(0, 19);
    return `Name,Email,Join Time,Leave Time\n${who},${at(0).replace("T", " ")},${at(120).replace("T", " ")}\n`;
  };
  return {
    sessionId,
    student,
    line,
    other: () => house.nimbus.staff("ops", "other"),
    page: { who: { ctx: () => house.nimbus.staff("ops") }, path: paths.attendance(sessionId) },
  };
}

/** The same, with a report of somebody nobody knows. */
async function unmatched(house: House) {
  const { sessionId, student, line, other } = await ended(house);
  await takeInReport(house.nimbus.job(), {
    sessionId,
    text: line(`Somebody,${sessionId}@elsewhere.example`),
    zone,
    reason,
  });
  house.pass(1);
  const { entry_id: entryId, source_id: sourceId } = await house.one<{ entry_id: string; source_id: string }>(
    "select entry_id, source_id from attendance_evidence where session_id = $1",
    [sessionId],
  );
  const path = `${paths.attendanceDesk("unmatched")}&session=${sessionId}`;
  const page = { who: { ctx: () => house.nimbus.staff("ops") }, path };
  return { sessionId, student, entryId, sourceId, other, page };
}

/** The same, with a recording. */
async function recorded(house: House) {
  const { sessionId, other, page } = await ended(house);
  await placeRecording(house.nimbus.job(), { sessionId, link, reason });
  const { id: recordingId } = await house.one<{ id: string }>("select id from recordings where session_id = $1", [
    sessionId,
  ]);
  const move = async (how: "hide" | "show" | "remove") =>
    moveRecording(await other(), { recordingId, move: how, reason });
  return { page: { ...page, types: { reason }, which: { recordingId } }, move };
}

/** A class to come and a student who sees it among their own. */
async function ahead({ nimbus }: House) {
  const batchId = await nimbus.batch();
  const student = await nimbus.assign(await nimbus.enroll(), batchId);
  const sessionId = await nimbus.lesson(batchId, 300);
  const who = { ctx: () => nimbus.student(student) };
  const cancelled = async () => cancelSession(await nimbus.staff("ops"), { sessionId, reason });
  return { sessionId, student, cancelled, page: { who, path: paths.classes() } };
}

/** A student who said that their mark is wrong. */
async function contested(house: House) {
  const { sessionId, student, other } = await ended(house);
  const mine = await house.nimbus.student(student);
  await contestMark(mine, { sessionId, message: "I was there" });
  const { id: contestId } = await house.one<{ id: string }>(
    "select id from attendance_contests where session_id = $1",
    [sessionId],
  );
  return { sessionId, student, mine, contestId, other };
}

export default [
  {
    form: "admin.ops.sessions.$sessionId_.attendance mark",
    async begin(house) {
      const { sessionId, student, other, page } = await ended(house);
      const choices = markOf(student.studentId, "late");
      return {
        ...page,
        types: { [`m.${student.studentId}`]: "present", reason },
        meanwhile: {
          "somebody marked the student": async () => markByHand(await other(), { sessionId, choices, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance unlock",
    async begin(house) {
      const { sessionId, page } = await ended(house);
      house.pass(20 * 24 * 60);
      const manager = (name?: string) => house.nimbus.staff("ops_manager", name);
      return {
        ...page,
        who: { ctx: () => manager() },
        types: { reason },
        meanwhile: {
          "somebody unlocked them": async () => unlockAttendance(await manager("another"), { sessionId, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance report",
    async begin(house) {
      const { sessionId, student, line, other, page } = await ended(house);
      const text = line(`A,${student.email}`);
      return {
        ...page,
        types: { report: new File([text], "report.csv", { type: "text/csv" }), zone, reason },
        meanwhile: {
          "somebody took the same report in": async () =>
            takeInReport(await other(), { sessionId, text, zone, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance take_back",
    async begin(house) {
      const { sessionId, sourceId, other, page } = await unmatched(house);
      return {
        who: page.who,
        path: paths.attendance(sessionId),
        types: { reason },
        which: { sourceId },
        meanwhile: {
          "somebody took it back": async () => takeBackReport(await other(), { sessionId, sourceId, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance note",
    async begin(house) {
      const { page } = await ended(house);
      return { ...page, types: { body: "Subnets again next time" }, meanwhile: {} };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance place",
    async begin(house) {
      const { sessionId, other, page } = await ended(house);
      return {
        ...page,
        types: { link, title: "Part one", reason },
        meanwhile: {
          "somebody placed the same link": async () => placeRecording(await other(), { sessionId, link, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance recording_hide",
    async begin(house) {
      const { page, move } = await recorded(house);
      return {
        ...page,
        meanwhile: { "somebody hid it": () => move("hide"), "somebody removed it": () => move("remove") },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance recording_show",
    async begin(house) {
      const { page, move } = await recorded(house);
      await move("hide");
      return {
        ...page,
        meanwhile: { "somebody showed it": () => move("show"), "somebody removed it": () => move("remove") },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance recording_remove",
    async begin(house) {
      const { page, move } = await recorded(house);
      return { ...page, meanwhile: { "somebody removed it": () => move("remove") } };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.attendance_.export",
    again: "Whoever presses it again takes the marks along again, and each time is written down.",
    async begin(house) {
      const { page } = await ended(house);
      return { ...page, types: {}, meanwhile: {} };
    },
  },
  {
    form: "admin.ops.attendance match",
    async begin(house) {
      const { sessionId, student, entryId, other, page } = await unmatched(house);
      return {
        ...page,
        types: { student: student.email, reason },
        which: { entryId },
        meanwhile: {
          "somebody said it was no student": async () =>
            matchParticipant(await other(), { sessionId, entryId, student: null, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.attendance dismiss",
    async begin(house) {
      const { sessionId, student, entryId, other, page } = await unmatched(house);
      return {
        ...page,
        types: { reason },
        which: { entryId },
        meanwhile: {
          "somebody matched it": async () =>
            matchParticipant(await other(), { sessionId, entryId, student: student.email, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.attendance decide",
    async begin(house) {
      const { sessionId, student, mine, contestId, other } = await contested(house);
      const choices = markOf(student.studentId, "late");
      return {
        who: { ctx: () => house.nimbus.staff("ops") },
        path: paths.attendanceDesk("contests"),
        types: { mark: "present", reason },
        which: { contestId },
        meanwhile: {
          "somebody answered": async () => decideContest(await other(), { sessionId, contestId, mark: "late", reason }),
          "somebody marked the student": async () => markByHand(await other(), { sessionId, choices, reason }),
          "the student took it back": () => withdrawContest(mine, { sessionId }),
        },
      };
    },
  },
  {
    form: "app.batches excuse",
    async begin(house) {
      const { cancelled, page } = await ahead(house);
      return { ...page, types: { reason }, meanwhile: { "somebody cancelled the class": cancelled } };
    },
  },
  {
    form: "app.batches withdraw_excuse",
    async begin(house) {
      const { sessionId, student, page } = await ahead(house);
      await excuseAbsence(await house.nimbus.student(student), { sessionId, reason });
      return {
        ...page,
        types: {},
        meanwhile: {
          "they took it back on their phone": async () =>
            withdrawExcuse(await house.nimbus.student(student), { sessionId }),
        },
      };
    },
  },
  {
    form: "app.batches contest",
    async begin(house) {
      const { sessionId, student, other } = await ended(house);
      const choices = markOf(student.studentId, "late");
      return {
        who: { ctx: () => house.nimbus.student(student) },
        path: paths.classes(),
        types: { message: "I was there" },
        meanwhile: {
          "somebody marked the student": async () => markByHand(await other(), { sessionId, choices, reason }),
        },
      };
    },
  },
  {
    form: "app.batches withdraw_contest",
    async begin(house) {
      const { sessionId, student, contestId, other } = await contested(house);
      return {
        who: { ctx: () => house.nimbus.student(student) },
        path: paths.classes(),
        types: {},
        meanwhile: {
          "somebody answered": async () => decideContest(await other(), { sessionId, contestId, mark: null, reason }),
        },
      };
    },
  },
] satisfies StaleForm[];
