import { markByHand } from "#domain/attendance/mark-by-hand";
import { markEndedSessions } from "#domain/attendance/mark-ended-sessions";
import { takeInReport } from "#domain/attendance/reports/take-in-report";
import { completeBatch } from "#domain/batches/complete-batch";
import { createBatch } from "#domain/batches/create-batch";
import { openBatch } from "#domain/batches/open-batch";
import { startDueBatches } from "#domain/batches/start-due-batches";
import { createStaffMember } from "#domain/identity/create-staff-member";
import { sendAnnouncement } from "#domain/notifications/announcements/send-announcement";
import { endDueSessions } from "#domain/sessions/end-due-sessions";
import { scheduleSession } from "#domain/sessions/schedule-session";
import { previewWeeklyPattern, setWeeklyPattern } from "#domain/sessions/schedule/set-weekly-pattern";
import { uuidv7 } from "#kernel/ids";
import { addDays, addMinutes, localDay } from "#kernel/time";
import { passcodeOf } from "#sandbox/standins/zoom/account";

import { contest } from "./as-student";
import type { DemoWorldOptions, Desk } from "./commands";
import { heldClasses, markVersions, studentsBy } from "./facts";
import type { HeldClass } from "./facts";
import { importSheet } from "./import-sheet";
import { emailOf } from "./schools";
import type { Past, School } from "./schools";

type Given = {
  desk: Desk;
  options: DemoWorldOptions;
  school: School;
  past: Past;
  organizationId: string;
  courseIds: ReadonlyMap<string, string>;
  ownerId: string;
};

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const minutes = 90;

/**
 * Two months of a school: a cohort that came by a sheet and is through, the same people in the next course under a weekly
 * pattern with marks of every kind, and a batch that is only planned. Each command is dated when it would have been given.
 */
export async function buildPastWeeks(given: Given): Promise<void> {
  const { desk, school, past, organizationId } = given;
  const before = (days: number) => desk.before(organizationId, days);
  const trainer = await createStaffMember(before(60), {
    email: emailOf(school, past.trainer),
    role: "trainer",
    fullName: past.trainer,
  });
  await goThrough(given, trainer.memberId);
  const batchId = await teachOn(given, trainer.memberId);
  await createBatch(before(2), {
    ...batchOf(given, past.planned, trainer.memberId),
    trainerId: null,
    startsOn: addDays(localDay(desk.now(), school.zone), 40),
    startConfirmed: false,
  });
  const daysSince = ({ startsAt }: HeldClass) => (desk.now().getTime() - startsAt.getTime()) / 86_400_000;
  await endDueSessions(desk.as(organizationId));
  const held = await heldClasses(desk, organizationId, batchId);
  for (const [at, lesson] of held.entries())
    await takeInReport(before(daysSince(lesson) - 0.1), {
      sessionId: lesson.id,
      text: reportOf(given, lesson, held.length - 1 - at),
      zone: "UTC",
      reason: "The meeting's report",
    });
  await markEndedSessions(desk.as(organizationId));
  await correctMarks(given, held);
  await sendAnnouncement(before(1), {
    announcementId: uuidv7(desk.now().getTime()),
    batchId,
    text: "Bring the notebook of the last class: we go on where we stopped.",
  });
}

const batchOf = (
  { options, courseIds, ownerId }: Given,
  { code, name, course }: { code: string; name: string; course: string },
  trainerId: string,
) => ({
  code,
  name,
  courseId: courseIds.get(course)!,
  capacity: 40,
  ownerId,
  trainerId,
  fallbackUrl: `${options.sandbox}/j/8140002003?pwd=${passcodeOf("8140002003")}`,
});

const wholeHour = (at: Date) => new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);

