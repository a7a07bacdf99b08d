import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { classroom } from "../attendance.test-world";
import { markByHand } from "../mark-by-hand";
import { matchParticipant } from "../match-participant";
import { takeBackReport } from "./take-back-report";
import { takeInReport } from "./take-in-report";

let w: DomainWorld;
let room: ReturnType<typeof classroom>;
beforeAll(async () => {
  w = await domainWorld();
  room = classroom(w);
});
afterAll(() => w?.drop());

const zone = "UTC";
const reason = "From Zoom";
/** A stay from minute to minute of the class that began at `start`. */
const stay = (start: Date, who: string, from: number, until: number) => {
  const at = (minute: number) =>
    new Date(start.getTime() + minute * 60_000).toISOString().slice(0, 19).replace("T", " ");
  return `${who},${at(from)},${at(until)}\n`;
};
const head = "Name,Email,Join Time,Leave Time\n";
const began = async (size: number) => {
  const made = await room.classOf(size);
  return { ...made, start: w.clock.now };
};
const evidence = async (sessionId: string) =>
  (await w.owner.query("select id from attendance_evidence where session_id = $1", [sessionId])).rows.length;

describe("a report taken in", () => {
  it("marks by addresses, in the class's own minutes, and a click alone counts no more", async () => {
    const { sessionId, students, start } = await began(3);
    const [asha, ravi, mira] = students as [Enrolled, Enrolled, Enrolled];
    await room.click(sessionId, mira);
    await room.end();
    expect(await room.mark(sessionId, mira)).toMatchObject({ mark: "present" });
    const text =
      head + stay(start, `Asha,${asha.email.toUpperCase()}`, -5, 121) + stay(start, `R,${ravi.email}`, 30, 60);
    const ops = await w.nimbus.staff("ops");
    expect(await takeInReport(ops, { sessionId, text, zone, reason })).toEqual({
      lines: 2,
      fresh: 2,
      unmatched: 0,
      marks: 3,
    });
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "present", minutes: 120 });
    expect(await room.mark(sessionId, ravi)).toMatchObject({ mark: "partial", minutes: 30 });
    expect(await room.mark(sessionId, mira)).toMatchObject({ mark: "absent", minutes: 0 });
  });

  it("twice, or in two parts in any order, comes to the same", async () => {
    const { sessionId, students, start } = await began(1);
    const [asha] = students as [Enrolled];
    const parts = [stay(start, `A,${asha.email}`, 60, 100), stay(start, `A,${asha.email}`, 0, 70)];
    await takeInReport(w.nimbus.job(), { sessionId, text: head + parts[0]!, zone, reason });
    await room.end();
    const whole = { sessionId, text: head + parts[1]! + parts[0]! + parts[0]!, zone, reason };
    expect(await takeInReport(w.nimbus.job(), whole)).toMatchObject({ lines: 3, fresh: 1 });
    const marked = await room.mark(sessionId, asha);
    expect(marked).toMatchObject({ mark: "present", minutes: 100 });
    expect(await takeInReport(w.nimbus.job(), whole)).toEqual({ lines: 3, fresh: 0, unmatched: 0, marks: 0 });
    expect(await room.mark(sessionId, asha)).toEqual(marked);
    expect(await evidence(sessionId)).toBe(2);
  });

  it("at the same moment as a mark by hand loses neither", async () => {
    const { sessionId, students, start } = await began(2);
    const [asha, ravi] = students as [Enrolled, Enrolled];
    await room.end();
    await Promise.all([
      takeInReport(w.nimbus.job(), { sessionId, text: head + stay(start, `A,${asha.email}`, 0, 120), zone, reason }),
      markByHand(w.nimbus.job(), {
        sessionId,
        choices: [{ studentId: ravi.studentId, says: "excused", seenVersion: 1 }],
        reason: "Called",
      }),
    ]);
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "present" });
    expect(await room.mark(sessionId, ravi)).toMatchObject({ mark: "excused" });
  });

  it("taken back counts no more, and again when it comes again", async () => {
    const { sessionId, students, start } = await began(1);
    const [asha] = students as [Enrolled];
    await room.end();
    const input = { sessionId, text: head + stay(start, `A,${asha.email}`, 0, 120), zone, reason };
    await takeInReport(w.nimbus.job(), input);
    const { source_id: sourceId } = await w.one<{ source_id: string }>(
      "select source_id from attendance_evidence where session_id = $1",
      [sessionId],
    );
    w.pass(1);
    expect(await takeBackReport(w.nimbus.job(), { sessionId, sourceId, reason: "Another class's" })).toEqual({
      lines: 1,
    });
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "absent" });
    expect(await refusal(takeBackReport(w.nimbus.job(), { sessionId, sourceId, reason: "x" }))).toEqual({
      code: "attendance.entry_settled",
    });
    w.pass(1);
    expect(await takeInReport(w.nimbus.job(), input)).toMatchObject({ fresh: 1 });
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "present" });
  });

  it("is refused whole, in words, when a line cannot be read or no time is near the class", async () => {
    const { sessionId, start } = await began(1);
    const put = (text: string, more: { zone?: string; reason?: string } = {}) =>
      refusal(takeInReport(w.nimbus.job(), { sessionId, text, zone, reason, ...more }));
    expect(await put("hello")).toMatchObject({
      code: "attendance.report_unreadable",
      fields: { report: [expect.any(String)] },
    });
    expect(await put(head + stay(start, "A,a@x.example", 0, 9) + "B,b@x.example,soon,later\n")).toMatchObject({
      fields: { report: [expect.stringContaining("Line 3")] },
    });
    expect(await put(head + stay(start, "A,a@x.example", 50, 9))).toMatchObject({
      code: "input.invalid",
      fields: { report: [expect.stringContaining("Line 2")] },
    });
    expect(await put(head + stay(start, "A,a@x.example", -3000, -2900))).toMatchObject({
      code: "attendance.report_other_class",
    });
    expect(await put(head, { zone: "Mars/Base" })).toMatchObject({
      code: "input.invalid",
      fields: { zone: [expect.any(String)] },
    });
    expect(await put(head, { reason: "" })).toMatchObject({ fields: { reason: [expect.any(String)] } });
    expect(await evidence(sessionId)).toBe(0);
  });

  it("is the trainer's for own classes, and no other's", async () => {
    const { sessionId, start } = await began(1);
    const text = head + stay(start, "A,a@x.example", 0, 9);
    for (const [ctx, code] of [
      [await w.nimbus.staff("trainer"), "not_found"],
      [await w.nimbus.staff("sales"), "forbidden"],
      [await w.raga.staff("ops"), "not_found"],
    ] as const)
      expect(await refusal(takeInReport(ctx, { sessionId, text, zone, reason }))).toEqual({ code });
  });
});

