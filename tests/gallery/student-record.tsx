import type { ReactElement } from "react";

import { PaymentsScreen } from "../../app/routes/admin.ops.payments/screen";
import type { PaymentsView } from "../../app/routes/admin.ops.payments/screen";
import { AttendanceCard } from "#ui/attendance-card";
import { StudentScreen } from "../../app/routes/admin.ops.students_.$studentId/screen";
import type { PlanView } from "../../app/routes/admin.ops.students_.$studentId/plan-card";
import type { StudentView } from "../../app/routes/admin.ops.students_.$studentId/screen";
import { ActionScreen } from "../../app/routes/admin.ops.students_.$studentId_.$action/screen";
import type { ActionAnswer, ActionView } from "../../app/routes/admin.ops.students_.$studentId_.$action/screen";
import { ContactScreen } from "../../app/routes/admin.ops.students_.$studentId_.contact/screen";
import type { ContactAnswer, ContactView } from "../../app/routes/admin.ops.students_.$studentId_.contact/screen";
import { consolePlaces, nimbus, ravi } from "./world";

const frame = { tenant: nimbus, places: consolePlaces("/admin/ops/students"), person: ravi };
const at = "/admin/ops/students/1";
const can = (label: string, action: string) => ({ label, href: `${at}/${action}`, unavailable: null });
const cannot = (label: string, unavailable: string) => ({ label, href: `${at}/x`, unavailable });

const plan: PlanView = {
  id: "1",
  name: "Cloud and DevOps, one year",
  courses: "AWS, DEVOPS",
  state: { word: "Active", tone: "good" },
  written: null,
  reason: null,
  validity: "Mon 5 Jan 2026 to Mon 4 Jan",
  ends: "ends in 42 days, on Mon 4 Jan",
  pauses: [
    { id: "1", text: "Tue 1 Dec to Mon 14 Dec", why: "Semester exams", state: { word: "To come", tone: "info" } },
    {
      id: "2",
      text: "Mon 1 Jun to Sun 14 Jun",
      why: "Wedding in the family",
      state: { word: "Over", tone: "neutral" },
    },
  ],
  extensions: [{ text: "30 days more, fee ₹1,500", when: "Mon 2 Nov", why: "Was ill for a month" }],
  tasks: ["Welcome call, due Wed 25 Nov"],
  actions: [
    can("Assign to a batch", "assign"),
    can("Record money", "payment"),
    can("Extend", "extend"),
    can("Pause", "pause"),
    can("End the pause", "resume"),
    can("Suspend", "suspend"),
    can("Cancel the plan", "cancel"),
    cannot("Finish onboarding", "finished already"),
    cannot("Reinstate", "not while active"),
    cannot("Complete", "a manager does this"),
    cannot("Refund", "a manager does this"),
  ],
  places: [
    {
      id: "1",
      name: "AWS-14 · AWS",
      href: "/admin/ops/batches/a1",
      state: { word: "Active", tone: "good" },
      trainer: "Nila Varghese",
      next: "Next Mon 23 Nov, 7:30 pm IST",
      text: "22 classes to come",
      withdraw: can("Withdraw", "withdraw"),
    },
    {
      id: "2",
      name: "AWS-11 · AWS",
      href: "/admin/ops/batches/a2",
      state: { word: "Withdrawn", tone: "neutral" },
      trainer: "Omar Ali",
      next: null,
      text: "Mon 5 Jan to Fri 6 Mar 2026 · clashes with work",
      withdraw: null,
    },
  ],
  money: {
    state: { word: "Part paid", tone: "attention" },
    keptOut: true,
    lines: [
      { term: "Agreed", text: "₹45,000" },
      { term: "Fees", text: "₹1,500" },
      { term: "Received", text: "₹20,000" },
      { term: "Waits for verification", text: "₹25,000.50" },
      { term: "Due", text: "₹26,500" },
    ],
    entries: [
      {
        id: "3",
        kind: "Receipt",
        amount: "₹25,000.50",
        state: { word: "Waits for verification", tone: "attention" },
        people: "Ravi Menon, Mon 23 Nov, 4:12 pm IST",
        why: "UTR 402199381",
        verify: cannot("Verify", "you recorded it, so somebody else verifies it"),
        reverse: can("Take back", "reverse"),
      },
      {
        id: "2",
        kind: "Fee",
        amount: "-₹1,500",
        state: { word: "Counts", tone: "good" },
        people: "Ravi Menon, Mon 2 Nov, 11:05 am IST",
        why: "30 days more: Was ill for a month",
        verify: null,
        reverse: null,
      },
      {
        id: "1",
        kind: "Receipt",
        amount: "₹20,000",
        state: { word: "Verified", tone: "good" },
        people: "Sana Sheikh, Mon 5 Jan, 10:00 am IST · verified by Meera Rao",
        why: "UTR 399120044",
        verify: null,
        reverse: null,
      },
    ],
  },
};

