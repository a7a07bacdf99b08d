import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { getStudentPage } from "#domain/audit/student-page/get-student-page";
import { assignStudent } from "#domain/batches/assign-student";
import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { listStudents } from "#domain/enrollments/students/list-students";
import { studentList } from "#domain/enrollments/students/student-list";
import { searchStudents } from "#domain/identity/search-students";
import { recordPayment } from "#domain/payments/record-payment";
import { verifyPayment } from "#domain/payments/verify-payment";
import { admitStudent } from "#domain/sessions/admit-student";
import { getHomePage } from "#domain/sessions/get-home-page";
import type { Ctx } from "#kernel/ctx";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";

import { getMergePage } from "./get-merge-page";
import { mergeStudents } from "./merge-students";
import { mergeSeen } from "./merge-rules";
import { undoMerge } from "./undo-merge";

let w: DomainWorld;
let app: Pool;
let otherPlan: string;
let otherCourse: string;
let manager: Ctx;
beforeAll(async () => {
  w = await domainWorld();
  app = new Pool({ connectionString: w.appUrl });
  ({ courseId: otherCourse } = await createCourse(w.nimbus.job(), {
    code: "DEVOPS",
    name: "DevOps",
    sessionsPlanned: 10,
  }));
  const plan = { code: "DEVOPS", name: "DevOps", validityDays: 365, pricePaisa: 1_000_000, currency: "INR" };
  ({ planId: otherPlan } = await createPlan(w.nimbus.job(), { ...plan, courseIds: [otherCourse] }));
  manager = await w.nimbus.staff("ops_manager");
});
afterAll(async () => {
  await app.end();
  await w.drop();
});

const reason = "Same person, showed both receipts";
const seenOf = async (kept: Enrolled, merged: Enrolled): Promise<string> => {
  const page = await getMergePage(await w.nimbus.staff("ops_manager"), kept.studentId, merged.studentId);
  return page?.other ? mergeSeen(page.student, page.other) : "";
};
const merge = async (kept: Enrolled, merged: Enrolled, ctx?: Ctx) =>
  mergeStudents(ctx ?? (await w.nimbus.staff("ops_manager")), {
    keptId: kept.studentId,
    mergedId: merged.studentId,
    seen: await seenOf(kept, merged),
    reason,
  });
const undo = async (mergeId: string) =>
  undoMerge(await w.nimbus.staff("ops_manager"), { mergeId, reason: "They are cousins" });

/** Two accounts, the second with something in every table that goes along. */
async function twoAccounts() {
  const kept = await w.nimbus.enroll();
  const merged = await w.nimbus.enroll({ planId: otherPlan, agreedPaisa: 500_000 });
  const batchId = await w.nimbus.batch({ courseId: otherCourse });
  await w.nimbus.assign(merged, batchId);
  const sessionId = await w.nimbus.lesson(batchId, 30);
  const paid = await recordPayment(w.nimbus.job(), {
    enrollmentId: merged.enrollmentId,
    kind: "receipt",
    amountPaisa: 500_000,
    reference: "UPI 1",
  });
  await verifyPayment(manager, { paymentId: paid.paymentId });
  for (const one of [kept, merged])
    await admitStudent(manager, { sessionId, student: one.studentId, reason: "payment marked wrong" });
  await w.nimbus.asOwner(
    `insert into join_attempts (requested, student_id, at, facts, policy_version, outcome) values ('x', $1, now(), '{}', 0, 'allowed')`,
    [merged.studentId],
  );
  for (const one of [kept, merged])
    await w.nimbus.asOwner(
      `with n as (insert into notifications (user_id, template, subject_id, category) values ($1, 'invite', '00000000-0000-7000-8000-000000000001', 'account') returning id)
       insert into deliveries (notification_id, channel, user_id) select id, 'email', $1 from n`,
      [one.userId],
    );
  await w.nimbus.asOwner(
    `with n as (insert into notifications (user_id, template, subject_id, category) values ($1, 'class_moved', app.uuidv7(), 'schedule') returning id)
     insert into deliveries (notification_id, channel, user_id) select id, 'email', $1 from n`,
    [merged.userId],
  );
  return { kept, merged, batchId, sessionId };
}

