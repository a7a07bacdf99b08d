import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Ctx, StaffRole } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { cancelEnrollment } from "./cancel-enrollment";
import { completeEnrollment } from "./complete-enrollment";
import { finishOnboarding } from "./finish-onboarding";
import { activateOnBatchStart } from "./on-batch-started";
import { activateOnFirstJoin } from "./on-session-joined";
import { refundEnrollment } from "./refund-enrollment";
import { reinstateEnrollment } from "./reinstate-enrollment";
import { suspendEnrollment } from "./suspend-enrollment";

let w: DomainWorld;
let batchId: string;
beforeAll(async () => {
  w = await domainWorld();
  batchId = await w.nimbus.batch({ capacity: 200 });
});
afterAll(() => w?.drop());

type Move = (ctx: Ctx, input: { enrollmentId: string; reason: string }) => Promise<unknown>;
const row = (enrollmentId: string) =>
  w.one<{ state: string; resume_to: string | null; state_reason: string | null; version: number }>(
    "select state, resume_to, state_reason, version from enrollments where id = $1",
    [enrollmentId],
  );
const received = <P extends Record<string, unknown>>(payload: P) => ({
  id: uuidv7(w.clock.now.getTime()),
  organizationId: w.nimbus.organizationId,
  name: "test.event",
  payload,
  actor: "system:test",
  requestId: null,
  at: w.clock.now,
});
/** Three ways to stand: just admitted, placed, in class. */
const admitted = () => w.nimbus.enroll();
const placed = async (): Promise<Enrolled> => w.nimbus.assign(await admitted(), batchId);
const studying = async (): Promise<Enrolled> => {
  const student = await placed();
  await activateOnFirstJoin(w.nimbus.job(), received({ enrollmentId: student.enrollmentId }));
  return student;
};

const moves: [
  name: string,
  move: Move,
  from: () => Promise<Enrolled>,
  to: string,
  event: string,
  forbidden: StaffRole[],
][] = [
  [
    "suspend",
    suspendEnrollment,
    placed,
    "SUSPENDED",
    "enrollment.suspended",
    ["ops", "program_manager", "customer_support"],
  ],
  [
    "cancel",
    cancelEnrollment,
    admitted,
    "CANCELLED",
    "enrollment.cancelled",
    ["program_manager", "customer_support", "sales"],
  ],
  ["refund", refundEnrollment, studying, "REFUNDED", "enrollment.refunded", ["ops", "academic_counselor"]],
  ["complete", completeEnrollment, studying, "COMPLETED", "enrollment.completed", ["ops", "trainer"]],
];

describe.each(moves)("to %s an enrollment", (name, move, from, to, event, forbidden) => {
  it("moves it, with the manager's name and reason in the record and an event for the others", async () => {
    const { enrollmentId, studentId } = await from();
    const before = await row(enrollmentId);
    const manager = await w.nimbus.staff("ops_manager");
    expect(await move(manager, { enrollmentId, reason: "A good reason" })).toEqual({ state: to });
    expect(await row(enrollmentId)).toMatchObject({
      state: to,
      state_reason: "A good reason",
      version: before.version + 1,
    });
    expect((await w.nimbus.audit(enrollmentId)).at(-1)).toMatchObject({
      entity: "enrollments",
      action: `enrollment.${name}`,
      actor: `member:${manager.memberId}`,
      reason: "A good reason",
      after: { state: to },
    });
    expect(await w.nimbus.events(event)).toContainEqual({ enrollmentId, studentId });
  });

  it("is refused without a reason", async () => {
    const { enrollmentId } = await from();
    expect(await refusal(move(w.nimbus.job(), { enrollmentId, reason: " " }))).toEqual({
      code: "enrollment.reason_needed",
      fields: { reason: ["Give a reason."] },
    });
  });

  it("is refused a second time", async () => {
    const { enrollmentId } = await from();
    await move(w.nimbus.job(), { enrollmentId, reason: "once" });
    expect(await refusal(move(w.nimbus.job(), { enrollmentId, reason: "twice" }))).toEqual({
      code: "enrollment.state",
    });
  });

  it("is not found for another school, or where there is none", async () => {
    const { enrollmentId } = await from();
    const other = await w.raga.staff("leadership");
    expect(await refusal(move(other, { enrollmentId, reason: "not ours" }))).toEqual({ code: "not_found" });
    expect(await refusal(move(w.nimbus.job(), { enrollmentId: batchId, reason: "none" }))).toEqual({
      code: "not_found",
    });
  });

  it(`is not for ${forbidden.join(", nor for ")}, nor for the student themselves`, async () => {
    const student = await from();
    const { enrollmentId } = student;
    for (const role of forbidden)
      expect(await refusal(move(await w.nimbus.staff(role), { enrollmentId, reason: "please" })), role).toEqual({
        code: "forbidden",
      });
    expect(await refusal(move(await w.nimbus.student(student), { enrollmentId, reason: "mine" }))).toEqual({
      code: "forbidden",
    });
  });
});

