import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { importLegacyAdmission } from "#domain/admissions/import-legacy-admission";
import { assignStudent } from "#domain/batches/assign-student";
import { createBatch } from "#domain/batches/create-batch";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import { scheduleSession } from "#domain/sessions/schedule-session";
import type { Ctx } from "#kernel/ctx";
import { Refusal } from "#kernel/refusal";
import { addMinutes } from "#kernel/time";

import { asOwner, enter, inTransaction, twoSchools } from "./world";
import type { TwoSchools } from "./world";

let w: TwoSchools;
let school: { planId: string; courseId: string; trainerId: string; hostAccountId: string };
beforeAll(async () => {
  w = await twoSchools();
  const { rows } = await w.owner.query<typeof school>(
    `select p.plan_id as "planId", b.course_id as "courseId", b.trainer_id as "trainerId", b.host_account_id as "hostAccountId"
     from batches b join plan_courses p on p.course_id = b.course_id where b.organization_id = $1 and b.trainer_id is not null limit 1`,
    [w.nimbus.organizationId],
  );
  school = rows[0]!;
});
afterAll(() => w?.drop());

const ctx = (): Ctx => w.desk.as(w.nimbus.organizationId);
let people = 0;
const newEnrollment = async (): Promise<string> =>
  (
    await importLegacyAdmission(ctx(), {
      fullName: "Racing Student",
      email: `racer${++people}@nimbus.example`,
      planId: school.planId,
      agreedPaisa: 0,
    })
  ).enrollmentId;
let batches = 0;
const newBatch = async (capacity: number, more: Partial<Parameters<typeof createBatch>[1]> = {}): Promise<string> =>
  (await createBatch(ctx(), { code: `RACE-${++batches}`, name: "Race", courseId: school.courseId, capacity, ...more }))
    .batchId;
/** What each answered: its refusal's code or "ok", counted. */
async function outcomes(work: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of await Promise.allSettled(work)) {
    const said =
      one.status === "fulfilled" ? "ok" : one.reason instanceof Refusal ? one.reason.code : String(one.reason);
    counts[said] = (counts[said] ?? 0) + 1;
  }
  return counts;
}
const value = async (text: string, values: unknown[]): Promise<unknown> =>
  Object.values((await w.owner.query(text, values)).rows[0]!)[0];
const liveIn = (batchId: string) =>
  value("select count(*)::int from batch_assignments where batch_id = $1 and state in ('assigned', 'active')", [
    batchId,
  ]);

type Student = { studentId: string; token: string };
let crowds = 0;
/** Students with an account and an open auth session, made set-wise. */
async function signedInStudents(count: number): Promise<Student[]> {
  const crowd = `CROWD${++crowds}`;
  await asOwner(w.owner, w.nimbus.organizationId, async (client) => {
    await client.query(
      `create temporary table crowd on commit drop as select n, app.uuidv7() as user_id, app.uuidv7() as id from generate_series(1, ${count}) n`,
    );
    await client.query("insert into users (id) select user_id from crowd");
    await client.query(
      "insert into memberships (id, user_id, kind, role) select id, user_id, 'student', 'student' from crowd",
    );
    await client.query(
      `insert into student_profiles (id, code, full_name) select id, '${crowd}-' || n, 'Student ' || n from crowd`,
    );
    await client.query(`insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
      select app.organization_id(), user_id, sha256(convert_to('token of ' || id, 'UTF8')), 'email_code', now(), now(), now() + interval '1 hour', now() + interval '1 hour' from crowd`);
  });
  const { rows } = await w.owner.query<{ id: string }>("select id from student_profiles where code like $1", [
    `${crowd}-%`,
  ]);
  return rows.map(({ id }) => ({ studentId: id, token: `token of ${id}` }));
}

/** A student keeps a seat for themselves, behind their own door and walls; "ok" or the SQLSTATE it ended with. */
const holdFor = ({ studentId, token }: Student, batchId: string): Promise<string> =>
  inTransaction(w.app, "commit", async (client) => {
    await enter(client, { portal: "student", host: w.nimbus.host, token }, "transfer.request");
    await client.query(
      "insert into seat_holds (batch_id, student_id, purpose, expires_at) values ($1, $2, 'transfer', clock_timestamp() + interval '1 hour')",
      [batchId, studentId],
    );
  }).then(
    () => "ok",
    (error: { code: string }) => error.code,
  );
const counted = (codes: string[]): Record<string, number> =>
  Object.fromEntries([...new Set(codes)].map((code) => [code, codes.filter((one) => one === code).length]));

