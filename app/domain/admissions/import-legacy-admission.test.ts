import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { importLegacyAdmission } from "./import-legacy-admission";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

type Line = Parameters<typeof importLegacyAdmission>[1];
let lines = 0;
const line = (more: Partial<Line> = {}): Line => ({
  fullName: "Ravi Iyer",
  email: `ravi${++lines}@students.example`,
  planId: w.nimbus.planId,
  agreedPaisa: 4_500_000,
  ...more,
});
const student = (studentId: string) =>
  w.one<{ code: string }>("select code from student_profiles where id = $1", [studentId]);

describe("importing somebody who was a student before", () => {
  it("writes a form born verified, the student, the enrollment, and a waiver with its reason", async () => {
    const ops = await w.nimbus.staff("ops");
    const { enrollmentId, studentId, userId } = await importLegacyAdmission(
      ops,
      line({ code: "MD-2001", validFromOn: "2026-06-01", waiverReason: "Paid in full before Hub" }),
    );
    expect(
      await w.one(
        `select e.state, e.valid_from_on::text as first, e.valid_until_on::text as last, f.state as form, f.source, f.submitted_by, y.kind, y.amount_paisa::int as waived, y.reason
         from enrollments e join admission_forms f on f.id = e.admission_form_id join payments y on y.enrollment_id = e.id where e.id = $1`,
        [enrollmentId],
      ),
    ).toEqual({
      state: "PRE_ONBOARDING",
      first: "2026-06-01",
      last: "2027-05-31",
      form: "verified",
      source: "legacy",
      submitted_by: null,
      kind: "waiver",
      waived: 4_500_000,
      reason: "Paid in full before Hub",
    });
    expect(await student(studentId)).toEqual({ code: "MD-2001" });
    expect(await w.one("select user_id from memberships where id = $1", [studentId])).toEqual({ user_id: userId });
    expect((await w.nimbus.audit(enrollmentId))[0]).toMatchObject({
      action: "admission.submit",
      actor: `member:${ops.memberId}`,
      reason: "Paid in full before Hub",
    });
    expect(await w.nimbus.events("admission.verified")).toContainEqual(
      expect.objectContaining({ enrollmentId, studentId }),
    );
  });

  it("without a waiver leaves the agreed price due, and begins today", async () => {
    const { enrollmentId } = await importLegacyAdmission(w.nimbus.job(), line());
    expect(await w.one("select valid_from_on::text as first from enrollments where id = $1", [enrollmentId])).toEqual({
      first: "2026-11-23",
    });
    expect(await w.one("select count(*)::int as n from payments where enrollment_id = $1", [enrollmentId])).toEqual({
      n: 0,
    });
  });

  it("moves the counter beyond a code that was brought along", async () => {
    await importLegacyAdmission(w.nimbus.job(), line({ code: "MD-3000" }));
    const { studentId } = await importLegacyAdmission(w.nimbus.job(), line());
    expect(await student(studentId)).toEqual({ code: "MD-3001" });
  });

  it("is refused with a code another student has", async () => {
    await importLegacyAdmission(w.nimbus.job(), line({ code: "OLD-7" }));
    const taken = line({ code: "OLD-7" });
    expect(await refusal(importLegacyAdmission(w.nimbus.job(), taken))).toEqual({ code: "admission.code_taken" });
    expect(await w.one("select count(*)::int as n from user_emails where email = $1", [taken.email])).toEqual({ n: 0 });
  });

  it("is refused a second time for one external id", async () => {
    await importLegacyAdmission(w.nimbus.job(), line({ externalId: "SHEET-12" }));
    expect(await refusal(importLegacyAdmission(w.nimbus.job(), line({ externalId: "SHEET-12" })))).toEqual({
      code: "admission.already_imported",
    });
  });

  it("of one new address twice at once makes one person", async () => {
    const twice = line();
    const answers = await Promise.allSettled([1, 2].map(() => importLegacyAdmission(w.nimbus.job(), twice)));
    for (const one of answers) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "conflict" });
    expect(answers.some((one) => one.status === "fulfilled")).toBe(true);
    expect(await w.one("select count(*)::int as n from user_emails where email = $1", [twice.email])).toEqual({ n: 1 });
  });

  it("is refused for another school's plan", async () => {
    expect(await refusal(importLegacyAdmission(w.nimbus.job(), line({ planId: w.raga.planId })))).toEqual({
      code: "admission.plan_unknown",
    });
  });

  it.each(["sales", "trainer", "program_manager"] as const)("is not for %s", async (role) => {
    const said = await refusal(importLegacyAdmission(await w.nimbus.staff(role), line()));
    expect(["forbidden", "not_found"]).toContain(said.code);
  });
});
