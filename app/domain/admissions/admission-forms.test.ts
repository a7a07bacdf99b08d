import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Ctx } from "#kernel/ctx";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import type { AdmissionInput } from "./inputs";
import { rejectAdmissionForm } from "./reject-admission-form";
import { submitAdmissionForm } from "./submit-admission-form";
import { verifyAdmissionForm } from "./verify-admission-form";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

let sales = 0;
const sale = (more: Partial<AdmissionInput> = {}): AdmissionInput => ({
  fullName: "Asha Rao",
  email: `asha${++sales}@students.example`,
  phone: "+919876543210",
  planId: w.nimbus.planId,
  agreedPaisa: 4_000_000,
  ...more,
});
const submitted = async (more: Partial<AdmissionInput> = {}, by?: Ctx): Promise<string> =>
  (await submitAdmissionForm(by ?? (await w.nimbus.staff("sales")), sale(more))).formId;
const form = (formId: string) =>
  w.one("select state, version, submitted_by, decided_by, rejection_reason from admission_forms where id = $1", [
    formId,
  ]);

describe("submitting a sale", () => {
  it("keeps the form with its author and creates nobody yet", async () => {
    const seller = await w.nimbus.staff("sales");
    const { formId } = await submitAdmissionForm(seller, sale({ email: "Asha.First@Students.Example " }));
    expect(await form(formId)).toEqual({
      state: "submitted",
      version: 2,
      submitted_by: seller.memberId,
      decided_by: null,
      rejection_reason: null,
    });
    expect(await w.nimbus.events("admission.submitted")).toContainEqual({ formId });
    const audit = await w.nimbus.audit(formId);
    expect(audit.map((row) => [row.action, row.actor])).toEqual([
      ["admission.submit", `member:${seller.memberId}`],
      ["admission.submit", `member:${seller.memberId}`],
    ]);
    const { rows } = await w.owner.query("select 1 from user_emails where email = 'asha.first@students.example'");
    expect(rows).toEqual([]);
  });

  it("leaves no name, address or number in the audit row itself", async () => {
    const formId = await submitted({ fullName: "Unmistakable Name", email: "unmistakable@students.example" });
    const said = JSON.stringify(await w.nimbus.audit(formId));
    expect(said).not.toMatch(/Unmistakable|unmistakable|9876543210/);
    const { rows } = await w.owner.query<{ after: Record<string, string> | null }>(
      "select p.after from audit_personal p join audit_logs l on l.id = p.audit_id where l.entity_id = $1 order by l.id",
      [formId],
    );
    expect(rows[0]!.after).toMatchObject({ full_name: "Unmistakable Name", email: "unmistakable@students.example" });
  });

  it("is refused for a plan that is gone, deleted or another school's", async () => {
    const deleted = "01900000-0000-7000-8000-00000000000d";
    await w.nimbus.asOwner(
      "insert into plans (id, code, name, price_paisa, currency, deleted_at) values ($1, 'OLD', 'Old', 1, 'INR', now())",
      [deleted],
    );
    for (const planId of ["01900000-0000-7000-8000-000000000000", deleted, w.raga.planId])
      expect(await refusal(submitted({ planId }))).toEqual({
        code: "admission.plan_unknown",
        fields: { planId: ["Choose a plan."] },
      });
  });

  it("is refused a second time for one external id", async () => {
    await submitted({ externalId: "CRM-77" });
    expect(await refusal(submitted({ externalId: "CRM-77" }))).toEqual({ code: "admission.already_imported" });
  });

  it.each(["trainer", "customer_support", "program_manager"] as const)("is not for %s", async (role) => {
    expect(await refusal(submitted({}, await w.nimbus.staff(role)))).toEqual({ code: "forbidden" });
  });

  it.each([
    ["no name", { fullName: " " }],
    ["half an address", { email: "asha@" }],
    ["a number without its country", { phone: "9876543210" }],
    ["a price below nothing", { agreedPaisa: -1 }],
  ])("is refused with %s", async (_, wrong) => {
    await expect(submitted(wrong)).rejects.toMatchObject({ name: "ZodError" });
  });
});

