import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import type { Database } from "#kernel/ports";
import { addMinutes } from "#kernel/time";

import { refusal } from "#tests/support/domain-world";

import { replaceLink } from "../replace-link";
import { joinSession, previewJoin } from "./join-session";
import type { JoinWorld } from "./join.test-world";
import { batchLink, evening, joinWorld } from "./join.test-world";

let w: JoinWorld;
beforeAll(async () => {
  w = await joinWorld();
});
afterAll(() => w?.drop());
beforeEach(() => {
  w.clock.now = evening;
});

const reason = "Test";

describe("a student with everything in order", () => {
  it("gets the link in one round trip of one statement, with no vendor asked", async () => {
    const student = await w.placed();
    const ctx = await w.nimbus.student(student);
    const trips: number[] = [];
    const database: Database = {
      batch: (statements, options) => {
        trips.push(statements.length);
        return w.ports.database.batch(statements, options);
      },
    };
    expect(await joinSession({ ...ctx, ports: { ...w.ports, database } }, { sessionId: w.live })).toEqual({
      joinUrl: batchLink,
      link: "batch",
    });
    expect(trips).toEqual([1]);
    expect(await w.attempts(student)).toMatchObject([
      { session_id: w.live, outcome: "allowed", facts: { link: "batch", alreadyIn: false } },
    ]);
    await previewJoin(ctx, { sessionId: w.live });
    expect(await w.attempts(student)).toHaveLength(1);
  });

  it("is led by their own link before the class's, and by the class's before the batch's", async () => {
    const student = await w.placed();
    const sessionId = await w.nimbus.lesson(w.batchId, 0, {
      fallbackUrl: "https://zoom.us/j/222222222",
      meetingId: "222222222",
    });
    expect(await w.join(student, sessionId, "first-key")).toEqual({
      joinUrl: "https://zoom.us/j/222222222",
      link: "session",
    });
    const own = "https://zoom.us/w/222222222?tk=mine";
    await w.nimbus.asOwner(
      `insert into registrant_links (session_id, student_id, state, alias) values ($1, $2, 'wanted', 'a@students.invalid')`,
      [sessionId, student.studentId],
    );
    await w.nimbus.asOwner(
      "update registrant_links set state = 'made', link_sealed = $2, generation = 1 where student_id = $1",
      [student.studentId, await w.ports.vault.seal(own)],
    );
    expect(await w.join(student, sessionId, "second-key")).toEqual({ joinUrl: own, link: "own" });
    const [, second] = await w.attempts(student);
    expect(second!.facts.link).toBe("own");
    expect(second!.link_id).not.toBeNull();
    expect(JSON.stringify(second!.facts)).not.toMatch(/zoom|https|tk=/);
    expect(await w.join(await w.placed(), sessionId)).toMatchObject({ link: "session" });

    await replaceLink(w.nimbus.job(), { sessionId, link: "https://zoom.us/j/333333333", reason });
    expect(await w.join(student, sessionId, "third-key")).toEqual({
      joinUrl: "https://zoom.us/j/333333333",
      link: "session",
    });
    await replaceLink(w.nimbus.job(), { sessionId, link: "444444444", reason });
    // The batch's link may lead to the very meeting that was replaced: better none until the new one is read.
    expect(await w.said(student, sessionId, "fourth-key")).toBe("join.no_link");
    const read = await w.ports.vault.seal("https://zoom.us/j/444444444");
    await w.nimbus.asOwner("update session_meetings set fallback_sealed = $2 where session_id = $1", [sessionId, read]);
    expect(await w.join(student, sessionId, "fifth-key")).toMatchObject({ link: "session" });
    expect(await w.join(await w.placed())).toEqual({ joinUrl: batchLink, link: "batch" });
  });

  it("is let in from the first minute to the last", async () => {
    const student = await w.placed();
    const sessionId = await w.nimbus.lesson(w.batchId, 15);
    expect(await w.join(student, sessionId, "at-the-opening")).toMatchObject({ link: "batch" });
    w.clock.now = addMinutes(evening, 15 + 120 + 30);
    expect(await w.join(student, sessionId, "at-the-close")).toMatchObject({ link: "batch" });
    w.clock.now = new Date(w.clock.now.getTime() + 1);
    expect(await w.said(student, sessionId, "a-millisecond-late")).toBe("join.too_late");
  });

  it("told too early is told when, in UTC; told too late, when it closed", async () => {
    const student = await w.placed();
    const early = await w.nimbus.lesson(w.batchId, 60);
    await expect(w.join(student, early)).rejects.toMatchObject({
      code: "join.too_early",
      details: { data: { opensAt: "2026-11-23T14:45:00.000Z", session: { id: early } } },
    });
    const late = await w.nimbus.lesson(w.batchId, -180);
    await expect(w.join(student, late)).rejects.toMatchObject({
      code: "join.too_late",
      details: { data: { closedAt: "2026-11-23T13:30:00.000Z" } },
    });
  });

  it("is told nothing of a class that is not theirs", async () => {
    const theirs = await w.nimbus.lesson(await w.nimbus.batch(), 0);
    await expect(w.join(await w.placed(), theirs)).rejects.toMatchObject({
      code: "join.not_assigned",
      details: { data: {} },
    });
  });

  it("joins by the school's own rule", async () => {
    const course = { courseId: w.raga.courseId, fallbackUrl: batchLink };
    const student = await w.raga.assign(await w.raga.enroll({ agreedPaisa: 100 }), await w.raga.batch(course));
    const sessionId = await w.raga.lesson(
      (
        await w.one<{ batch_id: string }>("select batch_id from batch_assignments where student_id = $1", [
          student.studentId,
        ])
      ).batch_id,
      45,
    );
    const ask = async (attemptKey: string) => joinSession(await w.raga.student(student), { sessionId, attemptKey });
    expect((await refusal(ask("by-default"))).code).toBe("join.payment_due");
    await w.raga.asOwner(
      `insert into policies (key, version, value, valid_from, reason) values ('join_window', 1, '{"opensMinutes": 45, "payment": "never"}', $1, 'Trust')`,
      [w.clock.now],
    );
    expect(await ask("by-their-rule")).toMatchObject({ link: "batch" });
    expect((await w.attempts(student)).map((row) => [row.policy_version, row.outcome])).toEqual([
      [0, "join.payment_due"],
      [1, "allowed"],
    ]);
  });
});