describe("what a state does not allow", () => {
  it("is completing a plan that never began, and suspending one that ended", async () => {
    const { enrollmentId } = await placed();
    expect(await refusal(completeEnrollment(w.nimbus.job(), { enrollmentId, reason: "done" }))).toEqual({
      code: "enrollment.state",
    });
    await cancelEnrollment(w.nimbus.job(), { enrollmentId, reason: "left" });
    expect(await refusal(suspendEnrollment(w.nimbus.job(), { enrollmentId, reason: "why" }))).toEqual({
      code: "enrollment.state",
    });
    expect(await refusal(reinstateEnrollment(w.nimbus.job(), { enrollmentId, reason: "why" }))).toEqual({
      code: "enrollment.state",
    });
    expect(await refusal(refundEnrollment(w.nimbus.job(), { enrollmentId, reason: "why" }))).toEqual({
      code: "enrollment.state",
    });
  });

  it("lets a completed plan still be refunded", async () => {
    const { enrollmentId } = await studying();
    await completeEnrollment(w.nimbus.job(), { enrollmentId, reason: "done" });
    expect(await refundEnrollment(w.nimbus.job(), { enrollmentId, reason: "goodwill" })).toEqual({ state: "REFUNDED" });
  });
});

describe("reinstating", () => {
  it.each<[string, () => Promise<Enrolled>, string]>([
    ["a student who had no batch yet", admitted, "PRE_ONBOARDING"],
    ["a student with a place", placed, "BATCH_ASSIGNED"],
    ["a student in class", studying, "ACTIVE"],
  ])("brings back %s to where they stood", async (_, from, state) => {
    const { enrollmentId, studentId } = await from();
    const manager = await w.nimbus.staff("ops_manager");
    await suspendEnrollment(manager, { enrollmentId, reason: "unpaid" });
    expect(await row(enrollmentId)).toMatchObject({ state: "SUSPENDED", resume_to: state, state_reason: "unpaid" });
    expect(await reinstateEnrollment(manager, { enrollmentId, reason: "paid" })).toEqual({ state });
    expect(await row(enrollmentId)).toMatchObject({ state, resume_to: null, state_reason: null });
    expect((await w.nimbus.audit(enrollmentId)).at(-1)).toMatchObject({
      action: "enrollment.reinstate",
      reason: "paid",
    });
    expect(await w.nimbus.events("enrollment.reinstated")).toContainEqual({ enrollmentId, studentId });
  });

  it("is refused without a reason, to ops, and where nothing is suspended", async () => {
    const { enrollmentId } = await placed();
    expect(await refusal(reinstateEnrollment(w.nimbus.job(), { enrollmentId, reason: "why" }))).toEqual({
      code: "enrollment.state",
    });
    await suspendEnrollment(w.nimbus.job(), { enrollmentId, reason: "unpaid" });
    expect((await refusal(reinstateEnrollment(w.nimbus.job(), { enrollmentId, reason: "" }))).code).toBe(
      "enrollment.reason_needed",
    );
    expect(await refusal(reinstateEnrollment(await w.nimbus.staff("ops"), { enrollmentId, reason: "paid" }))).toEqual({
      code: "forbidden",
    });
  });
});