/** Every row of every table that names a student or a user, but what only counts changes. */
async function everything(): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await w.owner.query<{ name: string }>(
    `select distinct c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname in ('student_id', 'user_id') or c.relname in ('users', 'student_profiles') order by 1`,
  );
  const out: Record<string, unknown[]> = {};
  for (const { name } of tables.filter(({ name }) => !["auth_sessions"].includes(name)))
    out[name] = (
      await w.owner.query<{ row: unknown }>(
        `select to_jsonb(t) - array['version'] as row from ${name} t where organization_id = $1 order by t.id`,
        [w.nimbus.organizationId],
      )
    ).rows.map(({ row }) => row);
  return out;
}
const owns = async (table: string, student: Enrolled, column = "student_id") =>
  Number(
    (
      await w.one<{ n: string }>(`select count(*) as n from ${table} where ${column} = $1`, [
        column === "user_id" ? student.userId : student.studentId,
      ])
    ).n,
  );
const opens = async (email: string): Promise<string | null> => {
  const flow = crypto.randomUUID();
  await app.query("select app.request_code($1, $2, $3, $4, 'digest', null, '203.0.113.9', null, $5, 'request')", [
    w.nimbus.host,
    email,
    flow,
    Buffer.from(flow),
    w.clock.now,
  ]);
  return (await w.one<{ user_id: string | null }>("select user_id from auth_codes where id = $1", [flow])).user_id;
};