describe("pressing twice", () => {
  it("with one key is one attempt for a minute, with the first answer", async () => {
    const student = await w.placed();
    const sessionId = await w.nimbus.lesson(w.batchId, 16);
    expect(await w.said(student, sessionId, "one-key-of-a-tab")).toBe("join.too_early");
    w.clock.now = addMinutes(evening, 59 / 60);
    expect(await w.said(student, sessionId, "one-key-of-a-tab")).toBe("join.too_early");
    expect(await w.attempts(student)).toHaveLength(1);
    w.clock.now = addMinutes(evening, 1);
    expect(await w.join(student, sessionId, "one-key-of-a-tab")).toMatchObject({ link: "batch" });
    expect((await w.attempts(student)).map((row) => row.outcome)).toEqual(["join.too_early", "allowed"]);
  });

  it("with two keys, or for two classes, is two attempts", async () => {
    const student = await w.placed();
    const second = await w.nimbus.lesson(w.batchId, 0);
    await w.join(student, w.live, "first-tab-key");
    await w.join(student, w.live, "second-tab-key");
    await w.join(student, second, "first-tab-key");
    expect(await w.attempts(student)).toHaveLength(3);
  });

  it("without a key is one attempt for three seconds, as long as nothing changed", async () => {
    const student = await w.placed();
    await w.join(student);
    w.clock.now = new Date(evening.getTime() + 2_999);
    await w.join(student);
    expect(await w.attempts(student)).toHaveLength(1);
    w.clock.now = new Date(evening.getTime() + 3_000);
    await w.join(student);
    expect(await w.attempts(student)).toHaveLength(2);
    await suspendEnrollment(w.nimbus.job(), { enrollmentId: student.enrollmentId, reason });
    expect(await w.said(student)).toBe("join.enrollment_suspended");
    expect((await w.attempts(student)).map((row) => row.outcome)).toEqual([
      "allowed",
      "allowed",
      "join.enrollment_suspended",
    ]);
  });

  it("in the same instant, ten times, is one attempt", async () => {
    const student = await w.placed();
    const answers = await Promise.all(Array.from({ length: 10 }, () => w.join(student, w.live, "ten-at-once")));
    expect(new Set(answers.map((one) => one.joinUrl))).toEqual(new Set([batchLink]));
    expect(await w.attempts(student)).toHaveLength(1);
  });

  it("while the class loses its link is told so, once more the second time", async () => {
    const bare = await w.nimbus.batch();
    const student = await w.nimbus.assign(await w.nimbus.enroll(), bare);
    const sessionId = await w.nimbus.lesson(bare, 0, { fallbackUrl: "https://zoom.us/j/555555555" });
    await w.join(student, sessionId, "double-click");
    await replaceLink(w.nimbus.job(), { sessionId, link: "666666666", reason });
    expect(await w.said(student, sessionId, "double-click")).toBe("join.no_link");
  });
});