describe("the last five seats", () => {
  it("asked for by forty commands at once are given to five, and the others are told that none is left", async () => {
    const batchId = await newBatch(5);
    const enrollments: string[] = [];
    for (let i = 0; i < 40; i++) enrollments.push(await newEnrollment());
    const answers = await outcomes(enrollments.map((enrollmentId) => assignStudent(ctx(), { enrollmentId, batchId })));
    expect(await liveIn(batchId)).toBe(5);
    expect(answers).toEqual({ ok: 5, "seat.none_left": 35 });
  });

  it("asked for by forty transactions at once are given to five", async () => {
    const batchId = await newBatch(5);
    const { rows } = await w.owner.query<{ id: string; student_id: string }>(
      "select id, student_id from enrollments where organization_id = $1 and student_id not in (select student_id from batch_assignments) limit 40",
      [w.nimbus.organizationId],
    );
    expect(rows.length).toBeGreaterThan(30);
    const taking = rows.map(({ id, student_id }) =>
      inTransaction(w.app, "commit", async (client) => {
        await client.query("select app.enter_system($1, 'system:test', 'assignment.create', null, null, now())", [
          w.nimbus.organizationId,
        ]);
        await client.query(
          "insert into batch_assignments (enrollment_id, student_id, course_id, batch_id) values ($1, $2, $3, $4)",
          [id, student_id, school.courseId, batchId],
        );
      }).then(
        () => "ok",
        (error: { code: string }) => error.code,
      ),
    );
    const codes = await Promise.all(taking);
    expect(codes.filter((code) => code === "ok")).toHaveLength(5);
    expect(new Set(codes)).toEqual(new Set(["ok", "HB423"]));
    expect(await liveIn(batchId)).toBe(5);
  });

  it("asked for by two hundred students at once, each in a transaction of their own, are held for five", async () => {
    const batchId = await newBatch(5);
    const codes = await Promise.all((await signedInStudents(200)).map((student) => holdFor(student, batchId)));
    expect(counted(codes)).toEqual({ ok: 5, HB423: 195 });
    expect(
      await value(
        "select count(distinct student_id)::int from seat_holds where batch_id = $1 and released_at is null",
        [batchId],
      ),
    ).toBe(5);
  });

  it("would be sold to every student if seats were counted behind the student's own wall, and this would see it", async () => {
    const counting = (how: "invoker" | "definer") =>
      inTransaction(w.owner, "commit", async (client) => {
        await client.query("set local role hub_gate");
        await client.query(`alter function app.check_capacity() security ${how}`);
      });
    const batchId = await newBatch(5);
    await counting("invoker");
    const codes = await Promise.all((await signedInStudents(20)).map((student) => holdFor(student, batchId)));
    await counting("definer");
    expect(counted(codes)).toEqual({ ok: 20 });
  });

  it("asked for by a hundred students and a hundred commands of the office at once are given to five in all", async () => {
    const batchId = await newBatch(5);
    const enrollments: string[] = [];
    for (let i = 0; i < 100; i++) enrollments.push(await newEnrollment());
    const students = await signedInStudents(100);
    const [held, assigned] = await Promise.all([
      Promise.all(students.map((student) => holdFor(student, batchId))),
      outcomes(enrollments.map((enrollmentId) => assignStudent(ctx(), { enrollmentId, batchId }))),
    ]);
    const seats = (counted(held)["ok"] ?? 0) + (assigned["ok"] ?? 0);
    expect(seats).toBe(5);
    expect([...new Set([...held, ...Object.keys(assigned)])].toSorted()).toEqual(["HB423", "ok", "seat.none_left"]);
    const holds = await value("select count(*)::int from seat_holds where batch_id = $1", [batchId]);
    expect([holds, await liveIn(batchId)]).toEqual([counted(held)["ok"] ?? 0, assigned["ok"] ?? 0]);
  });

  it("counts seats that are held, and not the hold of who already sits there", async () => {
    const batchId = await newBatch(2);
    const [first, second, third] = [await newEnrollment(), await newEnrollment(), await newEnrollment()];
    await assignStudent(ctx(), { enrollmentId: first, batchId });
    const hold = (enrollmentId: string) =>
      asOwner(w.owner, w.nimbus.organizationId, (client) =>
        client.query(
          "insert into seat_holds (batch_id, student_id, purpose, expires_at) select $1, student_id, 'transfer', clock_timestamp() + interval '1 hour' from enrollments where id = $2",
          [batchId, enrollmentId],
        ),
      );
    await hold(first);
    await hold(second);
    expect(await outcomes([assignStudent(ctx(), { enrollmentId: third, batchId })])).toEqual({ "seat.none_left": 1 });
    expect(await outcomes([assignStudent(ctx(), { enrollmentId: second, batchId })])).toEqual({ ok: 1 });
    await expect(hold(third)).rejects.toMatchObject({ code: "HB423" });
  });

  it("an expired hold keeps no seat", async () => {
    const batchId = await newBatch(1);
    const [first, second] = [await newEnrollment(), await newEnrollment()];
    await asOwner(w.owner, w.nimbus.organizationId, (client) =>
      client.query(
        "insert into seat_holds (batch_id, student_id, purpose, expires_at) select $1, student_id, 'transfer', clock_timestamp() + interval '20 milliseconds' from enrollments where id = $2",
        [batchId, first],
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await outcomes([assignStudent(ctx(), { enrollmentId: second, batchId })])).toEqual({ ok: 1 });
  });
});

describe("one enrollment", () => {
  it("asked into two batches of a course at once sits in one", async () => {
    const enrollmentId = await newEnrollment();
    const places = [await newBatch(10), await newBatch(10), await newBatch(10)];
    const answers = await outcomes(places.map((batchId) => assignStudent(ctx(), { enrollmentId, batchId })));
    expect(answers).toEqual({ ok: 1, "assignment.exists": 2 });
  });

  it("moved two ways at once is moved one way, and the other is told of it", async () => {
    for (let i = 0; i < 5; i++) {
      const enrollmentId = await newEnrollment();
      const answers = await outcomes([
        cancelEnrollment(ctx(), { enrollmentId, reason: "left" }),
        cancelEnrollment(ctx(), { enrollmentId, reason: "left" }),
      ]);
      expect(answers).toEqual({ ok: 1, "enrollment.state": 1 });
    }
  });

  it("suspended and cancelled at once ends cancelled or is told why not, with one record for each move", async () => {
    const enrollmentId = await newEnrollment();
    const answers = await outcomes([
      suspendEnrollment(ctx(), { enrollmentId, reason: "unpaid" }),
      cancelEnrollment(ctx(), { enrollmentId, reason: "left" }),
    ]);
    const moves = await value(
      "select count(*)::int from audit_logs where entity_id = $1 and after ? 'state' and action in ('enrollment.suspend', 'enrollment.cancel')",
      [enrollmentId],
    );
    expect(moves).toBe(answers["ok"]);
    expect(await value("select state from enrollments where id = $1", [enrollmentId])).toBe("CANCELLED");
  });
});

describe("two classes at one time", () => {
  const at = new Date("2027-03-01T10:00:00Z");
  const schedule = (
    batchId: string,
    number: number,
    startsAt: Date,
    more: { trainerId?: string | null; hostAccountId?: string | null },
  ) =>
    scheduleSession(ctx(), {
      batchId,
      number,
      title: "Race",
      startsAt,
      minutes: 60,
      trainerId: null,
      hostAccountId: null,
      ...more,
    });

  it("have no trainer in common", async () => {
    const batchId = await newBatch(10);
    const { trainerId } = school;
    expect(
      await outcomes([1, 2].map((number) => schedule(batchId, number, addMinutes(at, number), { trainerId }))),
    ).toEqual({ ok: 1, "session.trainer_busy": 1 });
    // One ends and the next begins in the same minute.
    expect(await outcomes([schedule(batchId, 9, addMinutes(at, 62), { trainerId })])).toEqual({ ok: 1 });
  });

  it("have no host account in common, nor within ten minutes of each other", async () => {
    const batchId = await newBatch(10);
    const { hostAccountId } = school;
    const start = addMinutes(at, 24 * 60);
    expect(await outcomes([1, 2].map((number) => schedule(batchId, number, start, { hostAccountId })))).toEqual({
      ok: 1,
      "session.host_busy": 1,
    });
    expect(await outcomes([schedule(batchId, 5, addMinutes(start, 69), { hostAccountId })])).toEqual({
      "session.host_busy": 1,
    });
    expect(await outcomes([schedule(batchId, 6, addMinutes(start, 70), { hostAccountId })])).toEqual({ ok: 1 });
  });

  it("are allowed to one another while a whole series moves, as long as it ends well", async () => {
    const batchId = await newBatch(10);
    const start = addMinutes(at, 48 * 60);
    for (const number of [1, 2, 3])
      await schedule(batchId, number, addMinutes(start, number * 90), { trainerId: school.trainerId });
    const shift = (constraints: string) =>
      asOwner(w.owner, w.nimbus.organizationId, async (client) => {
        await client.query(constraints);
        for (const number of [1, 2, 3])
          await client.query(
            "update sessions set starts_at = starts_at + interval '90 minutes', ends_at = ends_at + interval '90 minutes' where batch_id = $1 and number = $2",
            [batchId, number],
          );
      });
    await expect(shift("select 1")).rejects.toMatchObject({ code: "23P01" });
    await shift("set constraints all deferred");
  });
});
