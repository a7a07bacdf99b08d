import { importLegacyAdmission } from "#domain/admissions/import-legacy-admission";
import { submitAdmissionForm } from "#domain/admissions/submit-admission-form";
import { verifyAdmissionForm } from "#domain/admissions/verify-admission-form";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { refundEnrollment } from "#domain/enrollments/refund-enrollment";
import { mergeSeen } from "#domain/identity/merge/merge-rules";
import { sideOf } from "#domain/identity/merge/merge-side";
import { mergeStudents } from "#domain/identity/merge/merge-students";
import { recordPayment } from "#domain/payments/record-payment";
import { verifyPayment } from "#domain/payments/verify-payment";

import { read } from "#kernel/read.server";

import { knock } from "./as-student";
import type { Desk } from "./commands";
import { importSheet } from "./import-sheet";
import { emailOf } from "./schools";
import type { Past, School } from "./schools";

type Given = { desk: Desk; school: School; past: Past; organizationId: string; planId: string };

/** What lies on the desk of operations this week: money to verify, a sheet with mistakes, somebody nobody knows, one person twice. */
export async function fillDesk(given: Given): Promise<void> {
  await takeMoney(given);
  await leaveSheet(given);
  await joinTwins(given);
  await knock(given.desk, given.school, given.organizationId, given.past.unmatched);
}

/** A transfer that somebody else has to verify, and one of which a part went back. */
async function takeMoney({ desk, school, past, organizationId, planId }: Given): Promise<void> {
  const before = (days: number) => desk.before(organizationId, days);
  const agreedPaisa = school.plan.pricePaisa;
  const sell = async (fullName: string, days: number) => {
    const email = emailOf(school, fullName);
    const { formId } = await submitAdmissionForm(before(days), { fullName, email, planId, agreedPaisa });
    return (await verifyAdmissionForm(before(days), { formId })).enrollmentId;
  };
  const receive = (enrollmentId: string, amountPaisa: number, reference: string, days: number) =>
    recordPayment(before(days), { enrollmentId, kind: "receipt", amountPaisa, reference });
  const waiting = await sell(past.buyers.waiting, 3);
  await receive(waiting, agreedPaisa / 3, "UPI 4210 7765", 1);
  const enrollmentId = await sell(past.buyers.partlyRefunded, 12);
  const { paymentId } = await receive(enrollmentId, agreedPaisa, "Bank transfer 88213", 11);
  await verifyPayment(before(10), { paymentId });
  await refundEnrollment(before(2), {
    enrollmentId,
    amountPaisa: agreedPaisa / 10,
    reference: "Bank transfer 90172",
    reason: "The discount for two friends was forgotten",
  });
}

/** Read and looked at, not applied: some of its rows have to be fixed first. */
async function leaveSheet(given: Given): Promise<void> {
  const { desk, school, past, organizationId } = given;
  const { code } = school.plan;
  const at = `@${school.slug}.example`;
  await importSheet(given, desk.before(organizationId, 0.1), {
    fileName: "new-joiners.csv",
    kind: "students",
    lines: [
      "Name,E-mail,Phone,Plan,Paid or waived,Batch code",
      `Aarti Bhosle,aarti.bhosle${at},+91 98200 11223,${code},paid,${past.planned.code}`,
      `Basil Mathew,basil.mathew${at},+91 98200 44556,${code},15000,${past.planned.code}`,
      `Chandni Rao,chandni.rao(at)mail.example,,${code},paid,${past.planned.code}`,
      `Dinesh Pillai,dinesh.pillai${at},12,${code},paid,${past.planned.code}`,
      `Esther Dsouza,esther.dsouza${at},,${code},paid,AWS-51`,
      `Farid Ansari,farid.ansari${at},,${code},due,`,
    ],
    reason: null,
  });
}

/** The account under the misspelt name is closed and leads to the other one. */
async function joinTwins({ desk, school, past, organizationId, planId }: Given): Promise<void> {
  const admit = (fullName: string, days: number) =>
    importLegacyAdmission(desk.before(organizationId, days), {
      fullName,
      email: emailOf(school, fullName),
      planId,
      agreedPaisa: school.plan.pricePaisa,
      waiverReason: "Paid in full before Hub",
      knowsHub: true,
    });
  const [kept, merged] = [await admit(past.twice[0], 9), await admit(past.twice[1], 8)];
  await cancelEnrollment(desk.before(organizationId, 7), {
    enrollmentId: merged.enrollmentId,
    reason: "Entered twice, under two spellings",
  });
  const as = desk.as(organizationId);
  const sides = await read(as, () => ({ kept: sideOf(kept.studentId), merged: sideOf(merged.studentId) }));
  await mergeStudents(as, {
    keptId: kept.studentId,
    mergedId: merged.studentId,
    seen: mergeSeen(sides.kept[0]!, sides.merged[0]!),
    reason: "Same phone, same photo: answered both calls himself",
  });
}