describe("two accounts of one person", () => {
  it("become one: plans, places, money, attempts and addresses go over, evidence too", async () => {
    const { kept, merged, sessionId } = await twoAccounts();
    const theirs = await w.nimbus.student(merged);
    const before = await getHomePage(theirs);
    const { mergeId } = await merge(kept, merged);

    for (const table of [
      "enrollments",
      "batch_assignments",
      "payments",
      "payment_verifications",
      "join_attempts",
      "onboarding_tasks",
    ])
      expect([table, await owns(table, merged)]).toEqual([table, 0]);
    expect(await owns("enrollments", kept)).toBe(2);
    expect(await owns("payments", kept)).toBe(1);
    expect(await owns("join_attempts", kept)).toBe(1);
    // Both were admitted to this class and both were invited: one row each, so they stay apart.
    expect([await owns("session_admissions", kept), await owns("session_admissions", merged)]).toEqual([1, 1]);
    expect([await owns("notifications", kept, "user_id"), await owns("notifications", merged, "user_id")]).toEqual([
      2, 1,
    ]);
    expect([await owns("deliveries", kept, "user_id"), await owns("deliveries", merged, "user_id")]).toEqual([2, 1]);

    expect(await opens(merged.email)).toBe(kept.userId);
    expect(await opens(kept.email)).toBe(kept.userId);
    expect(await refusal(getHomePage(theirs))).toEqual({ code: "auth.required" });
    const home = await getHomePage(await w.nimbus.student(kept));
    expect(home.sessions.map(({ id }) => id)).toEqual(before.sessions.map(({ id }) => id));
    expect(home.sessions.map(({ id }) => id)).toContain(sessionId);
    const devops = home.enrollments.find(({ id }) => id === merged.enrollmentId);
    expect(devops).toMatchObject({ planName: "DevOps", payment: "settled" });

    const [row] = await w.nimbus.audit(mergeId);
    expect(row).toMatchObject({ entity: "student_merges", action: "student.merge", reason });
    expect(row?.after).toMatchObject({ kept_id: kept.studentId, merged_id: merged.studentId });
    expect(row!.after["moved"]).toMatchObject({ payments: [expect.any(String)] });
    expect((await w.nimbus.audit(merged.enrollmentId)).at(-1)).toMatchObject({ action: "student.merge", reason });
    expect(await w.nimbus.events("student.merged")).toEqual([{ keptId: kept.studentId, mergedId: merged.studentId }]);
    const { code } = await w.one<{ code: string }>("select code from student_profiles where id = $1", [
      merged.studentId,
    ]);
    const page = await getMergePage(manager, (await w.nimbus.enroll()).studentId, code);
    expect(page?.other?.id).toBe(kept.studentId);
    // Looked up by its old code, it leads to the one that stayed, and the list has one line for both.
    const ops = await w.nimbus.staff("ops");
    expect((await searchStudents(ops, code)).map(({ id }) => id)).toEqual([kept.studentId]);
    const listed = (await listStudents(ops, studentList.parse(new URLSearchParams()))).students.map(({ id }) => id);
    expect([listed.includes(kept.studentId), listed.includes(merged.studentId)]).toEqual([true, false]);
    expect((await getStudentPage(ops, { studentId: merged.studentId })).student.merged_into).toBe(kept.studentId);
    expect((await getStudentPage(ops, { studentId: kept.studentId })).student.merged_into).toBeNull();
  });

  it("become two again, exactly as they were, within a day", async () => {
    const { kept, merged } = await twoAccounts();
    const before = await everything();
    const { mergeId } = await merge(kept, merged);
    expect(await everything()).not.toEqual(before);
    await undo(mergeId);
    expect(await everything()).toEqual(before);
    expect(await opens(merged.email)).toBe(merged.userId);
    expect((await w.nimbus.audit(mergeId)).at(-1)).toMatchObject({
      action: "student.merge",
      reason: "They are cousins",
    });
    expect(await refusal(undo(mergeId))).toEqual({ code: "merge.undone" });

    const again = await merge(kept, merged);
    w.pass(24 * 60 + 1);
    expect(await refusal(undo(again.mergeId))).toEqual({ code: "merge.too_old" });
  });

  it("become two again with what was added to a moved plan meanwhile, and the first addresses of each", async () => {
    const { kept, merged } = await twoAccounts();
    const { mergeId } = await merge(kept, merged);
    await recordPayment(w.nimbus.job(), {
      enrollmentId: merged.enrollmentId,
      kind: "fee",
      amountPaisa: 10_000,
      reason: "late",
    });
    await w.nimbus.asOwner("update user_emails set is_primary = false where user_id = $1", [kept.userId]);
    await w.nimbus.asOwner("update user_emails set is_primary = true where email = $1", [merged.email]);
    await undo(mergeId);
    const { n } = await w.one<{ n: string }>(
      "select count(*) as n from payments where enrollment_id = $1 and student_id <> $2",
      [merged.enrollmentId, merged.studentId],
    );
    expect(n).toBe("0");
    const { rows } = await w.owner.query(
      "select email, user_id from user_emails where is_primary and user_id = any ($1) order by email",
      [[kept.userId, merged.userId]],
    );
    expect(rows).toEqual(
      [
        { email: kept.email, user_id: kept.userId },
        { email: merged.email, user_id: merged.userId },
      ].toSorted((a, b) => (a.email < b.email ? -1 : 1)),
    );
  });

  it("are refused with two live plans of a kind, or two places in a course, and what to do first", async () => {
    const [kept, merged] = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    expect(await refusal(merge(kept, merged))).toEqual({
      code: "merge.same_plan",
      fields: { other: ["Both have a live plan “Cloud, one year”. Cancel one of them first."] },
    });
    await cancelEnrollment(manager, { enrollmentId: merged.enrollmentId, reason: "bought twice" });
    await merge(kept, merged);

    const plan = { code: "CLOUD-2", name: "Cloud again", validityDays: 365, pricePaisa: 1, currency: "INR" };
    const { planId } = await createPlan(w.nimbus.job(), { ...plan, courseIds: [w.nimbus.courseId] });
    const [one, two] = [await w.nimbus.enroll(), await w.nimbus.enroll({ planId })];
    await w.nimbus.assign(one, await w.nimbus.batch({ code: "AWS-14" }));
    await w.nimbus.assign(two, await w.nimbus.batch({ code: "AWS-15" }));
    expect(await refusal(merge(one, two))).toEqual({
      code: "merge.same_course",
      fields: { other: ["Both have a live place in Cloud: AWS-14 and AWS-15. Withdraw one of them first."] },
    });
  });

  it("are refused where one is closed, works here, is the other one, or belongs to another school", async () => {
    const { kept, merged } = await twoAccounts();
    await w.nimbus.asOwner("insert into memberships (user_id, kind, role) values ($1, 'staff', 'trainer')", [
      merged.userId,
    ]);
    expect(await refusal(merge(kept, merged))).toEqual({ code: "merge.staff_account" });
    await merge(merged, kept);
    expect(await refusal(merge(merged, kept))).toEqual({ code: "merge.account_closed" });
    expect((await refusal(merge(merged, merged))).code).toBe("merge.same_account");
    const stranger = await w.raga.enroll();
    expect(await refusal(merge(merged, stranger))).toEqual({ code: "not_found" });
    for (const role of ["ops", "program_manager", "customer_support", "trainer"] as const) {
      const ctx = await w.nimbus.staff(role);
      expect(await refusal(merge(merged, kept, ctx)), role).toEqual({ code: "forbidden" });
      expect(await refusal(getMergePage(ctx, kept.studentId, null)), role).toEqual({ code: "forbidden" });
    }
  });

  it("are refused by a preview that is older than what it showed", async () => {
    const { kept, merged } = await twoAccounts();
    const seen = await seenOf(kept, merged);
    await w.nimbus.asOwner("update enrollments set agreed_paisa = agreed_paisa + 1 where id = $1", [
      merged.enrollmentId,
    ]);
    expect(
      await refusal(mergeStudents(manager, { keptId: kept.studentId, mergedId: merged.studentId, seen, reason })),
    ).toEqual({ code: "merge.changed" });
  });

  it("merged on, are undone from the last one", async () => {
    const first = await twoAccounts();
    const last = await w.nimbus.enroll();
    await cancelEnrollment(manager, { enrollmentId: first.kept.enrollmentId, reason: "bought twice" });
    const one = await merge(first.kept, first.merged);
    const two = await merge(last, first.kept);
    expect(await opens(first.merged.email)).toBe(last.userId);
    expect(await refusal(undo(one.mergeId))).toEqual({ code: "merge.merged_on" });
    await undo(two.mergeId);
    await undo(one.mergeId);
    expect(await opens(first.merged.email)).toBe(first.merged.userId);
  });
});

