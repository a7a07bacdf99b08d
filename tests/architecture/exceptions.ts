import type { Exception } from "./rule";

const newSchool = "app/domain/organizations/create-organization.ts";
const lifecycle = "app/domain/enrollments/enrollment-lifecycle.ts";
const birth = "a school is born whole in one transaction, before any other domain can act in it";
const ownTarget =
  "each row goes to a state of its own, which transitionAll cannot say; the trigger holds it to the machine";

/** What breaks a rule and is right all the same. */
export const exceptions: readonly Exception[] = [
  {
    file: "app/routes/_index/route.tsx",
    breach: "imports app/kernel/read.server",
    why: "the front door only has to know whose it is: its read holds no query",
  },
  { file: newSchool, breach: "writes studentCodeCounters", why: birth },
  { file: newSchool, breach: "writes allowedStaffEmails", why: birth },
  {
    file: "app/domain/admissions/import-legacy-admission.ts",
    breach: "writes payments",
    why: "old books are closed by a waiver in the transaction that makes the enrollment, or a student would owe for a moment",
  },
  {
    file: "app/domain/batches/assign-student.ts",
    breach: "writes enrollments",
    why: "the seat and the enrollment's state change together: an event would leave a seat taken by an enrollment that waits",
  },
  {
    file: "app/kernel/mutate.server.ts",
    breach: "writes outbox",
    why: "events leave in the command's own transaction",
  },
  {
    file: "app/kernel/subscribe.server.ts",
    breach: "writes processed_events",
    why: "the row that an event was handled stands in the subscriber's own transaction",
  },
  { file: lifecycle, breach: "sets the state of enrollments", why: ownTarget },
];