const asha: StudentView = {
  back: "/admin/ops/students",
  name: "Asha Rao",
  preferredName: "Ash",
  code: "MD-1001",
  situation:
    "Active on AWS+DEVOPS, ends in 42 days, on Mon 4 Jan; next class Mon 23 Nov, 7:30 pm IST; kept out of class: part paid",
  next: {
    text: "AWS-14 · VPC and subnets",
    when: "Mon 23 Nov, 7:30–9:30 pm IST",
    href: "/admin/ops/sessions/2",
    live: false,
  },
  flash: null,
  personActions: [can("Show contact", "contact"), can("Change name", "name"), can("Change e-mail", "email")],
  plans: [plan],
  signInText: "First signed in Mon 5 Jan, 10:12 am IST. The address is verified.",
  signIns: [
    {
      id: "1",
      text: "Chrome on Android by mailed code",
      when: "Mon 16 Nov, 7:02 pm IST, last seen Fri 20 Nov, 7:28 pm IST",
      state: { word: "Signed in", tone: "good" },
    },
    {
      id: "2",
      text: "Firefox on Windows by mailed code",
      when: "Mon 5 Jan, 10:12 am IST, last seen Mon 5 Jan, 10:40 am IST",
      state: { word: "Over", tone: "neutral" },
    },
  ],
  deliveries: [
    {
      id: "1",
      what: "Reminder before class",
      when: "Mon 23 Nov, 7:15 pm IST",
      state: { word: "Gave up", tone: "danger" },
      error: "resend.rate_limited",
      replay: "9",
    },
    ...["2", "3", "4", "5", "6", "7", "8"].map((id) => ({
      id,
      what: "Reminder a day before class",
      when: "Sun 22 Nov, 7:30 pm IST",
      state: { word: "Delivered", tone: "good" as const },
      error: null,
      replay: null,
    })),
  ],
  attempts: [
    {
      id: "1",
      when: "Fri 20 Nov, 7:31 pm IST",
      name: "AWS-14 · IAM roles",
      href: "/admin/ops/sessions/1",
      state: { word: "Refused: payment due", tone: "attention" },
      fix: "Verify the payment, or admit them to this class.",
    },
    {
      id: "2",
      when: "Wed 18 Nov, 7:28 pm IST",
      name: "AWS-14 · Regions",
      href: "/admin/ops/sessions/3",
      state: { word: "Let in", tone: "good" },
      fix: null,
    },
  ],
  timeline: [
    {
      id: "1",
      text: "Ravi Menon (ops) moved Asha Rao from AWS-11 to AWS-14",
      when: "Mon 23 Nov, 4:12 pm IST",
      why: "clashes with work",
    },
    {
      id: "2",
      text: "Meera Rao (leadership) verified a receipt of ₹20,000 from Asha Rao",
      when: "Mon 5 Jan 2026, 10:30 am IST",
    },
    { id: "3", text: "Hub (school setup) added Asha Rao as a student", when: "Mon 5 Jan 2026, 9:00 am IST" },
  ],
  older: "?older=1",
};
const student = (view: Partial<StudentView>): ReactElement => (
  <StudentScreen
    {...frame}
    view={{ ...asha, ...view }}
    attendance={
      <AttendanceCard
        title="Attendance"
        lines={[{ id: "1", name: "AWS-14 · AWS", text: "in class 12 of 14 times, 86 %", note: "1 class excused" }]}
        marks={[
          {
            id: "1",
            name: "Fri 20 Nov, AWS-14 · IAM roles",
            href: "/admin/ops/sessions/1/attendance",
            mark: { word: "Late", tone: "attention" },
            why: "98 of 120 min, from 7:52 pm",
          },
          {
            id: "2",
            name: "Wed 18 Nov, AWS-14 · Users and groups",
            href: "/admin/ops/sessions/2/attendance",
            mark: { word: "Absent", tone: "danger" },
            why: "No trace",
          },
        ]}
      />
    }
  />
);

