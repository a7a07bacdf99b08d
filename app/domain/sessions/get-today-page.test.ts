import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { assignStudent } from "#domain/batches/assign-student";
import { finishOnboarding } from "#domain/enrollments/finish-onboarding";
import { grantPause } from "#domain/enrollments/grant-pause";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import type { Ctx } from "#kernel/ctx";
import { localDay } from "#kernel/time";
import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { getSessionPage, getTodayPage } from "./get-today-page";
import type { ClassToday, Owner } from "./get-today-page";
import { joinSession } from "./join/join-session";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const today = async (ctx: Ctx, day: string | null = null, owner: Owner | null = null) => getTodayPage(ctx, day, owner);
const one = async (sessionId: string): Promise<ClassToday> =>
  (await today(await w.nimbus.staff("ops"))).classes.find(({ id }) => id === sessionId)!;

describe("a class on Today", () => {
  it("counts who has a place, a personal link, came in, and was refused and why: each student once, as they ended", async () => {
    const { nimbus } = w;
    const batchId = await nimbus.batch();
    const sessionId = await nimbus.lesson(batchId, 10, { fallbackUrl: "https://zoom.us/j/1" });
    const [asha, ben, chitra, left] = await Promise.all([1, 2, 3, 4].map(() => nimbus.enroll()));
    for (const student of [asha!, ben!, left!]) await nimbus.assign(student, batchId);
    const link = async (studentId: string, state: string) => {
      await w.owner.query(
        "insert into registrant_links (organization_id, session_id, student_id, alias, generation) values ($1, $2, $3, $4, 1)",
        [nimbus.organizationId, sessionId, studentId, `${studentId}@students.invalid`],
      );
      await w.owner.query("update registrant_links set state = $2 where student_id = $1 and state <> $2", [
        studentId,
        state,
      ]);
    };
    await link(asha!.studentId, "made");
    await link(ben!.studentId, "wanted");
    await link(left!.studentId, "made");
    await nimbus.asOwner("update batch_assignments set state = 'withdrawn' where student_id = $1", [left!.studentId]);

    const join = async (student: typeof asha) =>
      joinSession(await nimbus.student(student!), { sessionId }).catch(() => {});
    await join(chitra);
    await join(asha);
    await join(left);
    await w.settled();
    expect(await one(sessionId)).toMatchObject({
      assigned: 2,
      provisioned: 1,
      unprovisioned: 1,
      joined: 1,
      refused: [{ code: "join.not_assigned", students: 2 }],
    });
    // Placed after all, and in: refused no longer.
    await nimbus.assign(chitra!, batchId);
    w.pass(1);
    await join(chitra);
    await w.settled();
    expect(await one(sessionId)).toMatchObject({
      assigned: 3,
      joined: 2,
      refused: [{ code: "join.not_assigned", students: 1 }],
    });
  });

  it("has the counts right as soon as the answers are given, also of a whole class in one minute", async () => {
    const { nimbus } = w;
    const batchId = await nimbus.batch({ capacity: 60 });
    const sessionId = await nimbus.lesson(batchId, 5, { fallbackUrl: "https://zoom.us/j/2" });
    const students = [];
    for (let i = 0; i < 40; i++) students.push(await nimbus.assign(await nimbus.enroll(), batchId));
    const ctxs = await Promise.all(students.map((student) => nimbus.student(student)));
    await Promise.all(ctxs.map((ctx) => joinSession(ctx, { sessionId })));
    await w.settled();
    expect(await one(sessionId)).toMatchObject({ assigned: 40, joined: 40, refused: [] });
  });
});

describe("the page of a class", () => {
  it("counts who would hear of a change: not the paused, suspended and expired, who have a place too", async () => {
    const { nimbus } = w;
    const batchId = await nimbus.batch();
    const sessionId = await nimbus.lesson(batchId, 3 * 1440);
    const [, suspended, paused, expired] = await Promise.all(
      [1, 2, 3, 4].map(async () => nimbus.assign(await nimbus.enroll(), batchId)),
    );
    const reason = "Asked to";
    await suspendEnrollment(nimbus.job(), { enrollmentId: suspended!.enrollmentId, reason });
    const on = localDay(new Date(w.clock.now.getTime() + 3 * 86_400_000), "Asia/Kolkata");
    await grantPause(nimbus.job(), { enrollmentId: paused!.enrollmentId, fromOn: on, untilOn: on, reason });
    await nimbus.asOwner("update enrollments set valid_until_on = $2::date - 1 where id = $1", [
      expired!.enrollmentId,
      on,
    ]);
    const page = await getSessionPage(await nimbus.staff("ops"), sessionId);
    expect(page).toMatchObject({ assigned: 4, attending: 1, notInvited: 1 });
  });
});

