import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { completeAssignmentsOnCompletion } from "#domain/batches/on-enrollment-completed";
import { uuidv7 } from "#kernel/ids";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { completeEnrollment } from "./complete-enrollment";
import { activateOnFirstJoin } from "./on-session-joined";
import { reopenEnrollment } from "./reopen-enrollment";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const row = (enrollmentId: string) =>
  w.one<{ state: string; state_reason: string | null; version: number }>(
    "select state, state_reason, version from enrollments where id = $1",
    [enrollmentId],
  );
const event = (name: string, enrollmentId: string) => ({
  id: uuidv7(w.clock.now.getTime()),
  organizationId: w.nimbus.organizationId,
  name,
  payload: { enrollmentId },
  actor: "system:test",
  requestId: null,
  at: w.clock.now,
});
const placesCompleted = (enrollmentId: string) =>
  completeAssignmentsOnCompletion(w.nimbus.job(), event("enrollment.completed", enrollmentId));
const live = async (enrollmentId: string) =>
  (
    await w.one<{ n: number }>(
      "select count(*)::int as n from batch_assignments where enrollment_id = $1 and state in ('assigned', 'active')",
      [enrollmentId],
    )
  ).n;
/** A plan completed by mistake, its place not yet. */
async function completed(): Promise<Enrolled> {
  const student = await w.nimbus.assign(await w.nimbus.enroll(), await w.nimbus.batch());
  await activateOnFirstJoin(w.nimbus.job(), event("session.joined", student.enrollmentId));
  await completeEnrollment(w.nimbus.job(), { enrollmentId: student.enrollmentId, reason: "The wrong student" });
  return student;
}

describe("to reopen a completed plan", () => {
  it("lets it wait for a batch, with the manager's name and reason in the record and an event for the others", async () => {
    const { enrollmentId, studentId } = await completed();
    await placesCompleted(enrollmentId);
    const manager = await w.nimbus.staff("ops_manager");
    const { version } = await row(enrollmentId);
    await reopenEnrollment(manager, { enrollmentId, reason: "Completed by mistake", version });
    expect(await row(enrollmentId)).toEqual({ state: "BATCH_PENDING", state_reason: null, version: version + 1 });
    expect((await w.nimbus.audit(enrollmentId)).at(-1)).toMatchObject({
      action: "enrollment.complete",
      actor: `member:${manager.memberId}`,
      reason: "Completed by mistake",
      after: { state: "BATCH_PENDING" },
    });
    expect(await w.nimbus.events("enrollment.reopened")).toContainEqual({ enrollmentId, studentId });
    // Its old place is not taken from whoever may have it by now; it can be assigned anew.
    expect(await live(enrollmentId)).toBe(0);
    await w.nimbus.assign({ enrollmentId, studentId } as Enrolled, await w.nimbus.batch());
    expect((await row(enrollmentId)).state).toBe("BATCH_ASSIGNED");
  });

  it("at once, before its places were completed with it, keeps them", async () => {
    const { enrollmentId } = await completed();
    await reopenEnrollment(w.nimbus.job(), { enrollmentId, reason: "Mistake" });
    expect((await row(enrollmentId)).state).toBe("ACTIVE");
    await placesCompleted(enrollmentId);
    expect(await live(enrollmentId)).toBe(1);
  });

  it("is refused without a reason, for another state, for an older form, twice, and to who is no manager", async () => {
    const { enrollmentId } = await completed();
    const job = w.nimbus.job();
    const reason = "Mistake";
    expect((await refusal(reopenEnrollment(job, { enrollmentId, reason: " " }))).fields).toHaveProperty("reason");
    expect((await refusal(reopenEnrollment(job, { enrollmentId, reason, version: 1 }))).code).toBe("conflict");
    for (const role of ["ops", "program_manager", "trainer"] as const)
      expect((await refusal(reopenEnrollment(await w.nimbus.staff(role), { enrollmentId, reason }))).code).toBe(
        "forbidden",
      );
    expect((await refusal(reopenEnrollment(await w.raga.staff("ops_manager"), { enrollmentId, reason }))).code).toBe(
      "not_found",
    );
    const both = await Promise.allSettled([
      reopenEnrollment(job, { enrollmentId, reason }),
      reopenEnrollment(await w.nimbus.staff("ops_manager"), { enrollmentId, reason }),
    ]);
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await refusal(reopenEnrollment(job, { enrollmentId, reason }))).code).toBe("enrollment.state");
  });
});
