import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { studentList } from "#domain/enrollments/students/student-list";
import { uuidv7 } from "#kernel/ids";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { importDesk, twoCourses } from "../imports.test-world";
import { undoImport } from "../undo-import";
import { planSelectedPlaces } from "./plan-selected-places";

let w: DomainWorld;
let desk: ReturnType<typeof importDesk>;
beforeAll(async () => {
  w = await domainWorld();
  desk = importDesk(w, w.nimbus);
});
afterAll(() => w?.drop());

const stateOf = (enrollmentId: string) =>
  w.one<{ state: string }>("select state from enrollments where id = $1", [enrollmentId]);

describe("places in a batch, many at once", () => {
  it("come from a file by any key of the student, and can be taken back", async () => {
    await w.nimbus.batch({ code: "AWS-14", capacity: 2 });
    const [a, b, c] = [await w.nimbus.enroll(), await w.nimbus.enroll(), await w.nimbus.enroll()];
    const { code } = await w.one<{ code: string }>("select code from student_profiles where id = $1", [b!.studentId]);
    const plan = await desk.preview(
      `E-mail,Student code,Batch\r\n${a!.email},,AWS-14\r\n,${code},aws-14\r\n${c!.email},,AWS-14\r\nnobody@example.com,,AWS-14\r\n,,AWS-14\r\n${a!.email},,NOWHERE\r\n`,
      { kind: "assign" },
    );
    expect((await desk.rowsOf(plan.id)).map(({ outcome, problems }) => [outcome, problems[0]?.rule])).toEqual([
      ["update", undefined],
      ["update", undefined],
      ["conflict", "All 2 seats are taken"],
      ["error", "A student of this school"],
      ["skip", "Names nobody"],
      ["error", "A batch that exists"],
    ]);
    const applied = await desk.apply(plan.id, "Forming AWS-14");
    expect(applied.results).toEqual({ applied: 2 });
    expect(await stateOf(a!.enrollmentId)).toEqual({ state: "BATCH_ASSIGNED" });
    const { rows: given } = await w.owner.query<{ id: string }>("select id from batch_assignments");
    const told = (await w.nimbus.events("batch.students_assigned")) as { assignmentIds: string[] }[];
    expect(told.map(({ assignmentIds }) => new Set(assignmentIds))).toEqual([new Set(given.map(({ id }) => id))]);
    w.pass(1);
    const again = await desk.preview(`E-mail,Batch\r\n${a!.email},AWS-14\r\n`, { kind: "assign" });
    expect(again.counts).toEqual({ unchanged: 1 });
    await undoImport(await w.nimbus.staff("ops"), {
      planId: applied.id,
      version: applied.version,
      reason: "Wrong batch",
    });
    expect((await desk.settle(applied.id)).results).toEqual({ undone: 2 });
    expect(await stateOf(a!.enrollmentId)).toEqual({ state: "BATCH_PENDING" });
  });

  it("come from a selection, as one plan however often its form is sent", async () => {
    await w.nimbus.batch({ code: "AWS-15" });
    const students = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    const ids = students.map(({ studentId }) => studentId);
    const asked = { planId: uuidv7(Date.now()), batchCode: "aws-15", chosen: { by: "ids" as const, ids } };
    const ops = await w.nimbus.staff("ops");
    await planSelectedPlaces(ops, asked);
    await planSelectedPlaces(ops, asked);
    expect((await desk.settle(asked.planId)).counts).toEqual({ update: 2 });
    expect((await desk.apply(asked.planId)).results).toEqual({ applied: 2 });
    const other = { ...asked, chosen: { by: "ids" as const, ids: ids.slice(0, 1) } };
    expect(await refusal(planSelectedPlaces(ops, other))).toEqual({ code: "import.page_used" });
  });

  it("come from all of the list's filter", async () => {
    await w.nimbus.batch({ code: "AWS-16" });
    const students = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    await w.nimbus.batch({ code: "AWS-17" });
    const waiting = students.map(({ email }) => `${email},AWS-16`).join("\r\n");
    await desk.apply((await desk.preview(`E-mail,Batch\r\n${waiting}\r\n`, { kind: "assign" })).id);
    const planId = uuidv7(Date.now());
    const filter = { by: "filter" as const, asked: studentList.parse(new URLSearchParams("batch=AWS-16")) };
    await planSelectedPlaces(await w.nimbus.staff("ops"), { planId, batchCode: "AWS-17", chosen: filter });
    expect((await desk.settle(planId)).counts).toEqual({ conflict: 2 });
    expect((await desk.rowsOf(planId))[0]!.problems[0]).toMatchObject({
      rule: "This student sits in AWS-16",
      fix: "Withdraw them from AWS-16 first, or leave the cell blank",
    });
  });

  it("are refused beside their field, and to who may not plan them", async () => {
    const { studentId } = await w.nimbus.enroll();
    await w.nimbus.asOwner("update batches set state = 'cancelled', cancel_reason = 'Too few' where id = $1", [
      await w.nimbus.batch({ code: "AWS-18" }),
    ]);
    const asked = { planId: uuidv7(1), batchCode: "AWS-14", chosen: { by: "ids" as const, ids: [studentId] } };
    const said = async (more: Partial<typeof asked>) =>
      (await refusal(planSelectedPlaces(await w.nimbus.staff("ops"), { ...asked, ...more }))).fields;
    expect(await said({ batchCode: " " })).toEqual({ batchCode: ["Write a code, like AWS-14."] });
    expect(await said({ batchCode: "NOWHERE" })).toEqual({
      batchCode: ["No batch has this code. Correct it, or make the batch first."],
    });
    expect(await said({ batchCode: "aws-18" })).toEqual({
      batchCode: ["AWS-18 is cancelled and takes no students. Choose another."],
    });
    expect(await said({ chosen: { by: "ids", ids: [uuidv7(2)] } })).toEqual({ ids: ["Choose at least one student."] });
    for (const role of ["customer_support", "trainer"] as const)
      expect(await refusal(planSelectedPlaces(await w.nimbus.staff(role), asked))).toEqual({ code: "forbidden" });
    expect((await refusal(planSelectedPlaces(await w.raga.staff("ops"), asked))).fields).toHaveProperty("batchCode");
  });

  it("that would give somebody two classes at once are a conflict, unless that was chosen and is said", async () => {
    const { thisBatch, other, planId } = await twoCourses(w);
    await w.nimbus.lesson(other, 60 * 24);
    await w.nimbus.lesson(thisBatch, 60 * 24 + 30);
    const [busy, free] = [await w.nimbus.enroll({ planId }), await w.nimbus.enroll({ planId })];
    await w.nimbus.assign(busy, other);
    const plan = await desk.preview(`E-mail,Batch\r\n${busy.email},AWS-40\r\n${free.email},AWS-40\r\n`, {
      kind: "assign",
    });
    const clash = "DEVOPS-09 then, Tue 24 Nov, 7:31 pm IST";
    expect((await desk.rowsOf(plan.id)).map(({ outcome, problems }) => [outcome, problems[0]?.rule])).toEqual([
      ["conflict", `Has ${clash}`],
      ["update", undefined],
    ]);
    await desk.again(plan.id, { doubleBooking: "yes" });
    expect((await desk.rowsOf(plan.id)).map(({ outcome, changes }) => [outcome, changes.at(-1)?.to])).toEqual([
      ["update", clash],
      ["update", "AWS-40"],
    ]);
    expect((await desk.apply(plan.id, "They watch one of them later")).results).toEqual({ applied: 2 });
  });
});
