import { getStudentPage } from "#domain/audit/student-page/get-student-page";
import { listStudents } from "#domain/enrollments/students/list-students";
import { studentList } from "#domain/enrollments/students/student-list";
import { listDeadLetters } from "#domain/notifications/list-dead-letters";
import { findAnything } from "#domain/sessions/find-anything";
import { getSessionPage, getTodayPage } from "#domain/sessions/get-today-page";
import type { Ctx } from "#kernel/ctx";

import type { Sample } from "./scale-school";

const students = (search: string) => (ctx: Ctx) => listStudents(ctx, studentList.parse(new URLSearchParams(search)));

/**
 * The console's list and detail pages, each as the function its route calls. A new page is one line here, and stands in the
 * bench and under its rule: in a large school at most 1.3 times what it takes in a small one, and no growing table read whole.
 */
export const scalePages: [name: string, ask: (staff: Ctx, of: Sample) => Promise<unknown>][] = [
  ["Students", students("")],
  ["Students, Z to A", students("sort=-name")],
  ["Students, newest first", students("sort=-joined")],
  ["Students, suspended", students("state=SUSPENDED")],
  ["Students, active", students("state=ACTIVE")],
  ["Students, payment due", students("payment=due")],
  ["Students, never signed in", students("signed=never")],
  ["Students of a batch", (staff, { batchCode }) => students(`batch=${batchCode}`)(staff)],
  ["Students, page twenty", deep],
  ["Students, searched", students("q=asha+kumra")],
  ["one student", (staff, { studentId }) => getStudentPage(staff, { studentId, older: null, assigning: null })],
  ["Find", (staff) => findAnything(staff, "asha kumra")],
  ["Today", (staff) => getTodayPage(staff, null)],
  ["one class", (staff, { sessionId }) => getSessionPage(staff, sessionId)],
  ["Dead letters", (staff) => listDeadLetters(staff)],
];

/** As far down as a small school goes. */
async function deep(staff: Ctx): Promise<unknown> {
  const asked = studentList.parse(new URLSearchParams());
  return listStudents(staff, { ...asked, after: { value: "nisha", id: "00000000-0000-0000-0000-000000000000" } });
}
