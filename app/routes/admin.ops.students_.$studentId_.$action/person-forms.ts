import { changeStudentEmail } from "#domain/identity/change-student-email";
import { renameStudent } from "#domain/identity/update-student";
import { can } from "#kernel/actions";

import type { StudentAction } from "../admin.ops.students_.$studentId/actions";
import { version, who } from "./form";
import type { StudentForm } from "./form";

/** The person themselves, whatever they have bought. */
export const personForms = {
  name: {
    on: "student",
    title: (f) => `Change how ${who(f)} is called`,
    explains: () => [
      "The full name stands on lists and in the meeting; the preferred name is how Hub speaks to them. Links that are made already keep the old name.",
    ],
    unavailable: ({ actor }) => (can(actor, "student.update") === true ? null : "not for your role"),
    fields: ({ page: { student } }) => [
      { kind: "text", name: "fullName", label: "Full name", value: student.full_name, maxLength: 200, required: true },
      {
        kind: "text",
        name: "preferredName",
        label: "Preferred name",
        hint: "Empty for none.",
        value: student.preferred_name ?? "",
        maxLength: 80,
      },
    ],
    verb: "Change the name",
    run: (ctx, fields, studentId) =>
      renameStudent(ctx, {
        studentId,
        fullName: fields["fullName"] ?? "",
        preferredName: fields["preferredName"] ?? "",
        reason: fields["reason"] ?? "",
        version: version(fields["version"]),
      }),
  },
  email: {
    on: "student",
    title: (f) => `Change ${who(f)}’s e-mail address`,
    explains: () => [
      "Mail goes to the new address from now on, and a sign-in code sent there verifies it.",
      "Ask two things only the student knows before you change it: whoever holds the address gets in.",
    ],
    unavailable: ({ actor }) => (can(actor, "student.change_email") === true ? null : "not for your role"),
    fields: () => [
      {
        kind: "text",
        name: "email",
        label: "New address",
        type: "email",
        inputMode: "email",
        maxLength: 254,
        required: true,
      },
      {
        kind: "select",
        name: "old",
        label: "The address so far",
        hint: "Where it was mistyped or is lost, it must not work any more: everybody signed in by mail is signed out.",
        options: [
          { value: "drop", label: "does not work any more" },
          { value: "keep", label: "goes on signing them in, as a second address" },
        ],
      },
    ],
    reason: { label: "Reason", hint: "What was asked, and who answered." },
    verb: "Change the address",
    run: (ctx, fields, studentId) =>
      changeStudentEmail(ctx, {
        studentId,
        email: fields["email"] ?? "",
        keepOld: fields["old"] === "keep",
        reason: fields["reason"] ?? "",
        was: fields["was"] || undefined,
      }),
  },
} satisfies Partial<Record<StudentAction, StudentForm>>;
