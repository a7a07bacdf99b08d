import { importLegacyAdmission } from "#domain/admissions/import-legacy-admission";
import { submitAdmissionForm } from "#domain/admissions/submit-admission-form";
import { verifyAdmissionForm } from "#domain/admissions/verify-admission-form";
import { addHostAccount } from "#domain/batches/add-host-account";
import { assignStudent } from "#domain/batches/assign-student";
import { createBatch } from "#domain/batches/create-batch";
import { activateAssignmentsOnStart } from "#domain/batches/on-batch-started";
import { openBatch } from "#domain/batches/open-batch";
import { startBatch } from "#domain/batches/start-batch";
import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { completeEnrollment } from "#domain/enrollments/complete-enrollment";
import { enrollmentLifecycle } from "#domain/enrollments/enrollment-lifecycle";
import { finishOnboarding } from "#domain/enrollments/finish-onboarding";
import { grantPause } from "#domain/enrollments/grant-pause";
import { activateOnBatchStart } from "#domain/enrollments/on-batch-started";
import { refundEnrollment } from "#domain/enrollments/refund-enrollment";
import { reinstateEnrollment } from "#domain/enrollments/reinstate-enrollment";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import { allowStaffEmail } from "#domain/identity/allow-staff-email";
import { createStaffMember } from "#domain/identity/create-staff-member";
import { createOrganization } from "#domain/organizations/create-organization";
import { recordPayment } from "#domain/payments/record-payment";
import { verifyPayment } from "#domain/payments/verify-payment";
import { staffRoles } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import { addDays, localDay } from "#kernel/time";

import type { Desk, DemoWorldOptions } from "./commands";
import { fillDesk } from "./desk-work";
import { buildPastWeeks } from "./past-weeks";
import { emailOf } from "./schools";
import type { School } from "./schools";