const action: ActionView = {
  name: "payment",
  student: "Asha Rao",
  code: "MD-1001",
  situation: asha.situation,
  back: at,
  title: "Record money for Ash",
  explains: [
    "Part paid: ₹26,500 due of ₹45,000 agreed.",
    "Entries are never changed: a wrong one is taken back by its opposite.",
  ],
  unavailable: null,
  fields: [
    {
      kind: "select",
      name: "kind",
      label: "What",
      options: [
        { value: "receipt", label: "Receipt: money that came in" },
        { value: "fee", label: "Fee: more is owed" },
      ],
    },
    {
      kind: "text",
      name: "amount",
      label: "Amount",
      hint: "Like 2,500 or 2500.50.",
      inputMode: "decimal",
      required: true,
    },
    { kind: "text", name: "reference", label: "Reference", hint: "The UTR, receipt or invoice number." },
  ],
  closed: false,
  reason: { label: "Reason", hint: "A must but for receipts.", optional: true },
  verb: "Record the entry",
  danger: false,
  checks: true,
  hidden: { enrollmentId: "1", version: "4", ledgerVersion: "3", key: "k" },
  last: "Sana Sheikh (ops) recorded a receipt of ₹25,000.50 from Asha Rao · Mon 23 Nov, 4:12 pm IST",
};
const act = (view: Partial<ActionView>, answer: Partial<ActionAnswer> | null = null): ReactElement => (
  <ActionScreen
    {...frame}
    view={{ ...action, ...view }}
    answer={answer && { values: {}, errors: [], changed: false, says: null, ...answer }}
  />
);

const contact: ContactView = {
  student: "Asha Rao",
  code: "MD-1001",
  back: at,
  addresses: [
    { email: "asha.rao@nimbus.example", text: "Mail goes here, verified Mon 5 Jan, 10:12 am IST" },
    { email: "asha@work.example", text: "Second address, not verified yet: no sign-in by it so far" },
  ],
  phone: "+919876543210",
  whatsapp: {
    href: "https://wa.me/919876543210?text=Hello",
    text: "Hello Ash, this is Nimbus Academy. Your classes are here: https://nimbus.hub.example/app",
  },
  values: { phone: "+919876543210", city: "Pune", stateOrRegion: "Maharashtra", whatsappConsent: "yes" },
  version: "3",
  cannotChange: null,
};
const reach = (view: Partial<ContactView>, answer: ContactAnswer | null = null): ReactElement => (
  <ContactScreen {...frame} view={{ ...contact, ...view }} answer={answer} />
);

const ledger: PaymentsView = {
  frame: {
    path: "/admin/ops/payments",
    sort: "-recorded",
    sorts: { recorded: { href: "?sort=recorded", now: "descending" } },
    first: null,
    next: "?after=x",
    clear: null,
    search: "",
  },
  rows: plan.money!.entries.map((entry, n) => ({
    id: entry.id,
    student: ["Asha Rao", "Meera Krishnan", "Joseph K"][n]!,
    code: `MD-10${n + 10}`,
    href: at,
    kind: entry.kind,
    amount: entry.amount,
    reference: entry.why,
    when: "Mon 23 Nov, 4:12 pm IST",
    people: entry.people.split(",")[0]!,
    state: entry.state,
    verify:
      n === 0
        ? { href: `${at}/verify?payment=3`, why: null }
        : n === 1
          ? { href: null, why: "a manager does this" }
          : null,
  })),
  text: "3 in all",
  waiting: 3,
  showsAll: false,
  all: "?state=all",
  fields: [
    {
      kind: "select",
      name: "state",
      label: "Show",
      value: "",
      any: "To verify",
      options: [{ value: "all", label: "Whole ledger" }],
    },
    {
      kind: "select",
      name: "kind",
      label: "Kind",
      value: "",
      any: "Every kind",
      options: [{ value: "receipt", label: "Receipt" }],
    },
    { kind: "day", name: "from", label: "From", value: "" },
    { kind: "day", name: "until", label: "Until", value: "" },
  ],
  exportAction: "/admin/ops/payments/export",
  flash: null,
};
const payments = (view: Partial<PaymentsView>): ReactElement => (
  <PaymentsScreen {...frame} places={consolePlaces("/admin/ops/payments")} view={{ ...ledger, ...view }} />
);

const batch = (value: string, more: object = {}) => ({
  value,
  label: `${value} · AWS`,
  details: [
    "Active",
    "began Mon 5 Oct",
    "next class Mon 23 Nov, 7:30 pm IST",
    "14 classes held, to be caught up",
    "3 of 120 seats free",
    "with Nila Varghese",
  ],
  ...more,
});

