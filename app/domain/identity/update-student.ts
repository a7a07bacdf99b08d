import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, reasonInput, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { guardedUpdate } from "#kernel/write.server";

import { identityEvent } from "./events";
import { emptyAsNull, phoneInput } from "./inputs";
import { studentContacts, studentProfiles } from "./tables";

export const studentNameInput = z.object({
  studentId: z.uuid(),
  fullName: z.string().trim().min(1, "Write the student's name.").max(200, "A name has at most 200 characters."),
  preferredName: emptyAsNull(z.string().max(80, "A preferred name has at most 80 characters.")),
  reason: reasonInput,
  version: versionInput,
});

/** Changes how a student is called. Refuses a form older than the last change, and one that changes nothing is a no-op. */
export async function renameStudent(ctx: Ctx, raw: z.input<typeof studentNameInput>): Promise<void> {
  const { studentId, reason, version, ...names } = parseInput(studentNameInput, raw);
  await mutate(ctx, "student.update", {
    load: () => ({ found: q.select().from(studentProfiles).where(eq(studentProfiles.id, studentId)) }),
    decide: ({ found: [row] }) => {
      assertCan(ctx.actor, "student.update");
      if (!row) return refuse("not_found");
      if (isStale(version, row)) return refuse("conflict");
      if (row.fullName === names.fullName && row.preferredName === names.preferredName)
        return { writes: [], result: undefined };
      return {
        writes: [guardedUpdate(studentProfiles, row, names, "student")],
        events: [identityEvent("student.updated", { studentId })],
        result: undefined,
      };
    },
    reason,
  });
}

export const studentContactInput = z.object({
  studentId: z.uuid(),
  phone: phoneInput,
  whatsappConsent: z.boolean(),
  city: emptyAsNull(z.string().max(120, "A city has at most 120 characters.")),
  stateOrRegion: emptyAsNull(z.string().max(120, "A state has at most 120 characters.")),
  reason: reasonInput,
  version: versionInput,
});

/** Changes how a student is reached but by mail, which is their sign-in. Refuses a form older than the last change. */
export async function updateStudentContact(ctx: Ctx, raw: z.input<typeof studentContactInput>): Promise<void> {
  const { studentId, reason, version, ...contact } = parseInput(studentContactInput, raw);
  await mutate(ctx, "student.update", {
    load: () => ({ found: q.select().from(studentContacts).where(eq(studentContacts.id, studentId)) }),
    decide: ({ found: [row] }) => {
      assertCan(ctx.actor, "student.update");
      if (!row) return refuse("not_found");
      if (isStale(version, row)) return refuse("conflict");
      const same = (Object.keys(contact) as (keyof typeof contact)[]).every((key) => row[key] === contact[key]);
      if (same) return { writes: [], result: undefined };
      return {
        writes: [guardedUpdate(studentContacts, row, contact, "contact")],
        events: [identityEvent("student.updated", { studentId })],
        result: undefined,
      };
    },
    reason,
  });
}