describe("the day", () => {
  it("is the school's own, from its midnight to the next", async () => {
    const { nimbus } = w;
    const batchId = await nimbus.batch();
    // It is half past seven in the evening in Kolkata: midnight is in 270 minutes.
    const minutes = (w.clock.now.getTime() - Date.parse("2026-11-23T14:00:00Z")) / 60_000;
    const [last, first] = [
      await nimbus.lesson(batchId, 269 - minutes),
      await nimbus.lesson(batchId, 271 - minutes + 130),
    ];
    const idsOf = async (day: string | null) =>
      (await today(await nimbus.staff("ops"), day)).classes.map(({ id }) => id);
    expect(await idsOf(null)).toContain(last);
    expect(await idsOf(null)).not.toContain(first);
    expect(await idsOf("2026-11-24")).toContain(first);
    expect(await idsOf("2026-11-24")).not.toContain(last);
  });

  it("keeps a class that goes on past midnight until it is over", async () => {
    const { nimbus } = w;
    const midnight = Date.parse("2026-11-23T18:30:00Z");
    const minutes = (midnight - w.clock.now.getTime()) / 60_000;
    const late = await nimbus.lesson(await nimbus.batch(), minutes - 30);
    const ops = await nimbus.staff("ops");
    const seenAt = async (afterMidnight: number, day: string | null) =>
      (await getTodayPage({ ...ops, now: new Date(midnight + afterMidnight * 60_000) }, day)).classes.some(
        ({ id }) => id === late,
      );
    expect(await seenAt(30, null)).toBe(true);
    expect(await seenAt(30, "2026-11-24")).toBe(true);
    expect(await seenAt(30, "2026-11-23")).toBe(true);
    expect(await seenAt(30, "2026-11-25")).toBe(false);
    await nimbus.asOwner("update sessions set state = 'ended' where id = $1", [late]);
    expect(await seenAt(30, null)).toBe(false);
    expect(await seenAt(30, "2026-11-23")).toBe(true);
  });
});

describe("whose classes", () => {
  it("are all the school's, one's own batches where asked or a program manager asks nothing, and a trainer's own", async () => {
    const { nimbus } = w;
    const owner = await nimbus.staff("program_manager");
    const trainer = await nimbus.staff("trainer");
    const mine = await nimbus.lesson(await nimbus.batch({ ownerId: owner.memberId }), 30);
    const taught = await nimbus.lesson(await nimbus.batch({ trainerId: trainer.memberId }), 30);
    const seen = async (ctx: Ctx, wanted: Owner | null = null) => {
      const page = await today(ctx, null, wanted);
      return { owner: page.owner, ids: [mine, taught].filter((id) => page.classes.some((c) => c.id === id)) };
    };
    expect(await seen(await nimbus.staff("ops"))).toEqual({ owner: "all", ids: [mine, taught] });
    expect(await seen(await nimbus.staff("ops"), "mine")).toEqual({ owner: "mine", ids: [] });
    expect(await seen(owner)).toEqual({ owner: "mine", ids: [mine] });
    expect(await seen(owner, "all")).toEqual({ owner: "all", ids: [mine, taught] });
    expect(await seen(trainer)).toEqual({ owner: "all", ids: [taught] });
    expect(await seen(await w.raga.staff("ops"))).toEqual({ owner: "all", ids: [] });
  });
});

describe("the time to assign", () => {
  it("is from the day somebody began to wait to their first place, of the last seven days, longest first", async () => {
    const { raga } = w;
    const batchId = await raga.batch({ code: "SITAR-1" });
    const waited = async (minutes: number) => {
      const student = await raga.enroll();
      await finishOnboarding(raga.job(), { enrollmentId: student.enrollmentId, reason: "done on paper" });
      w.pass(minutes);
      await assignStudent(raga.job(), { ...student, batchId });
      return student;
    };
    const figure = async () => (await today(await raga.staff("ops"))).timeToAssign;
    expect(await figure()).toBeNull();
    const students = [await waited(60), await waited(120), await waited(240)];
    expect(await figure()).toMatchObject({
      students: 3,
      median: 120,
      p90: 216,
      longest: [
        { minutes: 240, studentId: students[2]!.studentId, batchCode: "SITAR-1" },
        { minutes: 120 },
        { minutes: 60 },
      ],
    });
    expect((await today(await raga.staff("trainer"))).timeToAssign).toBeNull();
    w.pass(8 * 24 * 60);
    expect(await figure()).toBeNull();
  });
});