describe("at the same moment", () => {
  it("one merge of six goes through, whichever way round they were asked for", async () => {
    for (let round = 0; round < 3; round++) {
      const { kept, merged } = await twoAccounts();
      const [there, back] = [await seenOf(kept, merged), await seenOf(merged, kept)];
      const ask = (a: Enrolled, b: Enrolled, seen: string) =>
        mergeStudents(manager, { keptId: a.studentId, mergedId: b.studentId, seen, reason });
      const answers = await Promise.allSettled([
        ask(kept, merged, there),
        ask(merged, kept, back),
        ask(kept, merged, there),
        ask(merged, kept, back),
        ask(kept, merged, there),
        ask(merged, kept, back),
      ]);
      expect(answers.filter((one) => one.status === "fulfilled")).toHaveLength(1);
      const { n } = await w.one<{ n: string }>(
        "select count(*) as n from student_merges where undone_at is null and (kept_id = $1 or merged_id = $1)",
        [kept.studentId],
      );
      expect(n).toBe("1");
    }
  });

  it("a place given, an entry written and a merge leave nothing with the account that went", async () => {
    for (let round = 0; round < 6; round++) {
      const kept = await w.nimbus.enroll();
      const merged = await w.nimbus.enroll({ planId: otherPlan });
      const batchId = await w.nimbus.batch({ courseId: otherCourse });
      const seen = await seenOf(kept, merged);
      const answers = await Promise.allSettled([
        assignStudent(manager, { enrollmentId: merged.enrollmentId, batchId }),
        recordPayment(w.nimbus.job(), {
          enrollmentId: merged.enrollmentId,
          kind: "fee",
          amountPaisa: 100,
          reason: "late",
        }),
        mergeStudents(manager, { keptId: kept.studentId, mergedId: merged.studentId, seen, reason }),
      ]);
      const failed = answers
        .filter((one) => one.status === "rejected")
        .map((one) => (one.reason as { code?: string }).code);
      for (const code of failed) expect(code).toMatch(/conflict|merge.changed/);
      const { rows } = await w.owner.query<{ student_id: string; of: string }>(
        `select e.student_id, a.student_id as of from enrollments e join batch_assignments a on a.enrollment_id = e.id where e.id = $1
         union all select e.student_id, p.student_id from enrollments e join payments p on p.enrollment_id = e.id where e.id = $1`,
        [merged.enrollmentId],
      );
      for (const row of rows) expect(row.of).toBe(row.student_id);
    }
  });

  it("a place given before the merge is seen by it, one given after belongs to the account that stayed", async () => {
    const plan = { code: "CLOUD-3", name: "Cloud once more", validityDays: 365, pricePaisa: 1, currency: "INR" };
    const { planId } = await createPlan(w.nimbus.job(), { ...plan, courseIds: [w.nimbus.courseId] });
    const outcomes = new Set<string>();
    for (let round = 0; round < 8; round++) {
      const [kept, merged] = [await w.nimbus.enroll(), await w.nimbus.enroll({ planId })];
      await w.nimbus.assign(kept, await w.nimbus.batch());
      const batchId = await w.nimbus.batch();
      const seen = await seenOf(kept, merged);
      const [given, made] = await Promise.allSettled([
        assignStudent(manager, { enrollmentId: merged.enrollmentId, batchId }),
        mergeStudents(manager, { keptId: kept.studentId, mergedId: merged.studentId, seen, reason }),
      ]);
      outcomes.add(`${given.status} ${made.status}`);
      if (given.status === "rejected" || made.status === "rejected") continue;
      // Two plans may each have their place; the merge only must not make that of what it could see.
      const [row] = await w.nimbus.audit(given.value.assignmentId);
      expect(row?.after["student_id"]).toBe(kept.studentId);
    }
    expect(outcomes.size).toBeGreaterThan(0);
  });
});

describe("evidence", () => {
  it("changes hands in a merge and in nothing else, whoever asks and whatever setting they make up", async () => {
    const { merged, kept } = await twoAccounts();
    const client = await w.owner.connect();
    try {
      await client.query("begin");
      await client.query(
        "select set_config('app.organization_id', $1, true), set_config('app.action', 'student.merge', true), set_config('app.merging', $2, true)",
        [w.nimbus.organizationId, `${merged.studentId}>${kept.studentId}`],
      );
      for (const table of ["payments", "payment_verifications", "join_attempts"]) {
        await client.query("savepoint s");
        await expect(
          client.query(`update ${table} set student_id = $1 where student_id = $2`, [kept.studentId, merged.studentId]),
        ).rejects.toMatchObject({ code: "HB503" });
        await client.query("rollback to savepoint s");
      }
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("every table that names a student is known to go along", async () => {
    const { rows } = await w.owner.query<{ name: string }>(
      `select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'student_id' and c.relname not in (select table_name from app.student_tables)`,
    );
    expect(rows).toEqual([]);
  });
});
