import type { StudentsPage } from "#domain/enrollments/students/list-students";
import { studentList } from "#domain/enrollments/students/student-list";
import type { AskedStudents } from "#domain/enrollments/students/student-list";
import { can } from "#kernel/actions";
import type { Actor } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import { clockTime, dayText, localDay, shortDay, zoneName } from "#kernel/time";
import type { SchoolWords } from "#kernel/school-words";

import { enrollmentWords, paymentWords } from "../../copy";
import { listFrame } from "../../list-frame";
import { paths } from "../../paths";
import type { ListField } from "../../ui/list-filters";
import { plural } from "../../ui/plural";
import type { BadgeText } from "../../ui/tenant";
import type { StudentsView } from "./screen";

const nextText = (at: Date | null, now: Date, zone: string) =>
  at && at <= now ? "Now" : at && `${shortDay(at, zone)}, ${clockTime(at, zone)}`;

type Seen = { now: Date; zone: string; actor: Actor; address: string; words: SchoolWords };

export function studentsView(
  page: StudentsPage,
  asked: AskedStudents,
  { now, zone, actor, address, words }: Seen,
): StudentsView {
  const list = listFrame(studentList, asked, paths.students(), page.next);
  const typed = asked.filters.q !== null;
  return {
    list,
    // What search found stands in the order of its likeness.
    sortable: !typed,
    fields: fieldsOf(page, asked, words),
    rows: page.students.map((student) => ({
      id: student.id,
      name: student.name,
      code: student.code,
      href: paths.student(student.id),
      state: student.state ? enrollmentWords[student.state] : null,
      batches: student.batches.join(", "),
      nextClass: nextText(student.nextClassAt, now, zone),
      payment: student.payment ? paymentWords[student.payment] : null,
      lastJoined: student.lastJoinedAt
        ? dayText(localDay(student.lastJoinedAt, zone), localDay(now, zone))
        : student.signedIn
          ? "Not yet"
          : "Never signed in",
    })),
    showsMoney: page.showsMoney,
    zone: zoneName(now, zone),
    totalText: totalText(page, typed, asked.after !== null),
    total: page.total,
    assignUnavailable: can(actor, "import.plan") === true ? null : "Your role may look, and not give places.",
    address,
    newPlanId: uuidv7(now.getTime()),
    exportUnavailable: can(actor, "student.export") === true ? null : "Your role may look, and not export.",
  };
}

function totalText({ total, students }: StudentsPage, typed: boolean, later: boolean): string {
  if (typed && students.length === 100) return "The 100 nearest. Type more to find others.";
  if (total === null) return "More than 1000 students";
  return later ? `${plural(total, "student", "students")} in all` : plural(total, "student", "students");
}

function fieldsOf({ plans, showsMoney }: StudentsPage, { filters }: AskedStudents, words: SchoolWords): ListField[] {
  const badges = (all: Record<string, BadgeText>) =>
    Object.entries(all).map(([value, { word }]) => ({ value, label: word }));
  return [
    {
      kind: "search",
      name: "q",
      label: "Find",
      value: filters.q ?? "",
      hint: "Name, code, e-mail or phone",
    },
    {
      kind: "select",
      name: "state",
      label: "State",
      value: filters.state ?? "",
      any: "Any state",
      options: badges(enrollmentWords),
    },
    { kind: "text", name: "batch", label: words.Batch, value: filters.batch ?? "", hint: "AWS-14" },
    {
      kind: "select",
      name: "plan",
      label: "Plan",
      value: filters.plan ?? "",
      any: "Any plan",
      options: plans.map(({ code, name }) => ({ value: code, label: name })),
    },
    ...(showsMoney
      ? [
          {
            kind: "select" as const,
            name: "payment",
            label: "Payment",
            value: filters.payment ?? "",
            any: "Any payment",
            options: badges(paymentWords),
          },
        ]
      : []),
    {
      kind: "select",
      name: "signed",
      label: "Signed in",
      value: filters.signed ?? "",
      any: "Ever or never",
      options: [{ value: "never", label: "Never signed in" }],
    },
  ];
}