describe("evidence", () => {
  it("keeps nobody out: where the attempt cannot be kept, the student joins all the same", async () => {
    const student = await w.placed();
    await w.owner.query(
      `create function refuse_evidence() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`,
    );
    await w.owner.query(
      "create trigger no_evidence before insert on join_attempts for each row execute function refuse_evidence()",
    );
    try {
      expect(await w.join(student)).toEqual({ joinUrl: batchLink, link: "batch" });
      expect(w.logged).toContain("join_attempt_not_recorded");
      const expired = await w.placed({ validFromOn: "2025-11-23" });
      expect(await w.said(expired)).toBe("join.enrollment_expired");
    } finally {
      await w.owner.query("drop trigger no_evidence on join_attempts");
    }
    expect(await w.attempts(student)).toEqual([]);
  });

  it("is never changed, and its outcome is written once", async () => {
    const student = await w.placed();
    await w.join(student);
    await w.attempts(student);
    for (const change of ["outcome = 'join.full'", "at = now()", "facts = '{}'"])
      await expect(
        w.nimbus.asOwner(`update join_attempts set ${change} where student_id = $1`, [student.studentId]),
      ).rejects.toMatchObject({ code: "HB503" });
    await expect(
      w.nimbus.asOwner("delete from join_attempts where student_id = $1", [student.studentId]),
    ).rejects.toMatchObject({ code: "HB503" });
  });
});

describe("what follows from a join", () => {
  it("is that a plan which only waited for class hears of it", async () => {
    const student = await w.placed();
    await w.join(student);
    await w.settled();
    expect(await w.nimbus.events("session.joined")).toContainEqual({
      sessionId: w.live,
      enrollmentId: student.enrollmentId,
    });
  });

  it("is that a missing link is asked for, once while the question stands", async () => {
    const bare = await w.nimbus.batch();
    const student = await w.nimbus.assign(await w.nimbus.enroll(), bare);
    const sessionId = await w.nimbus.lesson(bare, 0);
    for (const key of ["first-try", "second-try"]) {
      expect(await w.said(student, sessionId, key)).toBe("join.no_link");
      await w.settled();
    }
    expect(
      (await w.nimbus.events("session.link_missing")).filter((payload) => payload["sessionId"] === sessionId),
    ).toEqual([{ sessionId, studentId: student.studentId }]);
  });
});