/** Builds one school with the product's own commands: people, plan, batches, and an enrollment in every state, made through the named transitions. */
export async function buildSchool(
  desk: Desk,
  options: DemoWorldOptions,
  school: School,
  organizationId: string,
): Promise<void> {
  const as = () => desk.as(organizationId);
  const baseDomain = new URL(options.hub).hostname;
  const { slug, name, zone, locale, currency, codePrefix, brand, words, holidays } = school;
  await createOrganization(as(), {
    slug,
    name,
    zone,
    locale,
    currency,
    codePrefix,
    brand,
    words,
    holidays,
    baseDomain,
    supportEmail: `help@${slug}.example`,
    supportPhone: school.support.phone,
    supportHours: school.support.hours,
    meetingOrigins: [new URL(options.sandbox).origin, "https://zoom.us"],
    leader: { email: emailOf(school, school.staff.leadership), fullName: school.staff.leadership },
  });
  for (const role of staffRoles) {
    if (role !== "trainer")
      await allowStaffEmail(as(), { email: emailOf(school, school.staff[role]), role, fullName: school.staff[role] });
  }
  // Trainers teach before they have ever signed in, so they exist from the start.
  const trainer = await createStaffMember(as(), {
    email: emailOf(school, school.staff.trainer),
    role: "trainer",
    fullName: school.staff.trainer,
  });
  const second = await createStaffMember(as(), {
    email: emailOf(school, school.staff.secondTrainer),
    role: "trainer",
    fullName: school.staff.secondTrainer,
  });
  const owner = await createStaffMember(as(), {
    email: emailOf(school, school.staff.program_manager),
    role: "program_manager",
    fullName: school.staff.program_manager,
  });

  const courseIds = new Map<string, string>();
  for (const course of school.courses) courseIds.set(course.code, (await createCourse(as(), course)).courseId);
  const { planId } = await createPlan(as(), {
    ...school.plan,
    currency,
    validityDays: 365,
    courseIds: [...courseIds.values()],
  });
  const shortPlan = await createPlan(as(), {
    code: `${school.plan.code}-90`,
    name: `${school.plan.name.split(",")[0]}, 90 days`,
    pricePaisa: school.plan.pricePaisa / 2,
    currency,
    validityDays: 90,
    courseIds: [...courseIds.values()],
  });
  const host = await addHostAccount(as(), {
    name: `${name} · Zoom 1`,
    providerUserId: "host-1",
    meetingSize: 500,
    simultaneous: 2,
    hostKey: "482913",
  });
  const secondHost = await addHostAccount(as(), {
    name: `${name} · Zoom 2`,
    providerUserId: "host-2",
    meetingSize: 500,
    simultaneous: 2,
    hostKey: "771204",
  });

  const today = localDay(desk.now(), zone);
  const batch = async (spec: School["liveBatch"], trainerId: string, hostAccountId: string, meeting: string) => {
    const fallbackUrl = `${options.sandbox}/j/${meeting}?pwd=demo`;
    const { course, ...rest } = spec;
    const { batchId } = await createBatch(as(), {
      ...rest,
      courseId: courseIds.get(course)!,
      startsOn: today,
      startConfirmed: true,
      ownerId: owner.memberId,
      trainerId,
      hostAccountId,
      fallbackUrl,
    });
    await openBatch(as(), { batchId });
    return batchId;
  };
  const live = await batch(school.liveBatch, trainer.memberId, host.hostAccountId, "8140001414");
  const later = await batch(school.laterBatch, second.memberId, secondHost.hostAccountId, "8140000909");

  const admit = async (fullName: string, more: { paid?: boolean; validFromOn?: string; plan?: string } = {}) => {
    const { enrollmentId } = await importLegacyAdmission(as(), {
      fullName,
      email: emailOf(school, fullName),
      planId: more.plan ?? planId,
      agreedPaisa: school.plan.pricePaisa,
      validFromOn: more.validFromOn,
      waiverReason: more.paid === false ? null : "Paid in full before Hub",
      knowsHub: true,
    });
    return enrollmentId;
  };
  /** The other way in: a sale submitted and verified, its payment recorded and verified. */
  const sell = async (fullName: string) => {
    const agreedPaisa = school.plan.pricePaisa;
    const { formId } = await submitAdmissionForm(as(), {
      fullName,
      email: emailOf(school, fullName),
      planId,
      agreedPaisa,
    });
    const { enrollmentId } = await verifyAdmissionForm(as(), { formId });
    const { paymentId } = await recordPayment(as(), {
      enrollmentId,
      kind: "receipt",
      amountPaisa: agreedPaisa,
      reference: "Bank transfer",
    });
    await verifyPayment(as(), { paymentId });
    return enrollmentId;
  };
  const place = async (enrollmentId: string, batchId: string) => {
    await finishOnboarding(as(), { enrollmentId, reason: "Was a student before Hub" });
    await assignStudent(as(), { enrollmentId, batchId, reason: "Moved over from the old sheet" });
    return enrollmentId;
  };

  const people = school.students;
  await place(await admit(people.class_live, { validFromOn: addDays(today, -30) }), live);
  const paused = await place(await admit(people.paused), live);
  const suspended = await place(await admit(people.suspended), live);
  await place(await admit(people.unpaid, { paid: false }), live);
  // 90 days that ended yesterday.
  await place(await admit(people.expired, { validFromOn: addDays(today, -90), plan: shortPlan.planId }), live);
  await place(await sell(people.class_later), later);
  await finishOnboarding(as(), { enrollmentId: await admit(people.no_batch), reason: "Documents checked on paper" });
  await admit(school.others.onboarding);
  const completed = await place(await admit(school.others.completed), live);
  const cancelled = await place(await admit(school.others.cancelled), live);
  const refunded = await admit(school.others.refunded);
  const classmates: string[] = [];
  for (const classmate of school.classmates) classmates.push(await place(await admit(classmate), live));

  await startBatch(as(), { batchId: live });
  // What the worker's subscribers will do again, to no effect: the states below need it done now.
  const started = {
    id: uuidv7(desk.now().getTime()),
    organizationId,
    name: "batch.started",
    payload: { batchId: live },
    actor: "system:demo",
    requestId: null,
    at: desk.now(),
  };
  await activateOnBatchStart(as(), started);
  await activateAssignmentsOnStart(as(), started);

  await grantPause(as(), {
    enrollmentId: paused,
    fromOn: today,
    untilOn: addDays(today, 364),
    reason: "A year abroad for work",
  });
  const lifted = { enrollmentId: classmates[0]!, reason: "The instalment arrived" };
  await suspendEnrollment(as(), { ...lifted, reason: "The first instalment was late" });
  await reinstateEnrollment(as(), lifted);
  await suspendEnrollment(as(), { enrollmentId: suspended, reason: "The second instalment bounced twice" });
  await completeEnrollment(as(), { enrollmentId: completed, reason: "Every required course is done" });
  await cancelEnrollment(as(), { enrollmentId: cancelled, reason: "Moved to another city, asked to stop" });
  await refundEnrollment(as(), { enrollmentId: refunded, reason: "Asked within the first week" });
  await enrollmentLifecycle(as());
  const { past } = school;
  if (!past) return;
  await buildPastWeeks({ desk, options, school, past, organizationId, courseIds, ownerId: owner.memberId });
  await fillDesk({ desk, school, past, organizationId, planId });
}
