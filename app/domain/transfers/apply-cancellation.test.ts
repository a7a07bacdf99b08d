import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { assignStudent } from "#domain/batches/assign-student";
import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import type { StaffRole } from "#kernel/ctx";

import { applyCancellation } from "./apply-cancellation";
import { exportUnplaced } from "./export-unplaced";
import { getCancelPage } from "./get-cancel-page";
import { listUnplaced, unplacedList } from "./list-unplaced";
import { closeUnplacedOnAssignment } from "./on-student-assigned";
import { closeUnplacedOnAssignments } from "./on-students-assigned";
import { closeUnplaced, handOverUnplaced } from "./settle-unplaced";

let w: DomainWorld;
let courseId: string;
let otherCourse: string;
let planId: string;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

/** A course of its own for each test, so that only its batches are candidates; the plan has a second course besides. */
let courses = 0;
async function course(): Promise<void> {
  courses++;
  const make = async (code: string) =>
    (await createCourse(w.nimbus.job(), { code, name: code, sessionsPlanned: 20 })).courseId;
  [courseId, otherCourse] = [await make(`C${courses}`), await make(`D${courses}`)];
  const plan = { code: `P${courses}`, name: "Both", validityDays: 365, pricePaisa: 0, currency: "INR" };
  planId = (await createPlan(w.nimbus.job(), { ...plan, courseIds: [courseId, otherCourse] })).planId;
}
const enrolled = () => w.nimbus.enroll({ planId });
const inBatch = async (batchId: string, count: number): Promise<Enrolled[]> => {
  const students: Enrolled[] = [];
  for (let i = 0; i < count; i++) {
    students.push(await w.nimbus.assign(await enrolled(), batchId));
    w.pass(1);
  }
  return students;
};
const live = async (student: Enrolled) =>
  (
    await w.owner.query<{ batch_id: string }>(
      "select batch_id from batch_assignments where enrollment_id = $1 and state in ('assigned', 'active')",
      [student.enrollmentId],
    )
  ).rows.map((row) => row.batch_id);
const enrollmentState = async (student: Enrolled) =>
  (await w.one<{ state: string }>("select state from enrollments where id = $1", [student.enrollmentId])).state;

type Input = Parameters<typeof applyCancellation>[1];
/** The plan as the page proposes it. */
async function proposed(batchId: string, more: Partial<Input> = {}): Promise<Input> {
  const ops = await w.nimbus.staff("ops");
  const page = await getCancelPage(ops, batchId);
  return {
    batchId,
    version: String(page!.batch.version),
    places: Object.fromEntries(page!.students.map((one) => [one.assignmentId, one.proposal.batchId ?? ""])),
    ownerId: ops.memberId,
    dueOn: "2026-11-30",
    reason: "Too few students",
    ...more,
  };
}

