import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { addHostAccount } from "#domain/batches/add-host-account";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { grantPause } from "#domain/enrollments/grant-pause";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import type { Enrolled } from "#tests/support/domain-world";
import { refusal } from "#tests/support/domain-world";

import { admitStudent } from "../admit-student";
import { cancelSession } from "../cancel-session";
import type { JoinFacts } from "./join-facts";
import { joinSession, previewJoin } from "./join-session";
import type { JoinWorld } from "./join.test-world";
import { evening, joinWorld } from "./join.test-world";
import type { JoinRefusal } from "./refusals";

let w: JoinWorld;
beforeAll(async () => {
  w = await joinWorld();
});
afterAll(() => w?.drop());
beforeEach(() => {
  w.clock.now = evening;
});

let rooms = 0;
const reason = "Test";
const of = ({ enrollmentId }: Enrolled) => ({ enrollmentId, reason });
const move = (student: Enrolled, state: string) =>
  w.nimbus.asOwner("update enrollments set state = $2 where id = $1", [student.enrollmentId, state]);

/** Somebody, and the class they ask for, where exactly one thing is wrong. */
const situations: [
  code: JoinRefusal,
  what: string,
  make: () => Promise<[Enrolled, string]>,
  facts: (facts: JoinFacts) => unknown,
][] = [
  [
    "session.not_found",
    "a class nobody knows",
    async () => [await w.placed(), "01900000-0000-7000-8000-000000000000"],
    (f) => f.session,
  ],
  ["session.not_found", "an address that is no id", async () => [await w.placed(), "../../admin"], (f) => f.session],
  [
    "session.not_found",
    "a class of another school",
    async () => [await w.placed(), await w.raga.lesson(await w.raga.batch({ courseId: w.raga.courseId }), 0)],
    (f) => f.session,
  ],
  [
    "join.not_assigned",
    "a class of another batch",
    async () => [await w.placed(), await w.nimbus.lesson(await w.nimbus.batch(), 0)],
    (f) => f.assignment,
  ],
  [
    "join.enrollment_suspended",
    "a suspended plan",
    async () => {
      const student = await w.placed();
      await suspendEnrollment(w.nimbus.job(), of(student));
      return [student, w.live];
    },
    (f) => f.enrollment?.state === "SUSPENDED",
  ],
  [
    "join.enrollment_expired",
    "a plan that ended yesterday, in a night nobody ran",
    async () => [await w.placed({ validFromOn: "2025-11-23" }), w.live],
    (f) => f.enrollment?.validUntilOn === "2026-11-22",
  ],
  [
    "join.enrollment_paused",
    "a plan whose pause began today",
    async () => {
      const student = await w.placed();
      await grantPause(w.nimbus.job(), { ...of(student), fromOn: "2026-11-23", untilOn: "2026-11-23" });
      return [student, w.live];
    },
    (f) => f.pauses.length === 1,
  ],
  [
    "join.enrollment_not_ready",
    "a plan that waits",
    async () => {
      const student = await w.placed();
      await move(student, "BATCH_PENDING");
      return [student, w.live];
    },
    (f) => f.enrollment?.state === "BATCH_PENDING",
  ],
  [
    "join.enrollment_closed",
    "a cancelled plan",
    async () => {
      const student = await w.placed();
      await cancelEnrollment(w.nimbus.job(), of(student));
      return [student, w.live];
    },
    (f) => f.enrollment?.state === "CANCELLED",
  ],
  [
    "join.payment_due",
    "a price nobody paid",
    async () => [await w.placed({ agreedPaisa: 100 }), w.live],
    (f) => f.ledger?.receivedPaisa === 0,
  ],
  [
    "join.session_cancelled",
    "a cancelled class",
    async () => {
      const sessionId = await w.nimbus.lesson(w.batchId, 0);
      await cancelSession(w.nimbus.job(), { sessionId, reason });
      return [await w.placed(), sessionId];
    },
    (f) => f.session?.state === "cancelled",
  ],
  [
    "join.session_ended",
    "a class that ended",
    async () => {
      const sessionId = await w.nimbus.lesson(w.batchId, -60);
      await w.nimbus.asOwner("update sessions set state = 'ended' where id = $1", [sessionId]);
      return [await w.placed(), sessionId];
    },
    (f) => f.session?.state === "ended",
  ],
  [
    "join.too_early",
    "a class in sixteen minutes",
    async () => [await w.placed(), await w.nimbus.lesson(w.batchId, 16)],
    (f) => f.session?.opensAtOverride,
  ],
  [
    "join.too_late",
    "a class whose window has closed",
    async () => [await w.placed(), await w.nimbus.lesson(w.batchId, -151)],
    (f) => f.session?.closesAtOverride,
  ],
  [
    "join.full",
    "a meeting that is full",
    async () => {
      const { hostAccountId } = await addHostAccount(w.nimbus.job(), {
        name: `Room ${++rooms}`,
        meetingSize: 1,
        simultaneous: 9,
      });
      const sessionId = await w.nimbus.lesson(w.batchId, 0, { hostAccountId });
      await w.join(await w.placed(), sessionId);
      await w.settled();
      return [await w.placed(), sessionId];
    },
    (f) => f.othersIn === 1 && f.meetingSize === 1,
  ],
  [
    "join.no_link",
    "a class without any link",
    async () => {
      const bare = await w.nimbus.batch();
      return [await w.nimbus.assign(await w.nimbus.enroll(), bare), await w.nimbus.lesson(bare, 0)];
    },
    (f) => f.link,
  ],
];