describe("verifying a sale", () => {
  it("makes the student, the enrollment and its checklist in one go", async () => {
    const formId = await submitted({ email: "born@students.example" });
    const counselor = await w.nimbus.staff("academic_counselor");
    const { enrollmentId, studentId } = await verifyAdmissionForm(counselor, { formId });

    expect(await form(formId)).toMatchObject({ state: "verified", version: 3, decided_by: counselor.memberId });
    expect(
      await w.one(
        `select e.state, e.valid_from_on::text as first, e.valid_until_on::text as last, e.agreed_paisa::int as agreed, p.code, p.full_name, c.phone, u.email, m.role
         from enrollments e join student_profiles p on p.id = e.student_id join student_contacts c on c.id = p.id
         join memberships m on m.id = p.id join user_emails u on u.user_id = m.user_id where e.id = $1`,
        [enrollmentId],
      ),
    ).toMatchObject({
      state: "PRE_ONBOARDING",
      first: "2026-11-23",
      last: "2027-11-22",
      agreed: 4_000_000,
      full_name: "Asha Rao",
      phone: "+919876543210",
      email: "born@students.example",
      role: "student",
    });
    const { rows: tasks } = await w.owner.query(
      "select key, state, owner, due_on::text as due from onboarding_tasks where enrollment_id = $1 order by key",
      [enrollmentId],
    );
    expect(tasks).toEqual([
      { key: "device", state: "todo", owner: "student", due: "2026-11-26" },
      { key: "intake", state: "todo", owner: "student", due: "2026-11-26" },
      { key: "welcome_call", state: "todo", owner: "staff", due: "2026-11-25" },
    ]);
    const moves = (await w.nimbus.audit(enrollmentId)).map((row) => [row.action, row.actor, row.after["state"]]);
    expect(moves).toEqual([
      ["admission.verify", `member:${counselor.memberId}`, "PAYMENT_VERIFIED"],
      ["admission.verify", `member:${counselor.memberId}`, "PRE_ONBOARDING"],
    ]);
    expect(await w.nimbus.events("admission.verified")).toContainEqual({ formId, studentId, enrollmentId });
  });

  it("of somebody who is a student already adds an enrollment and no second person", async () => {
    const asha = await w.nimbus.enroll();
    const formId = await submitted({ email: asha.email.toUpperCase() });
    const { studentId, enrollmentId } = await verifyAdmissionForm(w.nimbus.job(), { formId });
    expect(studentId).toBe(asha.studentId);
    expect(enrollmentId).not.toBe(asha.enrollmentId);
  });

  it("of a trainer makes a student of the same person", async () => {
    const trainer = await w.nimbus.staff("trainer", "studious");
    const formId = await submitted({ email: "studious@nimbus.example" });
    const { studentId } = await verifyAdmissionForm(w.nimbus.job(), { formId });
    const { rows } = await w.owner.query(
      "select kind, role from memberships where user_id = (select user_id from memberships where id = $1) order by kind",
      [studentId],
    );
    expect(rows).toEqual([
      { kind: "staff", role: "trainer" },
      { kind: "student", role: "student" },
    ]);
    expect(studentId).not.toBe(trainer.memberId);
  });

  it("is refused to the person who submitted it, and done by another of the same role", async () => {
    const author = await w.nimbus.staff("ops", "author");
    const formId = await submitted({}, author);
    expect(await refusal(verifyAdmissionForm(author, { formId }))).toEqual({ code: "admission.own_form" });
    expect(await form(formId)).toMatchObject({ state: "submitted", version: 2 });
    await verifyAdmissionForm(await w.nimbus.staff("ops", "second"), { formId });
  });

  it("is refused once it was decided", async () => {
    const formId = await submitted();
    await verifyAdmissionForm(w.nimbus.job(), { formId });
    expect(await refusal(verifyAdmissionForm(w.nimbus.job(), { formId }))).toEqual({ code: "admission.state" });
    const rejected = await submitted();
    await rejectAdmissionForm(w.nimbus.job(), { formId: rejected, reason: "no payment" });
    expect(await refusal(verifyAdmissionForm(w.nimbus.job(), { formId: rejected }))).toEqual({
      code: "admission.state",
    });
  });

  it("by two at once is done once", async () => {
    const formId = await submitted();
    const answers = await Promise.allSettled([1, 2, 3].map(() => verifyAdmissionForm(w.nimbus.job(), { formId })));
    expect(answers.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    for (const one of answers)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "admission.state" });
    expect(await w.one("select count(*)::int as n from enrollments where admission_form_id = $1", [formId])).toEqual({
      n: 1,
    });
  });

  it("of two forms with one new address at once ends with one person, and nobody is told of a bug", async () => {
    const forms = await Promise.all([1, 2].map(() => submitted({ email: "twins@students.example" })));
    const answers = await Promise.allSettled(forms.map((formId) => verifyAdmissionForm(w.nimbus.job(), { formId })));
    for (const [i, one] of answers.entries())
      if (one.status === "rejected") {
        expect(one.reason).toMatchObject({ code: "conflict" });
        await verifyAdmissionForm(w.nimbus.job(), { formId: forms[i]! });
      }
    expect(
      await w.one(
        "select count(distinct e.student_id)::int as people, count(*)::int as plans from enrollments e where admission_form_id = any($1)",
        [forms],
      ),
    ).toEqual({ people: 1, plans: 2 });
  });

  it("is not found where it is another school's, or nobody's", async () => {
    const formId = await submitted();
    expect(await refusal(verifyAdmissionForm(await w.raga.staff("ops"), { formId }))).toEqual({ code: "not_found" });
    const nobodys = "01900000-0000-7000-8000-000000000000";
    expect(await refusal(verifyAdmissionForm(w.nimbus.job(), { formId: nobodys }))).toEqual({ code: "not_found" });
  });

  it.each(["sales", "trainer", "customer_support", "program_manager"] as const)("is not for %s", async (role) => {
    const formId = await submitted();
    expect(await refusal(verifyAdmissionForm(await w.nimbus.staff(role), { formId }))).toEqual({ code: "forbidden" });
  });
});

