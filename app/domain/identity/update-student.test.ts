import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { rows as query } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { randomToken, tokenDigest } from "#kernel/ids";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { changeStudentEmail } from "./change-student-email";
import { renameStudent, updateStudentContact } from "./update-student";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const ops = () => w.nimbus.staff("ops");
const reason = "Asked on the phone";

describe("a student's name", () => {
  const named = (studentId: string) =>
    w.one("select full_name, preferred_name, version from student_profiles where id = $1", [studentId]);
  const rename = async ({ studentId }: Enrolled, more: object = {}) =>
    renameStudent(await ops(), { studentId, fullName: " Asha Rao ", preferredName: "Ash", reason, ...more });

  it("is changed under its reason, and its values stand where they can be erased", async () => {
    const student = await w.nimbus.enroll();
    await rename(student);
    expect(await named(student.studentId)).toEqual({ full_name: "Asha Rao", preferred_name: "Ash", version: 2 });
    const last = (await w.nimbus.audit(student.studentId)).at(-1);
    expect(last).toMatchObject({ entity: "student_profiles", action: "student.update", reason });
    expect(JSON.stringify(last)).not.toContain("Asha");
    expect(await w.nimbus.events("student.updated")).toContainEqual({ studentId: student.studentId });
    await rename(student, { preferredName: " " });
    expect(await named(student.studentId)).toMatchObject({ preferred_name: null });
  });

  it("is not written over somebody else's change, nor twice", async () => {
    const student = await w.nimbus.enroll();
    await rename(student, { version: 1 });
    expect(await refusal(rename(student, { version: 1, fullName: "Other" }))).toEqual({ code: "conflict" });
    await rename(student, { version: 2 });
    expect(await named(student.studentId)).toMatchObject({ version: 2 });
  });

  it("is told beside its field what is wrong with it", async () => {
    const student = await w.nimbus.enroll();
    expect(await refusal(rename(student, { fullName: " ", preferredName: "x".repeat(81), reason: "" }))).toEqual({
      code: "input.invalid",
      fields: {
        fullName: ["Write the student's name."],
        preferredName: ["A preferred name has at most 80 characters."],
        reason: ["Say why; it stands in the record."],
      },
    });
  });

  it("is not a trainer's nor a counselor's to change, and another school's does not exist", async () => {
    const { studentId } = await w.nimbus.enroll();
    const asked = { studentId, fullName: "Asha", preferredName: "", reason };
    for (const role of ["trainer", "academic_counselor", "sales"] as const)
      expect(await refusal(renameStudent(await w.nimbus.staff(role), asked)), role).toEqual({ code: "forbidden" });
    expect(await refusal(renameStudent(await w.raga.staff("ops"), asked))).toEqual({ code: "not_found" });
  });
});

describe("a student's contact", () => {
  const contact = ({ studentId }: Enrolled, more: object = {}) =>
    ops().then((ctx) =>
      updateStudentContact(ctx, {
        studentId,
        phone: "+91 98765-43210",
        whatsappConsent: true,
        city: "Pune",
        stateOrRegion: "",
        reason,
        ...more,
      }),
    );
  const row = ({ studentId }: Enrolled) =>
    w.one("select phone, whatsapp_consent as wa, city, state_or_region as region from student_contacts where id = $1", [
      studentId,
    ]);

  it("is kept in its canonical form", async () => {
    const student = await w.nimbus.enroll();
    await contact(student);
    expect(await row(student)).toEqual({ phone: "+919876543210", wa: true, city: "Pune", region: null });
    await contact(student, { phone: "0049 170 1234567" });
    expect(await row(student)).toMatchObject({ phone: "+491701234567" });
    await contact(student, { phone: "" });
    expect(await row(student)).toMatchObject({ phone: null });
  });

  it("asks for a country code, and refuses a form that is older than the last change", async () => {
    const student = await w.nimbus.enroll();
    expect(await refusal(contact(student, { phone: "98765 43210" }))).toEqual({
      code: "input.invalid",
      fields: { phone: ["Write the number with its country code, like +91 98765 43210."] },
    });
    await contact(student, { version: 1 });
    expect(await refusal(contact(student, { version: 1, city: "Mumbai" }))).toEqual({ code: "conflict" });
  });
});

