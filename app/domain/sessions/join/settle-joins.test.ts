import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld } from "#tests/support/domain-world";

import { cancelSession } from "../cancel-session";
import { joinSession } from "./join-session";
import { settleAttempts, settleJoins } from "./settle-joins";

const evening = new Date("2026-11-23T14:00:00Z");
let w: DomainWorld;
let batchId: string;
beforeAll(async () => {
  w = await domainWorld();
  batchId = await w.nimbus.batch({ fallbackUrl: "https://zoom.us/j/81400014140", capacity: 100 });
});
afterAll(() => w?.drop());
beforeEach(() => {
  w.clock.now = evening;
});

const placed = async (more: Parameters<DomainWorld["nimbus"]["enroll"]>[0] = {}): Promise<Enrolled> =>
  w.nimbus.assign(await w.nimbus.enroll(more), batchId);
/** A request that died right after its answer: nothing is done afterwards. */
const joinAndDie = async (student: Enrolled, sessionId: string): Promise<string> => {
  const ctx = { ...(await w.nimbus.student(student)), ports: { ...w.ports, after: () => {} } };
  return joinSession(ctx, { sessionId }).then(
    () => "allowed",
    (error: { code: string }) => error.code,
  );
};
const attempt = (student: Enrolled) =>
  w.one<{ id: string; outcome: string | null; decided_at: Date | null }>(
    "select id, outcome, decided_at from join_attempts where student_id = $1",
    [student.studentId],
  );
const settle = () => settleJoins(w.nimbus.job("settle-joins"));
const seconds = (n: number) => new Date(evening.getTime() + n * 1000);

describe("an attempt whose request died", () => {
  it("is decided by the sweep as its request had answered, whatever has changed since", async () => {
    const [live, early] = [await w.nimbus.lesson(batchId, 0), await w.nimbus.lesson(batchId, 60)];
    const [fine, unpaid, expired, soon] = [
      await placed(),
      await placed({ agreedPaisa: 100 }),
      await placed({ validFromOn: "2025-11-23" }),
      await placed(),
    ];
    const answers = new Map<Enrolled, string>();
    for (const [student, sessionId] of [
      [fine, live],
      [unpaid, live],
      [expired, live],
      [soon, early],
    ] as const)
      answers.set(student, await joinAndDie(student, sessionId));
    expect([...answers.values()]).toEqual(["allowed", "join.payment_due", "join.enrollment_expired", "join.too_early"]);

    await suspendEnrollment(w.nimbus.job(), { enrollmentId: fine.enrollmentId, reason: "later" });
    for (const sessionId of [live, early]) await cancelSession(w.nimbus.job(), { sessionId, reason: "later" });
    w.clock.now = seconds(3600);
    expect(await settle()).toEqual({ decided: 4 });
    for (const [student, said] of answers)
      expect(await attempt(student)).toMatchObject({ outcome: said, decided_at: seconds(3600) });
    expect(await settle()).toEqual({ decided: 0 });
    expect(await w.nimbus.events("session.joined")).toContainEqual({
      sessionId: live,
      enrollmentId: fine.enrollmentId,
    });
  });

  it("is left to its request for ten seconds", async () => {
    const student = await placed();
    await joinAndDie(student, await w.nimbus.lesson(batchId, 0));
    w.clock.now = seconds(10);
    expect(await settle()).toEqual({ decided: 0 });
    w.clock.now = seconds(10.001);
    expect(await settle()).toEqual({ decided: 1 });
  });

  it("is decided once, by the first who says so", async () => {
    const student = await placed();
    await joinAndDie(student, await w.nimbus.lesson(batchId, 0));
    const { id } = await attempt(student);
    const { organizationId } = w.nimbus;
    const counts = await Promise.all(
      ["allowed", "join.full", "join.no_link"].map((outcome) =>
        settleAttempts(w.nimbus.job(), organizationId, [{ id, outcome }]),
      ),
    );
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    const { outcome } = await attempt(student);
    w.clock.now = seconds(60);
    expect(await settle()).toEqual({ decided: 0 });
    expect(await attempt(student)).toMatchObject({ outcome });
  });

  it("of another school is not this school's to decide", async () => {
    const student = await placed();
    await joinAndDie(student, await w.nimbus.lesson(batchId, 0));
    const { id } = await attempt(student);
    expect(await settleAttempts(w.raga.job(), w.raga.organizationId, [{ id, outcome: "allowed" }])).toBe(0);
    w.clock.now = seconds(60);
    expect(await settleJoins(w.raga.job("settle-joins"))).toEqual({ decided: 0 });
    expect(await settle()).toEqual({ decided: 1 });
  });

  it("is decided together with what came in the same moment", async () => {
    const sessionId = await w.nimbus.lesson(batchId, 0);
    const students = await Promise.all(Array.from({ length: 12 }, () => placed()));
    await Promise.all(students.map(async (student) => joinSession(await w.nimbus.student(student), { sessionId })));
    await w.settled();
    for (const student of students) expect(await attempt(student)).toMatchObject({ outcome: "allowed" });
  });
});
