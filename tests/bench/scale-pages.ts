import { getAttendanceDesk } from "#domain/attendance/get-attendance-desk";
import type { DeskTab } from "#domain/attendance/get-attendance-desk";
import { getAttendancePage } from "#domain/attendance/get-attendance-page";
import { getBatchPage } from "#domain/audit/batch-page/get-batch-page";
import { getAuditRecord } from "#domain/audit/get-audit-record";
import { auditList, listAudit } from "#domain/audit/list-audit";
import { getStudentContact } from "#domain/audit/student-page/get-student-contact";
import { getStudentPage } from "#domain/audit/student-page/get-student-page";
import { getHostsPage } from "#domain/batches/get-hosts-page";
import { getRosterPage } from "#domain/batches/get-roster-page";
import { batchList, listBatches } from "#domain/batches/list-batches";
import { listStudents } from "#domain/enrollments/students/list-students";
import { studentList } from "#domain/enrollments/students/student-list";
import { getMergePage } from "#domain/identity/merge/get-merge-page";
import { getUnmatchedSignIn } from "#domain/identity/unmatched/get-unmatched-sign-in";
import { listUnmatchedSignIns, signInList } from "#domain/identity/unmatched/list-unmatched-sign-ins";
import { getImportPage } from "#domain/imports/get-import-page";
import { listImports } from "#domain/imports/list-imports";
import { getAnnouncePage } from "#domain/notifications/announcements/get-announce-page";
import { getInvitesPage } from "#domain/notifications/invites/get-invites-page";
import { listDeadLetters } from "#domain/notifications/list-dead-letters";
import { getSessionNotices } from "#domain/notifications/session-notices";
import { listPayments } from "#domain/payments/list-payments";
import { paymentList } from "#domain/payments/payment-list";
import { findAnything } from "#domain/sessions/find-anything";
import { getSessionPage, getTodayPage } from "#domain/sessions/get-today-page";
import { getChangePage } from "#domain/sessions/schedule/get-change-page";
import { getSchedulePage } from "#domain/sessions/schedule/get-schedule-page";
import { getCancelPage } from "#domain/transfers/get-cancel-page";
import { listUnplaced, unplacedList } from "#domain/transfers/list-unplaced";
import type { Ctx } from "#kernel/ctx";

import type { Sample } from "./scale-school";

export type Ask = (ctx: Ctx, of: Sample) => Promise<unknown>;
const students =
  (search: string): Ask =>
  (ctx) =>
    listStudents(ctx, studentList.parse(new URLSearchParams(search)));
const audit =
  (search: string): Ask =>
  (ctx) =>
    listAudit(ctx, auditList.parse(new URLSearchParams(search)));
const payments =
  (search: string): Ask =>
  (ctx) =>
    listPayments(ctx, paymentList.parse(new URLSearchParams(search)));
const batches =
  (search: string): Ask =>
  (ctx) =>
    listBatches(ctx, batchList.parse(new URLSearchParams(search)));
const desk =
  (tab: DeskTab): Ask =>
  (ctx, { day }) =>
    getAttendanceDesk(ctx, { tab, sessionId: null, day: tab === "absent" ? day : null, batch: null, after: null });

/**
 * The console's list and detail pages, each as the function its route calls. A new page is one line here, and stands in the
 * bench and under its rule: in a large school at most 1.3 times what it takes in a small one, and no growing table read whole.
 */
export const scalePages: [name: string, ask: Ask][] = [
  ["Today", (ctx) => getTodayPage(ctx, null)],
  ["one class", (ctx, { sessionId }) => getSessionPage(ctx, sessionId)],
  ["Find", (ctx) => findAnything(ctx, "chrzanowksa zubieda")],
  ["Find, nothing typed", (ctx) => findAnything(ctx, "")],
  ["Students", students("")],
  ["Students, Z to A", students("sort=-name")],
  ["Students, newest first", students("sort=-joined")],
  ["Students, suspended", students("state=SUSPENDED")],
  ["Students, active", students("state=ACTIVE")],
  ["Students, payment due", students("payment=due")],
  ["Students, never signed in", students("signed=never")],
  ["Students of a batch", (ctx, of) => students(`batch=${of.batchCode}`)(ctx, of)],
  ["Students, page twenty", deep],
  ["Students, searched", students("q=chrzanowksa+zubieda")],
  ["one student", (ctx, { studentId }) => getStudentPage(ctx, { studentId })],
  ["one student's contact", (ctx, { studentId }) => getStudentContact(ctx, studentId)],
  ["merging two accounts", (ctx, { studentId }) => getMergePage(ctx, studentId, "MD-1007")],
  ["Batches", batches("")],
  ["Batches, by code", batches("q=next&sort=code")],
  ["one batch", (ctx, { batchId }) => getBatchPage(ctx, batchId)],
  ["its roster", (ctx, { batchId }) => getRosterPage(ctx, batchId)],
  ["its pattern", (ctx, { batchId }) => getSchedulePage(ctx, batchId)],
  ["its announcements", (ctx, { batchId }) => getAnnouncePage(ctx, batchId, null)],
  ["a class to change", (ctx, { sessionId }) => getChangePage(ctx, sessionId)],
  ["who heard of a change", (ctx, { sessionId }) => getSessionNotices(ctx, sessionId)],
  ["who has no place", (ctx) => listUnplaced(ctx, unplacedList.parse(new URLSearchParams()))],
  ["Hosts", getHostsPage],
  ["attendance of a class", (ctx, { markedSessionId }) => getAttendancePage(ctx, markedSessionId)],
  ["Attendance, unmatched", desk("unmatched")],
  ["Attendance, contested", desk("contests")],
  ["Attendance, absent", desk("absent")],
  ["Attendance, away", desk("away")],
  ["Payments, waiting", payments("")],
  ["Payments, all", payments("state=all")],
  ["Payments, receipts", payments("state=all&kind=receipt")],
  ["Record", audit("")],
  ["Record of a student", audit("about=MD-1007")],
  ["Record of a batch", audit("batch=MD-1")],
  ["Record of an action", audit("action=session.create")],
  ["Record of a request", audit("request=request-7")],
  ["one record", (ctx, { recordId }) => getAuditRecord(ctx, recordId)],
  ["Imports", (ctx) => listImports(ctx)],
  ["one import", (ctx, { importId }) => getImportPage(ctx, importId, { filter: null, after: 0 })],
  ["Invites", (ctx) => getInvitesPage(ctx, null)],
  ["Sign-ins", (ctx) => listUnmatchedSignIns(ctx, signInList.parse(new URLSearchParams()))],
  ["one sign-in", (ctx, { signInId }) => getUnmatchedSignIn(ctx, signInId)],
  ["Dead letters", listDeadLetters],
];

/** What grows with the school by what it is for: a plan that looks for places among all batches. Shown, and held to no ratio. */
export const wholePages: [name: string, ask: Ask][] = [
  ["cancelling a batch", (ctx, { batchId }) => getCancelPage(ctx, batchId)],
  [
    "a batch to choose",
    (ctx, { studentId, enrollmentId }) => getStudentPage(ctx, { studentId, assigning: enrollmentId }),
  ],
];

/** As far down as a small school goes. */
async function deep(ctx: Ctx): Promise<unknown> {
  const asked = studentList.parse(new URLSearchParams());
  return listStudents(ctx, { ...asked, after: { value: "nisha", id: "00000000-0000-0000-0000-000000000000" } });
}