/** The cohort's first course, from the sheet it came by to its last class. */
async function goThrough(given: Given, trainerId: string): Promise<void> {
  const { desk, school, past, organizationId } = given;
  const before = (days: number) => desk.before(organizationId, days);
  const { batchId } = await createBatch(before(60), batchOf(given, past.through, trainerId));
  await openBatch(before(60), { batchId });
  const rows = past.cohort.map(
    (name, at) => `OLD-${210 + at},${name},${emailOf(school, name)},${school.plan.code},paid`,
  );
  await importSheet(given, before(59), {
    fileName: "students-before-hub.csv",
    kind: "students",
    lines: [
      "External id,Name,E-mail,Plan,Paid or waived,Batch code",
      ...rows.map((row) => `${row},${past.through.code}`),
      `OLD-230,No Address,no.address(at)mail,${school.plan.code},paid,${past.through.code}`,
      `OLD-231,Wrong Batch,wrong.batch@${school.slug}.example,${school.plan.code},paid,DEVOPS-80`,
    ],
    reason: "Moved over from the old sheet",
  });
  for (const [at, title] of past.through.topics.entries())
    await scheduleSession(before(58), {
      batchId,
      number: at + 1,
      title,
      startsAt: wholeHour(before(56 - at * 7).now),
      minutes,
    });
  await startDueBatches(before(55));
  await endDueSessions(before(40));
  await completeBatch(before(40), { batchId, reason: "The last class was held" });
}

/** Their second course: a weekly pattern with a day left out, and a sheet of places. */
async function teachOn(given: Given, trainerId: string): Promise<string> {
  const { desk, school, past, organizationId } = given;
  const before = (days: number) => desk.before(organizationId, days);
  const { batchId } = await createBatch(before(24), {
    ...batchOf(given, past.underWay, trainerId),
    startConfirmed: true,
  });
  await openBatch(before(24), { batchId });
  const today = localDay(desk.now(), school.zone);
  const day = (ahead: number) => weekdays[new Date(`${addDays(today, ahead)}T12:00:00Z`).getUTCDay()]!;
  const pattern = {
    batchId,
    [day(1)]: "yes",
    [day(3)]: "yes",
    [day(5)]: "yes",
    time: "09:30",
    minutes: String(minutes),
    from: addDays(today, -20),
    ends: "count" as const,
    count: "16",
    skip: addDays(today, 8),
    titles: past.underWay.topics.join("\n"),
    reason: "As agreed with the trainer",
  };
  const { shown } = await previewWeeklyPattern(before(23), pattern);
  await setWeeklyPattern(before(23), { ...pattern, shown });
  await importSheet(given, before(22), {
    fileName: "places-genai-04.csv",
    kind: "assign",
    lines: ["E-mail,Batch code", ...past.cohort.map((name) => `${emailOf(school, name)},${past.underWay.code}`)],
    reason: "Everybody goes on to the next course",
  });
  await startDueBatches(before(18));
  return batchId;
}

/** Who was there, when, and for how long, a little otherwise each time; the last one names a telephone. */
function reportOf({ school, past }: Given, { startsAt }: HeldClass, ago: number): string {
  const at = (minute: number) => addMinutes(startsAt, minute).toISOString().slice(0, 19).replace("T", " ");
  const lines = past.cohort.flatMap((name, who) => {
    const kind = (who * 3 + ago * 5) % 11;
    if (kind === 7 || (ago === 0 && who < 3)) return [];
    const [from, until] = kind === 4 ? [22, minutes] : kind === 9 ? [3, 40] : [who % 5, minutes];
    return [`${name},${emailOf(school, name)},${at(from)},${at(until)}`];
  });
  const unknown = ago === 0 ? [`Galaxy A14,,${at(4)},${at(minutes)}`] : [];
  return ["Name,Email,Join Time,Leave Time", ...lines, ...unknown, ""].join("\n");
}

/** What only people know of the last class: who was excused, who could not come; and what a student says of theirs. */
async function correctMarks({ desk, school, past, organizationId }: Given, held: HeldClass[]): Promise<void> {
  const last = held.at(-1);
  if (!last) return;
  const emails = past.cohort.map((name) => emailOf(school, name));
  const [students, versions] = await Promise.all([
    studentsBy(desk, organizationId, emails),
    markVersions(desk, organizationId, last.id),
  ]);
  const mark = async (at: number, says: "excused" | "not_applicable", reason: string) => {
    const { studentId } = students.get(emails[at]!)!;
    const choices = [{ studentId, says, seenVersion: versions.get(studentId) ?? 0 }];
    await markByHand(desk.as(organizationId), { sessionId: last.id, choices, reason });
  };
  await mark(0, "excused", "Called before class: at her sister's wedding");
  await mark(1, "not_applicable", "The power was out in his street, the class counts for nobody there");
  await contest(desk, school, organizationId, {
    name: past.cohort[2]!,
    sessionId: last.id,
    message: "I was in class until the end, on my brother's laptop.",
  });
}