describe("cancelling a batch", () => {
  it("moves every student as planned, or onto the list of the unplaced, all in one transaction", async () => {
    await course();
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch({ courseId });
    const coming = await w.nimbus.lesson(batchId, 24 * 60);
    const students = await inBatch(batchId, 3);
    const target = await w.nimbus.batch({ courseId, capacity: 2 });
    const input = await proposed(batchId);
    expect(Object.values(input.places)).toEqual([target, target, ""]);
    expect(await applyCancellation(ops, input)).toEqual({ placed: 2, unplaced: 1 });
    expect(await Promise.all(students.map(live))).toEqual([[target], [target], []]);
    expect(await Promise.all(students.map(enrollmentState))).toEqual([
      "BATCH_ASSIGNED",
      "BATCH_ASSIGNED",
      "BATCH_PENDING",
    ]);
    expect(await w.one("select state, cancel_reason from batches where id = $1", [batchId])).toEqual({
      state: "cancelled",
      cancel_reason: "Too few students",
    });
    expect(await w.one("select state, cancel_reason from sessions where id = $1", [coming])).toEqual({
      state: "cancelled",
      cancel_reason: "Too few students",
    });
    const old = await w.owner.query<{ state: string; reason: string }>(
      "select state, reason from batch_assignments where batch_id = $1 order by assigned_at, id",
      [batchId],
    );
    expect(old.rows.map((row) => row.state)).toEqual(["transferred_out", "transferred_out", "withdrawn"]);
    expect(new Set(old.rows.map((row) => row.reason))).toEqual(new Set(["Too few students"]));
    expect(await w.nimbus.events("batch.cancelled")).toContainEqual({ batchId });
    expect((await w.nimbus.events("batch.student_assigned")).filter((one) => one["batchId"] === target)).toHaveLength(
      2,
    );
    const changes = await w.owner.query<{ entity: string }>(
      "select distinct entity from audit_logs where action = 'batch.cancel' and reason = 'Too few students' and actor = $1 order by 1",
      [`member:${ops.memberId}`],
    );
    expect(changes.rows.map((row) => row.entity)).toEqual([
      "batch_assignments",
      "batches",
      "cancellation_moves",
      "enrollments",
      "sessions",
    ]);
    const page = await listUnplaced(ops, unplacedList.parse(new URLSearchParams()));
    expect(page.rows).toMatchObject([
      { studentId: students[2]!.studentId, ownerId: ops.memberId, dueOn: "2026-11-30" },
    ]);
  });

  it("proposes no batch where another class of the student is at the same time, and says how many", async () => {
    await course();
    const batchId = await w.nimbus.batch({ courseId });
    const [student] = await inBatch(batchId, 1);
    const evening = await w.nimbus.batch({ courseId: otherCourse });
    await w.nimbus.lesson(evening, 3 * 24 * 60);
    await w.nimbus.assign(student!, evening);
    const clashing = await w.nimbus.batch({ courseId });
    await w.nimbus.lesson(clashing, 3 * 24 * 60 + 30);
    const page = await getCancelPage(await w.nimbus.staff("ops"), batchId);
    expect(page!.students[0]!.proposal).toMatchObject({ batchId: null, options: [{ batchId: clashing, clashes: 1 }] });
    // Whoever knows better may choose it; a plan with another place stays a plan that has one.
    const input = await proposed(batchId);
    const [assignmentId] = Object.keys(input.places);
    await applyCancellation(await w.nimbus.staff("ops"), { ...input, places: { [assignmentId!]: clashing } });
    expect((await live(student!)).toSorted()).toEqual([clashing, evening].toSorted());
  });

  it("leaves a plan that has another place as it is, and one that studies active", async () => {
    await course();
    const batchId = await w.nimbus.batch({ courseId });
    const [seated, studies] = await inBatch(batchId, 2);
    await w.nimbus.assign(seated!, await w.nimbus.batch({ courseId: otherCourse }));
    await w.nimbus.asOwner("update enrollments set state = 'ACTIVE' where id = $1", [studies!.enrollmentId]);
    await applyCancellation(await w.nimbus.staff("ops"), await proposed(batchId));
    expect([await enrollmentState(seated!), await enrollmentState(studies!)]).toEqual(["BATCH_ASSIGNED", "ACTIVE"]);
  });

  it("is refused by name when somebody came or went since the plan was made, and done twice it is done once", async () => {
    await course();
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch({ courseId });
    const [first] = await inBatch(batchId, 1);
    const input = await proposed(batchId);
    const came = await w.nimbus.assign(await enrolled(), batchId);
    const { full_name } = await w.one<{ full_name: string }>("select full_name from student_profiles where id = $1", [
      came.studentId,
    ]);
    expect(await refusal(applyCancellation(ops, input))).toEqual({
      code: "cancellation.stale",
      fields: {
        version: [
          `${full_name} came into the batch since this plan was made. Nothing was changed: look at the places again.`,
        ],
      },
    });
    const fresh = await proposed(batchId);
    await w.nimbus.asOwner(
      "update batch_assignments set state = 'withdrawn', ended_at = now() where enrollment_id = $1",
      [first!.enrollmentId],
    );
    const said = await refusal(applyCancellation(ops, fresh));
    expect(said.fields!["version"]![0]).toMatch(/^Student \d+ left it since this plan was made/);
    const last = await proposed(batchId);
    await applyCancellation(ops, last);
    expect(await refusal(applyCancellation(ops, last))).toEqual({ code: "cancellation.state" });
  });

  it("is refused without an owner and a day for the unplaced, beside the fields", async () => {
    await course();
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch({ courseId });
    await inBatch(batchId, 1);
    const input = await proposed(batchId, { ownerId: "", dueOn: "2026-11-22" });
    expect(Object.keys((await refusal(applyCancellation(ops, input))).fields!).toSorted()).toEqual([
      "dueOn",
      "ownerId",
    ]);
    expect((await refusal(applyCancellation(ops, { ...input, reason: " " }))).fields).toHaveProperty("reason");
  });

  it("is refused for a seat that is not there and a batch that takes nobody, at the student's own field", async () => {
    await course();
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch({ courseId });
    await inBatch(batchId, 2);
    const small = await w.nimbus.batch({ courseId, capacity: 1, code: `SMALL-${courses}` });
    const elsewhere = await w.nimbus.batch({ courseId: otherCourse });
    const input = await proposed(batchId);
    const [a, b] = Object.keys(input.places) as [string, string];
    const both = await refusal(applyCancellation(ops, { ...input, places: { [a]: small, [b]: small } }));
    expect(both.code).toBe("cancellation.seats_gone");
    expect(both.fields![`place-${b}`]![0]).toMatch(/^SMALL-\d+ has 1 seats left/);
    const wrong = await refusal(applyCancellation(ops, { ...input, places: { [a]: elsewhere, [b]: "" } }));
    expect(wrong.fields).toHaveProperty([`place-${a}`]);
  });

  it("two plans for the last seats at the same moment: one is done whole, the other not at all", async () => {
    await course();
    const ops = await w.nimbus.staff("ops");
    const [one, two] = [await w.nimbus.batch({ courseId }), await w.nimbus.batch({ courseId })];
    const [first, second] = [await inBatch(one, 3), await inBatch(two, 3)];
    const target = await w.nimbus.batch({ courseId, capacity: 4 });
    const plan = async (batchId: string) => {
      const input = await proposed(batchId);
      return { ...input, places: Object.fromEntries(Object.keys(input.places).map((id) => [id, target])) };
    };
    const [a, b] = [await plan(one), await plan(two)];
    const done = await Promise.allSettled([applyCancellation(ops, a), applyCancellation(ops, b)]);
    expect(done.map((each) => each.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { n } = await w.one<{ n: number }>(
      "select count(*)::int as n from batch_assignments where batch_id = $1 and state = 'assigned'",
      [target],
    );
    expect(n).toBe(3);
    const kept = done[0]!.status === "rejected" ? first : second;
    expect((await Promise.all(kept.map(live))).flat()).toEqual(kept === first ? [one, one, one] : [two, two, two]);
  });

  it("is for operations and program managers; another school's batch does not exist", async () => {
    await course();
    const batchId = await w.nimbus.batch({ courseId });
    const input = await proposed(batchId);
    for (const role of ["trainer", "customer_support", "sales"] as const)
      expect((await refusal(applyCancellation(await w.nimbus.staff(role), input))).code).toBe("forbidden");
    expect((await refusal(applyCancellation(await w.raga.staff("ops"), input))).code).toBe("not_found");
    expect(await getCancelPage(await w.raga.staff("ops"), batchId)).toBeNull();
  });
});

describe("who has no place", () => {
  async function waiting(): Promise<{ student: Enrolled; moveId: string }> {
    await course();
    const batchId = await w.nimbus.batch({ courseId });
    const [student] = await inBatch(batchId, 1);
    await applyCancellation(await w.nimbus.staff("ops"), await proposed(batchId));
    const { id } = await w.one<{ id: string }>("select id from cancellation_moves where student_id = $1", [
      student!.studentId,
    ]);
    return { student: student!, moveId: id };
  }
  const courseOf = (moveId: string) =>
    w.one<{ course_id: string }>("select course_id from cancellation_moves where id = $1", [moveId]);
  const listed = async (who = "ops" as const, search = "") =>
    (await listUnplaced(await w.nimbus.staff(who), unplacedList.parse(new URLSearchParams(search)))).rows;

  it("is a file too, by the list's filter, for who may take rosters along, and that it was taken stands in the record", async () => {
    const { student, moveId } = await waiting();
    const filter = (search: string) => ({ ...unplacedList.parse(new URLSearchParams(search)), size: 1 });
    const taken = async (who: StaffRole, search = "") => {
      const all = [];
      for await (const piece of await exportUnplaced(await w.nimbus.staff(who), filter(search))) all.push(...piece);
      return all;
    };
    const all = await taken("ops");
    expect(all.map(({ id }) => id)).toEqual((await listed()).map(({ id }) => id));
    expect(all.find(({ id }) => id === moveId)).toMatchObject({
      studentId: student.studentId,
      reason: "Too few students",
    });
    expect(Object.keys(all[0]!).join()).not.toMatch(/mail|phone|contact/i);
    expect(await taken("leadership", "owner=mine")).toEqual([]);
    const { memberId } = await w.nimbus.staff("leadership");
    expect(
      await w.one("select entity, action, after from audit_logs where kind = 'export' and actor = $1", [
        `member:${memberId}`,
      ]),
    ).toEqual({ entity: "cancellation_moves", action: "roster.export", after: { filter: { owner: "mine" } } });
    expect(await refusal(taken("trainer"))).toEqual({ code: "forbidden" });
    expect(await refusal(taken("customer_support"))).toEqual({ code: "forbidden" });
  });

  it("leaves the list with a new place in the course, and only in that course", async () => {
    const { student, moveId } = await waiting();
    const told = async (batchId: string, id: string) =>
      closeUnplacedOnAssignment(w.nimbus.job(), {
        id,
        organizationId: w.nimbus.organizationId,
        name: "batch.student_assigned",
        payload: { enrollmentId: student.enrollmentId, batchId },
        actor: "system:test",
        requestId: null,
        at: w.clock.now,
      });
    const other = await w.nimbus.batch({ courseId: otherCourse });
    await told(other, "01900000-0000-7000-8000-000000000001");
    expect((await listed()).map((row) => row.id)).toContain(moveId);
    const place = await w.nimbus.batch({ courseId, code: `NEW-${courses}` });
    await assignStudent(w.nimbus.job(), { enrollmentId: student.enrollmentId, batchId: place });
    await told(place, "01900000-0000-7000-8000-000000000002");
    expect((await listed()).map((row) => row.id)).not.toContain(moveId);
    expect(await w.one("select closed_reason from cancellation_moves where id = $1", [moveId])).toEqual({
      closed_reason: `Has a place in NEW-${courses}`,
    });
  });

  it("leaves the list with a place of an import too, of all its places at once", async () => {
    const { student, moveId } = await waiting();
    const stays = await waiting();
    const told = async (assignmentIds: string[], id: string) =>
      closeUnplacedOnAssignments(w.nimbus.job(), {
        id,
        organizationId: w.nimbus.organizationId,
        name: "batch.students_assigned",
        payload: { assignmentIds },
        actor: "system:test",
        requestId: null,
        at: w.clock.now,
      });
    const place = await w.nimbus.batch({ courseId: (await courseOf(moveId)).course_id, code: `BULK-${courses}` });
    const { assignmentId } = await assignStudent(w.nimbus.job(), {
      enrollmentId: student.enrollmentId,
      batchId: place,
    });
    const { assignmentId: other } = await assignStudent(w.nimbus.job(), {
      enrollmentId: stays.student.enrollmentId,
      batchId: await w.nimbus.batch({ courseId: otherCourse }),
    });
    await told([assignmentId, other], "01900000-0000-7000-8000-000000000003");
    const left = (await listed()).map((row) => row.id);
    expect(left).not.toContain(moveId);
    expect(left).toContain(stays.moveId);
    expect(await w.one("select closed_reason from cancellation_moves where id = $1", [moveId])).toEqual({
      closed_reason: `Has a place in BULK-${courses}`,
    });
  });

  it("is handed to somebody else until another day, with a reason, and settled once", async () => {
    const { moveId } = await waiting();
    const ops = await w.nimbus.staff("ops");
    const manager = await w.nimbus.staff("program_manager");
    const hand = { moveId, ownerId: manager.memberId, dueOn: "2026-12-24", reason: "Knows the family" };
    expect(
      Object.keys((await refusal(handOverUnplaced(ops, { ...hand, ownerId: "", dueOn: "x", version: "1" }))).fields!),
    ).toEqual(["ownerId", "dueOn"]);
    await handOverUnplaced(ops, { ...hand, version: "1" });
    expect(await refusal(handOverUnplaced(ops, { ...hand, version: "1" }))).toEqual({ code: "conflict" });
    expect((await listed("ops", "owner=mine")).map((row) => row.id)).not.toContain(moveId);
    await closeUnplaced(ops, { moveId, reason: "Left the school", version: "2" });
    expect(await refusal(closeUnplaced(ops, { moveId, reason: "again", version: "3" }))).toEqual({
      code: "unplaced.closed",
    });
    expect((await w.nimbus.audit(moveId)).map((one) => one.reason)).toEqual([
      "Too few students",
      "Knows the family",
      "Left the school",
    ]);
  });
});