describe("finishing onboarding", () => {
  const doAll = (enrollmentId: string) =>
    w.nimbus.asOwner("update onboarding_tasks set state = 'done' where enrollment_id = $1 and required", [
      enrollmentId,
    ]);

  it("needs no reason once the required tasks are done; the optional one may wait", async () => {
    const { enrollmentId } = await admitted();
    await doAll(enrollmentId);
    const ops = await w.nimbus.staff("ops");
    await finishOnboarding(ops, { enrollmentId });
    expect(await row(enrollmentId)).toMatchObject({ state: "BATCH_PENDING" });
    expect((await w.nimbus.audit(enrollmentId)).at(-1)).toMatchObject({
      action: "enrollment.finish_onboarding",
      actor: `member:${ops.memberId}`,
      reason: null,
    });
    expect(await w.nimbus.events("enrollment.onboarded")).toContainEqual({ enrollmentId });
  });

  it("with tasks open is refused, unless a reason is given", async () => {
    const { enrollmentId } = await admitted();
    for (const reason of [undefined, "  "])
      expect(await refusal(finishOnboarding(w.nimbus.job(), { enrollmentId, reason }))).toEqual({
        code: "enrollment.tasks_open",
        fields: { reason: ["Say why to go on without them."] },
      });
    await finishOnboarding(w.nimbus.job(), { enrollmentId, reason: "Known to us" });
    expect((await w.nimbus.audit(enrollmentId)).at(-1)).toMatchObject({ reason: "Known to us" });
  });

  it("is refused after it was done, to a counselor, and for another school", async () => {
    const { enrollmentId } = await placed();
    expect(await refusal(finishOnboarding(w.nimbus.job(), { enrollmentId, reason: "again" }))).toEqual({
      code: "enrollment.state",
    });
    const { enrollmentId: fresh } = await admitted();
    const counselor = await w.nimbus.staff("academic_counselor");
    expect(await refusal(finishOnboarding(counselor, { enrollmentId: fresh, reason: "x" }))).toEqual({
      code: "forbidden",
    });
    expect(await refusal(finishOnboarding(await w.raga.staff("ops"), { enrollmentId: fresh, reason: "x" }))).toEqual({
      code: "not_found",
    });
  });
});

describe("a class that begins", () => {
  it("activates everybody with a live place in its batch, once, and nobody else", async () => {
    const mine = await w.nimbus.batch();
    const [first, second, elsewhere] = [await admitted(), await admitted(), await placed()];
    await w.nimbus.assign(first, mine);
    await w.nimbus.assign(second, mine);
    await suspendEnrollment(w.nimbus.job(), { enrollmentId: second.enrollmentId, reason: "unpaid" });
    const started = received({ batchId: mine });
    await activateOnBatchStart(w.nimbus.job(), started);
    await activateOnBatchStart(w.nimbus.job(), started);
    expect(await row(first.enrollmentId)).toMatchObject({ state: "ACTIVE", version: 4 });
    expect(await row(second.enrollmentId)).toMatchObject({ state: "SUSPENDED" });
    expect(await row(elsewhere.enrollmentId)).toMatchObject({ state: "BATCH_ASSIGNED" });
  });

  it("activates by the first allowed join too, and leaves what stands otherwise", async () => {
    const { enrollmentId } = await placed();
    const { enrollmentId: waiting } = await admitted();
    for (const id of [enrollmentId, waiting]) await activateOnFirstJoin(w.nimbus.job(), received({ enrollmentId: id }));
    expect(await row(enrollmentId)).toMatchObject({ state: "ACTIVE" });
    expect(await row(waiting)).toMatchObject({ state: "PRE_ONBOARDING" });
  });
});
