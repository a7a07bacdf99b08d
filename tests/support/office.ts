import { importLegacyAdmission } from "#domain/admissions/import-legacy-admission";
import { assignStudent } from "#domain/batches/assign-student";
import { createBatch } from "#domain/batches/create-batch";
import { openBatch } from "#domain/batches/open-batch";
import { finishOnboarding } from "#domain/enrollments/finish-onboarding";
import { scheduleSession } from "#domain/sessions/schedule-session";
import type { Ctx } from "#kernel/ctx";
import { addMinutes } from "#kernel/time";
import { withClient } from "#sandbox/database";
import { openDesk } from "#sandbox/demo/commands";
import type { Settings } from "#workers/env";

export type OfficeOptions = {
  ownerUrl: string;
  appUrl: string;
  neonProxy: string;
  settings: Pick<Settings, "SEAL_KEYS" | "AUTH_PEPPER">;
  hub: string;
  organizationId: string;
};
export type NewStudent = { email: string; enrollmentId: string; studentId: string; userId: string };
export type NewClass = {
  /** From now; a class that began already has a negative one. */
  inMinutes: number;
  title: string;
  meetingId?: string | null;
  fallbackUrl?: string | null;
  /** None unless named, so that classes may run side by side. */
  hostAccountId?: string | null;
  trainerId?: string | null;
};
/** A batch of its own in a school that exists, run by the product's commands as a school's office would. */
export type Office = {
  as(): Ctx;
  batchId: string;
  /** Who knows of Hub unless it is said that nobody invited them yet. */
  admit(name: string, more?: { knowsHub?: boolean }): Promise<NewStudent>;
  /** Gives an admitted student a place in this batch. */
  place(student: NewStudent): Promise<void>;
  schedule(lesson: NewClass): Promise<string>;
};

/** The office's hand on one school: a Ctx of its own for every command. */
export function systemDesk(options: OfficeOptions): Pick<Office, "as"> {
  const { organizationId, ...place } = options;
  const unused = { sandbox: "", cronSecret: "", standinsDir: "", demoFile: "", unfinishedFile: "" };
  const desk = openDesk({ ...unused, ...place, log: () => {}, clockOffsetSeconds: () => 0 });
  return { as: () => desk.as(organizationId) };
}

type BatchOf = { code: string; capacity?: number; fallbackUrl?: string | null; hostAccountId?: string | null };

/** Opens a new batch of the school's first course; `code` names it and the addresses of its students. */
export async function openOffice(options: OfficeOptions, { code, ...batch }: BatchOf): Promise<Office> {
  const { as } = systemDesk(options);
  const { planId, courseId } = await withClient(options.ownerUrl, async (client) => {
    const { rows } = await client.query<{ planId: string; courseId: string }>(
      `select plan_id as "planId", course_id as "courseId" from plan_courses where organization_id = $1 order by id limit 1`,
      [options.organizationId],
    );
    return rows[0]!;
  });
  const { batchId } = await createBatch(as(), { code, name: `Batch ${code}`, courseId, capacity: 1000, ...batch });
  await openBatch(as(), { batchId });
  let number = 0;
  return {
    as,
    batchId,
    async admit(name, { knowsHub = true } = {}) {
      const email = `${name.toLowerCase().replaceAll(" ", ".")}.${code.toLowerCase()}@students.example`;
      const books = { planId, agreedPaisa: 0, waiverReason: "Paid in full before Hub" };
      const admitted = await importLegacyAdmission(as(), { fullName: name, email, knowsHub, ...books });
      await finishOnboarding(as(), { enrollmentId: admitted.enrollmentId, reason: "Documents checked on paper" });
      return { email, ...admitted };
    },
    async place({ enrollmentId }) {
      await assignStudent(as(), { enrollmentId, batchId, reason: "Asked for this batch" });
    },
    async schedule({ inMinutes, title, meetingId = null, fallbackUrl = null, hostAccountId = null, trainerId = null }) {
      const startsAt = addMinutes(new Date(Math.floor(Date.now() / 1000) * 1000), inMinutes);
      number++;
      const lesson = { batchId, number, title, startsAt, minutes: 120, meetingId, fallbackUrl };
      return (await scheduleSession(as(), { ...lesson, trainerId, hostAccountId })).sessionId;
    },
  };
}