describe("rejecting a sale", () => {
  it("sends it back with a reason that stands in the record", async () => {
    const formId = await submitted();
    const ops = await w.nimbus.staff("ops");
    await rejectAdmissionForm(ops, { formId, reason: "  The receipt is missing " });
    expect(await form(formId)).toMatchObject({
      state: "rejected",
      version: 3,
      decided_by: ops.memberId,
      rejection_reason: "The receipt is missing",
    });
    expect((await w.nimbus.audit(formId)).at(-1)).toMatchObject({
      action: "admission.reject",
      actor: `member:${ops.memberId}`,
      reason: "The receipt is missing",
    });
    expect(await w.nimbus.events("admission.rejected")).toContainEqual({ formId });
  });

  it("needs a reason", async () => {
    const formId = await submitted();
    expect(await refusal(rejectAdmissionForm(await w.nimbus.staff("ops"), { formId, reason: "  " }))).toEqual({
      code: "admission.reason_needed",
      fields: { reason: ["Say why."] },
    });
  });

  it("is refused for one's own form, and for one that was decided", async () => {
    const author = await w.nimbus.staff("ops", "author");
    const formId = await submitted({}, author);
    expect(await refusal(rejectAdmissionForm(author, { formId, reason: "no" }))).toEqual({
      code: "admission.own_form",
    });
    await verifyAdmissionForm(w.nimbus.job(), { formId });
    expect(await refusal(rejectAdmissionForm(w.nimbus.job(), { formId, reason: "late" }))).toEqual({
      code: "admission.state",
    });
  });

  it("is not for sales, and not found for another school", async () => {
    const formId = await submitted();
    const reason = "not ours";
    expect(await refusal(rejectAdmissionForm(await w.nimbus.staff("sales"), { formId, reason }))).toEqual({
      code: "forbidden",
    });
    expect(await refusal(rejectAdmissionForm(await w.raga.staff("ops"), { formId, reason }))).toEqual({
      code: "not_found",
    });
  });
});