describe("a student's address", () => {
  const change = async ({ studentId }: Enrolled, email: string, more: object = {}) =>
    changeStudentEmail(await ops(), { studentId, email, reason, ...more });
  const addresses = ({ userId }: Enrolled) =>
    w.owner
      .query(
        "select email, is_primary as main, verified_at from user_emails where user_id = $1 order by is_primary desc",
        [userId],
      )
      .then(({ rows }) => rows);
  const signedIn = async ({ userId }: Enrolled): Promise<boolean> => {
    const { rows } = await w.owner.query("select 1 from auth_sessions where user_id = $1 and revoked_at is null", [
      userId,
    ]);
    return rows.length > 0;
  };
  const codeFor = async ({ userId, email }: Enrolled) =>
    w.owner.query(
      `insert into auth_codes (id, organization_id, flow_digest, email, user_id, code_digest, created_at, expires_at)
       values (app.uuidv7(), $1, $2, $3, $4, 'digest', now(), now() + interval '10 minutes')`,
      [w.nimbus.organizationId, await tokenDigest(randomToken()), email, userId],
    );

  it("that was mistyped opens nothing any more: no code, no sign-in, no auth session", async () => {
    const student = await w.nimbus.enroll();
    await w.nimbus.student(student);
    await codeFor(student);
    await change(student, " Asha.New@Nimbus.Example ");
    expect(await addresses(student)).toEqual([{ email: "asha.new@nimbus.example", main: true, verified_at: null }]);
    expect(await signedIn(student)).toBe(false);
    const { rows } = await w.owner.query("select 1 from auth_codes where user_id = $1", [student.userId]);
    expect(rows).toEqual([]);
    expect(await w.nimbus.events("student.email_changed")).toContainEqual({
      studentId: student.studentId,
      userId: student.userId,
      oldAddressId: expect.any(String) as string,
    });
    const { rows: trail } = await w.owner.query(
      "select action, reason, (before is not null) as gone, before::text || after::text as text from audit_logs where entity = 'user_emails' and reason = $1 and action = 'student.change_email' order by id desc limit 2",
      [reason],
    );
    expect(trail.map((one) => String(one.gone)).toSorted()).toEqual(["false", "true"]);
    expect(JSON.stringify(trail)).not.toContain("@");
  });

  it("that is kept goes on working as the second one, and can become the first again", async () => {
    const student = await w.nimbus.enroll();
    await w.nimbus.student(student);
    await change(student, "second@nimbus.example", { keepOld: true });
    expect(await addresses(student)).toEqual([
      { email: "second@nimbus.example", main: true, verified_at: null },
      { email: student.email, main: false, verified_at: null },
    ]);
    expect(await signedIn(student)).toBe(true);
    await change(student, student.email);
    expect(await addresses(student)).toEqual([{ email: student.email, main: true, verified_at: null }]);
  });

  it("is refused where it is another person's, or the one they have, beside the field", async () => {
    const student = await w.nimbus.enroll();
    const other = await w.nimbus.enroll();
    expect(await refusal(change(student, other.email))).toEqual({
      code: "student.email_taken",
      fields: { email: ["Another person of the school signs in by this address."] },
    });
    expect(await refusal(change(student, student.email))).toMatchObject({ code: "student.same_email" });
    expect(await refusal(change(student, "no address"))).toMatchObject({ code: "input.invalid" });
  });

  it("is changed once by two people at the same moment, and not by a page older than that", async () => {
    const student = await w.nimbus.enroll();
    const { id: was } = await w.one<{ id: string }>("select id from user_emails where user_id = $1", [student.userId]);
    const both = await Promise.allSettled(
      ["one", "two"].map((name) => change(student, `${name}.race@nimbus.example`, { was })),
    );
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await addresses(student)).toHaveLength(1);
    expect(await refusal(change(student, "third.race@nimbus.example", { was }))).toEqual({ code: "conflict" });
  });

  it("given to two students at the same moment is one's", async () => {
    const students = await Promise.all([w.nimbus.enroll(), w.nimbus.enroll()]);
    const both = await Promise.allSettled(students.map((student) => change(student, "shared@nimbus.example")));
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("is not for a trainer nor a counselor, nor another school's", async () => {
    const { studentId } = await w.nimbus.enroll();
    const asked = { studentId, email: "x@nimbus.example", reason };
    for (const role of ["trainer", "academic_counselor"] as const)
      expect(await refusal(changeStudentEmail(await w.nimbus.staff(role), asked)), role).toEqual({ code: "forbidden" });
    expect(await refusal(changeStudentEmail(await w.raga.staff("ops"), asked))).toEqual({ code: "not_found" });
  });

  it("is dropped and looked at by staff's transactions only", async () => {
    const student = await w.nimbus.enroll();
    const ctx = await w.nimbus.student(student);

    for (const call of [
      sql`app.auth_sessions_of(${student.userId}::uuid, now())`,
      sql`app.drop_address(${student.userId}::uuid, ${student.userId}::uuid, now())`,
    ])
      expect(await refusal(read(ctx, () => ({ x: query(sql`select * from ${call}`) })))).toEqual({
        code: "auth.required",
      });
  });
});