describe.each(situations)("%s", (code, what, make, facts) => {
  it(`is the answer to ${what}: on the page, which keeps nothing of it, and at the attempt, kept once with its facts`, async () => {
    const [student, sessionId] = await make();
    const before = (await w.attempts(student)).length;
    expect((await refusal(previewJoin(await w.nimbus.student(student), { sessionId }))).code).toBe(code);
    expect(await w.attempts(student)).toHaveLength(before);

    expect(await w.said(student, sessionId)).toBe(code);
    const rows = (await w.attempts(student)).slice(before);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      session_id: code === "session.not_found" ? null : sessionId,
      requested: sessionId,
      outcome: code,
      at: w.clock.now,
      policy_version: 0,
      link_id: null,
    });
    expect([true, null]).toContain(facts(rows[0]!.facts));
  });
});

describe("somebody who is not signed in", () => {
  it("is asked to, and nothing is kept of it", async () => {
    const student = await w.placed();
    expect(await refusal(joinSession(w.nimbus.anonymous(), { sessionId: w.live }))).toEqual({ code: "auth.required" });
    expect(await refusal(previewJoin(w.nimbus.anonymous(), { sessionId: w.live }))).toEqual({ code: "auth.required" });
    const elsewhere = {
      ...(await w.nimbus.student(student)),
      entrance: { ...(await w.nimbus.student(student)).entrance, host: w.raga.host },
    };
    expect(await refusal(joinSession(elsewhere as Parameters<typeof joinSession>[0], { sessionId: w.live }))).toEqual({
      code: "auth.required",
    });
    expect(await w.attempts(student)).toEqual([]);
  });

  it("is a trainer too, who does not study here", async () => {
    const trainer = await w.nimbus.staff("trainer");
    expect(
      await refusal(
        joinSession(
          { ...trainer, entrance: { ...trainer.entrance, portal: "student" } as typeof trainer.entrance },
          { sessionId: w.live },
        ),
      ),
    ).toEqual({ code: "auth.required" });
  });
});

describe("a student whom staff let in", () => {
  const admit = async (student: Enrolled, sessionId = w.live) =>
    admitStudent(await w.nimbus.staff("customer_support"), {
      sessionId,
      student: student.email,
      reason: "Paid at the desk",
    });

  it("joins with a payment due, suspended, or without a place in the batch", async () => {
    const unpaid = await w.placed({ agreedPaisa: 100 });
    const suspended = await w.placed();
    await suspendEnrollment(w.nimbus.job(), of(suspended));
    const stranger = await w.nimbus.enroll();
    for (const student of [unpaid, suspended, stranger]) {
      await admit(student);
      expect(await w.join(student)).toMatchObject({ link: "batch" });
      expect((await w.attempts(student))[0]!.facts.admitted).toBe(true);
    }
  });

  it("is let into that class only", async () => {
    const unpaid = await w.placed({ agreedPaisa: 100 });
    await admit(unpaid);
    expect(await w.said(unpaid, await w.nimbus.lesson(w.batchId, 0))).toBe("join.payment_due");
  });

  it("still waits for the gate, and gets no link where there is none", async () => {
    const student = await w.nimbus.enroll();
    const early = await w.nimbus.lesson(w.batchId, 60);
    await admit(student, early);
    expect(await w.said(student, early)).toBe("join.too_early");
    const linkless = await w.nimbus.lesson(await w.nimbus.batch(), 0);
    await admit(student, linkless);
    expect(await w.said(student, linkless)).toBe("join.no_link");
    const cancelled = await w.nimbus.lesson(w.batchId, 0);
    await admit(student, cancelled);
    await cancelSession(w.nimbus.job(), { sessionId: cancelled, reason });
    expect(await w.said(student, cancelled)).toBe("join.session_cancelled");
  });
});

describe("a full meeting", () => {
  it("lets in as many people as it holds, and whoever was in is let in again", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), {
      name: "Room of two",
      meetingSize: 2,
      simultaneous: 9,
    });
    const sessionId = await w.nimbus.lesson(w.batchId, 0, { hostAccountId });
    const [first, second, third] = [await w.placed(), await w.placed(), await w.placed()];
    for (const [i, student] of [first, first, second].entries()) {
      await w.join(student, sessionId, `came-in-${i}`);
      await w.settled();
    }
    expect(await w.said(third, sessionId)).toBe("join.full");
    w.pass(2);
    expect(await w.join(first, sessionId)).toMatchObject({ link: "batch" });
    expect((await w.attempts(first)).at(-1)!.facts).toMatchObject({ alreadyIn: true, othersIn: 1 });
    await w.settled();
    expect(await w.said(third, sessionId, "tries-again")).toBe("join.full");
    expect(await w.join(third, w.live)).toMatchObject({ link: "batch" });
  });
});