export const studentRecordPages: Record<string, ReactElement> = {
  student: student({}),
  "student-two-plans": student({
    flash: { tone: "good", title: "The plan is suspended. The student reads your reason." },
    plans: [
      {
        ...plan,
        state: { word: "Suspended", tone: "danger" },
        reason: "The second instalment bounced twice",
        written: null,
      },
      {
        ...plan,
        id: "2",
        name: "Generative AI, 90 days",
        state: { word: "Ended", tone: "danger" },
        written: "Active",
        pauses: [],
        extensions: [],
        places: [],
        money: { ...plan.money!, keptOut: false, entries: [] },
      },
    ],
  }),
  "student-for-a-trainer": student({
    personActions: [],
    plans: [{ ...plan, actions: [], money: null, places: plan.places.map((one) => ({ ...one, withdraw: null })) }],
    signIns: null,
    deliveries: null,
    timeline: null,
    older: null,
  }),
  "student-new": student({
    situation: "No plan yet",
    next: null,
    plans: [],
    signIns: [],
    signInText: "Never invited, never signed in.",
    deliveries: [],
    attempts: [],
    timeline: [],
    older: null,
  }),
  "act-payment": act({}),
  "act-payment-checked": act(
    {},
    {
      values: { kind: "receipt", amount: "25000.50", reference: "UTR 402199381", reason: "" },
      says: [
        "Receipt of ₹25,000.50 for Ash, Cloud and DevOps, one year.",
        "It waits until somebody else has verified it; until then nothing changes.",
        "Once verified: Part paid, ₹1,499.50 due.",
      ],
    },
  ),
  "act-payment-changed": act(
    {},
    {
      values: { kind: "receipt", amount: "25000.50", reference: "UTR 402199381" },
      changed: true,
      errors: [
        {
          field: null,
          message:
            "The ledger of this plan changed since you opened this page. Nothing was written: look again, then decide.",
        },
        { field: "amount", message: "Write an amount like 2,500 or 2500.50." },
      ],
    },
  ),
  "act-cancel": act({
    name: "cancel",
    title: "Cancel Ash’s plan",
    explains: [
      "Cloud and DevOps, one year ends now and cannot be taken up again.",
      "Ash loses the place in AWS-14, 22 classes to come in AWS-14.",
    ],
    fields: [],
    reason: { label: "Reason", hint: "It stands in the record.", optional: false },
    verb: "Cancel the plan",
    danger: true,
    checks: false,
  }),
  "act-assign": act(
    {
      name: "assign",
      title: "Assign Ash to a batch",
      explains: ["Batches of the courses of Cloud and DevOps, one year."],
      fields: [
        {
          kind: "choice",
          name: "batchId",
          label: "Batch",
          choices: [
            batch("AWS-14"),
            batch("AWS-15", { warning: "Clashes with DEVOPS-09: Tue 24 Nov, 7:30–9:30 pm IST" }),
            batch("AWS-16", { unavailable: "No seat is left." }),
          ],
        },
        {
          kind: "check",
          name: "doubleBookingOk",
          label: "Book twice all the same",
          hint: "Only where a clash is shown.",
        },
      ],
      checks: false,
      verb: "Assign to the batch",
    },
    {
      values: { batchId: "AWS-15" },
      errors: [{ field: "batchId", message: "DEVOPS-09 has a class at that time: Tue 24 Nov, 7:30–9:30 pm IST." }],
    },
  ),
  "act-unavailable": act({
    name: "reinstate",
    title: "Reinstate Ash’s plan",
    unavailable: "This cannot be done now: not while active.",
    explains: [],
  }),
  contact: reach({}),
  "contact-none": reach(
    {
      phone: null,
      whatsapp: { href: null, text: "No number is known." },
      addresses: contact.addresses.slice(0, 1),
    },
    {
      values: { phone: "98765 43210", reason: "" },
      errors: [
        { field: "phone", message: "Write the number with its country code, like +91 98765 43210." },
        { field: "reason", message: "Say why; it stands in the record." },
      ],
    },
  ),
  "contact-look-only": reach({
    whatsapp: { href: null, text: "Has not agreed to be written to on WhatsApp." },
    cannotChange: "Your role may look, and not change it.",
  }),
  payments: payments({}),
  "payments-all": payments({ showsAll: true, flash: "The receipt is verified and counts now." }),
  "payments-empty": payments({ rows: [], waiting: 0, exportAction: null }),
};