describe("a participant nobody matched", () => {
  const waiting = async () => {
    const made = await began(2);
    const who = "Asha's phone,unknown-" + made.sessionId.slice(-6) + "@elsewhere.example";
    const text =
      head + stay(made.start, who, 0, 60) + stay(made.start, who, 65, 120) + stay(made.start, "Guest,", 0, 5);
    await room.end();
    await takeInReport(w.nimbus.job(), { sessionId: made.sessionId, text, zone, reason });
    const { entry_id: entryId } = await w.one<{ entry_id: string }>(
      "select entry_id from attendance_evidence where session_id = $1 and email is not null order by present_from limit 1",
      [made.sessionId],
    );
    w.pass(1);
    return { ...made, entryId, text };
  };

  it("waits without a mark, is matched by hand with all their stays, and is known the next time", async () => {
    const { sessionId, students, entryId, text } = await waiting();
    const [asha] = students as [Enrolled];
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "absent" });
    const ops = await w.nimbus.staff("ops");
    const input = { sessionId, entryId, student: asha.email, reason: "Her brother's account" };
    expect(await matchParticipant(ops, input)).toEqual({
      participant: "Asha's phone",
      student: "Student " + asha.email.replace(/\D/g, ""),
    });
    expect(await room.mark(sessionId, asha)).toMatchObject({ mark: "present", minutes: 115 });
    expect(await refusal(matchParticipant(ops, input))).toEqual({ code: "attendance.entry_settled" });
    expect(await takeInReport(w.nimbus.job(), { sessionId, text, zone, reason })).toMatchObject({ fresh: 0 });

    const next = await began(0);
    await w.nimbus.assign(asha, next.batchId).catch(() => undefined);
    const [, line] = text.split("\n");
    const email = line!.split(",")[1]!;
    expect(
      await takeInReport(w.nimbus.job(), {
        sessionId: next.sessionId,
        text: head + stay(next.start, `x,${email}`, 0, 90),
        zone,
        reason,
      }),
    ).toMatchObject({ fresh: 1, unmatched: 0 });
  });

  it("can be set aside as no student, and then marks nobody", async () => {
    const { sessionId, entryId, students } = await waiting();
    expect(
      await matchParticipant(w.nimbus.job(), { sessionId, entryId, student: null, reason: "The co-host" }),
    ).toEqual({
      participant: "Asha's phone",
      student: null,
    });
    expect(await room.mark(sessionId, students[0]!)).toMatchObject({ mark: "absent" });
    const { rows } = await w.owner.query(
      "select count(*)::int as n from attendance_evidence where session_id = $1 and set_aside = 'nobody'",
      [sessionId],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });

  it("is matched once where two people do it at the same moment", async () => {
    const { sessionId, entryId, students } = await waiting();
    const done = await Promise.allSettled(
      students.map((student) =>
        matchParticipant(w.nimbus.job(), { sessionId, entryId, student: student.email, reason: "Saw" }),
      ),
    );
    expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("is ops' to match, to a student there is, with a reason", async () => {
    const { sessionId, entryId, students } = await waiting();
    const student = students[0]!.email;
    const put = (ctx: Parameters<typeof matchParticipant>[0], more: object = {}) =>
      refusal(matchParticipant(ctx, { sessionId, entryId, student, reason: "x", ...more }));
    expect(await put(await w.nimbus.staff("trainer"))).toEqual({ code: "forbidden" });
    expect(await put(await w.raga.staff("ops"))).toEqual({ code: "not_found" });
    expect(await put(w.nimbus.job(), { student: "MD-9999" })).toMatchObject({ code: "attendance.student_unknown" });
    expect(await put(w.nimbus.job(), { reason: "" })).toMatchObject({ code: "input.invalid" });
  });
});
