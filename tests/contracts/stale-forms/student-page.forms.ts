import { paths } from "#app/paths";
import { assignStudent } from "#domain/batches/assign-student";
import { withdrawAssignment } from "#domain/batches/withdraw-assignment";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { completeEnrollment } from "#domain/enrollments/complete-enrollment";
import { extendEnrollment } from "#domain/enrollments/extend-enrollment";
import { grantPause } from "#domain/enrollments/grant-pause";
import { activateOnFirstJoin } from "#domain/enrollments/on-session-joined";
import { reopenEnrollment } from "#domain/enrollments/reopen-enrollment";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import { changeStudentEmail } from "#domain/identity/change-student-email";
import { renameStudent, updateStudentContact } from "#domain/identity/update-student";
import { replayDeadLetter } from "#domain/notifications/replay-dead-letters";
import { recordPayment } from "#domain/payments/record-payment";
import { reversePayment } from "#domain/payments/reverse-payment";
import { verifyPayment } from "#domain/payments/verify-payment";
import { uuidv7 } from "#kernel/ids";
import { addDays, localDay } from "#kernel/time";
import type { Enrolled } from "#tests/support/domain-world";

import type { House } from "./house";
import type { Opened, StaleForm } from "./stale-form";

const act = (intent: string) => `admin.ops.students_.$studentId_.$action ${intent}`;
const reason = "Asked on the phone";
const manager = ({ nimbus }: House) => ({ ctx: () => nimbus.staff("ops_manager") });
const other = ({ nimbus }: House) => nimbus.staff("ops_manager", "second-manager");
/** The page of one action on a student's only plan, with its reason typed. */
const page = (house: House, { studentId }: Enrolled, action: string, of = "") => ({
  who: manager(house),
  path: paths.actOnStudent(studentId, action, of),
  types: { reason },
});
const placed = async ({ nimbus }: House): Promise<Enrolled> =>
  nimbus.assign(await nimbus.enroll({ agreedPaisa: 900_000 }), await nimbus.batch());
async function studying(house: House): Promise<Enrolled> {
  const student = await placed(house);
  await activateOnFirstJoin(house.nimbus.job(), {
    id: uuidv7(house.clock.now.getTime()),
    organizationId: house.nimbus.organizationId,
    name: "session.joined",
    payload: { enrollmentId: student.enrollmentId },
    actor: "system:test",
    requestId: null,
    at: house.clock.now,
  });
  return student;
}
const receipt = async (house: House, { enrollmentId }: Enrolled): Promise<string> =>
  (
    await recordPayment(await house.nimbus.staff("ops"), {
      enrollmentId,
      kind: "receipt",
      amountPaisa: 500_000,
      reference: "UTR 1",
    })
  ).paymentId;

/** Somebody else changed the plan: any change of it, and the move that would go out of hand. */
const planChanges = (house: House, { enrollmentId }: Enrolled): Opened["meanwhile"] => ({
  "somebody extended it": async () => extendEnrollment(await other(house), { enrollmentId, days: 30, reason: "Ill" }),
  "somebody cancelled it": async () => cancelEnrollment(await other(house), { enrollmentId, reason: "Moved away" }),
});

/** One action on a plan as data: what stands before it, and what is typed beside the reason. */
const onPlan = (
  action: string,
  make: (house: House) => Promise<Enrolled>,
  more: { types?: Record<string, string>; first?: string } = {},
): StaleForm => ({
  form: act(action),
  async begin(house) {
    const student = await make(house);
    const opened = page(house, student, action);
    return {
      ...opened,
      types: { ...opened.types, ...more.types },
      ...(more.first ? { first: more.first } : {}),
      meanwhile: planChanges(house, student),
    };
  },
});

const suspended = async (house: House): Promise<Enrolled> => {
  const student = await placed(house);
  await suspendEnrollment(house.nimbus.job(), { enrollmentId: student.enrollmentId, reason: "Unpaid" });
  return student;
};
const paused = async (house: House): Promise<Enrolled> => {
  const student = await placed(house);
  const { enrollmentId } = student;
  const fromOn = localDay(house.clock.now, "Asia/Kolkata");
  await grantPause(house.nimbus.job(), { enrollmentId, fromOn, untilOn: addDays(fromOn, 8), reason: "Exams" });
  return student;
};
const paid = async (house: House): Promise<Enrolled> => {
  const student = await placed(house);
  await verifyPayment(house.nimbus.job(), { paymentId: await receipt(house, student) });
  return student;
};
/** A mail to the student that gave up. */
async function deadMail({ nimbus, owner, clock }: House, { userId }: Enrolled): Promise<string> {
  const [noticeId, mailId, id] = [1, 2, 3].map(() => uuidv7(clock.now.getTime()));
  await nimbus.asOwner(
    "insert into notifications (id, user_id, template, subject_id, category) values ($1, $2, 'class_moved', $1, 'class')",
    [noticeId, userId],
  );
  await nimbus.asOwner("insert into deliveries (id, notification_id, channel, user_id) values ($1, $2, 'email', $3)", [
    mailId,
    noticeId,
    userId,
  ]);
  for (const state of ["sending", "dead"])
    await owner.query("update deliveries set state = $1 where id = $2", [state, mailId]);
  await nimbus.asOwner(
    "insert into dead_letters (id, source, source_id, what, error) values ($1, 'delivery', $2, 'mail class_moved', 'boom')",
    [id, mailId],
  );
  return id!;
}

export default [
  onPlan("suspend", placed),
  onPlan("reinstate", suspended),
  onPlan("complete", studying),
  {
    form: act("reopen"),
    async begin(house) {
      const student = await studying(house);
      const { enrollmentId } = student;
      await completeEnrollment(house.nimbus.job(), { enrollmentId, reason: "The wrong one" });
      return {
        ...page(house, student, "reopen"),
        meanwhile: {
          "somebody reopened it": async () => reopenEnrollment(await other(house), { enrollmentId, reason: "Mistake" }),
        },
      };
    },
  },
  onPlan("cancel", placed),
  onPlan("onboarding", ({ nimbus }) => nimbus.enroll()),
  onPlan("extend", placed, { types: { days: "30", fee: "1,500" }, first: "check" }),
  onPlan("pause", placed, { types: { fromOn: "2027-03-01", untilOn: "2027-03-05" }, first: "check" }),
  onPlan("resume", paused),
  onPlan("refund", paid, { types: { amount: "5,000", reference: "UTR 9" }, first: "check" }),
  {
    form: act("payment"),
    async begin(house) {
      const student = await placed(house);
      const { enrollmentId } = student;
      return {
        ...page(house, student, "payment"),
        types: { kind: "receipt", amount: "5,000", reference: "UTR 1", reason },
        first: "check",
        meanwhile: {
          "somebody recorded it": () => receipt(house, student),
          "somebody cancelled the plan": async () =>
            cancelEnrollment(await other(house), { enrollmentId, reason: "Moved away" }),
        },
        harmless: { "somebody cancelled the plan": "money came in all the same, and stands beside the state" },
      };
    },
  },
  {
    form: act("check"),
    leavesNoTrace: "shows what would be done and saves nothing",
    async begin(house) {
      const student = await placed(house);
      const opened = page(house, student, "payment");
      return {
        ...opened,
        types: { kind: "receipt", amount: "5,000", reference: "UTR 1", reason },
        meanwhile: planChanges(house, student),
      };
    },
  },
  {
    form: act("edit"),
    leavesNoTrace: "goes back to the form and saves nothing",
    async begin(house) {
      const student = await placed(house);
      return {
        ...page(house, student, "payment"),
        types: { kind: "receipt", amount: "5,000", reference: "UTR 1", reason },
        first: "check",
        meanwhile: planChanges(house, student),
      };
    },
  },
  {
    form: act("verify"),
    async begin(house) {
      const student = await placed(house);
      const paymentId = await receipt(house, student);
      return {
        ...page(house, student, "verify", `payment=${paymentId}`),
        types: {},
        meanwhile: {
          "somebody verified it": async () => verifyPayment(await other(house), { paymentId }),
          "somebody took it back": async () => reversePayment(await other(house), { paymentId, reason }),
        },
      };
    },
  },
  {
    form: act("reverse"),
    async begin(house) {
      const student = await placed(house);
      const paymentId = await receipt(house, student);
      return {
        ...page(house, student, "reverse", `payment=${paymentId}`),
        meanwhile: {
          "somebody took it back": async () => reversePayment(await other(house), { paymentId, reason }),
          "somebody verified it": async () => verifyPayment(await other(house), { paymentId }),
        },
        harmless: { "somebody verified it": "a manager may take a verified receipt back too" },
      };
    },
  },
  {
    form: act("assign"),
    async begin(house) {
      const student = await house.nimbus.enroll();
      const { enrollmentId } = student;
      const [batchId, second] = [await house.nimbus.batch(), await house.nimbus.batch()];
      return {
        ...page(house, student, "assign", `enrollment=${enrollmentId}`),
        types: { batchId, reason },
        meanwhile: {
          "somebody assigned them": async () =>
            assignStudent(await other(house), { enrollmentId, batchId: second, reason }),
          ...planChanges(house, student),
        },
      };
    },
  },
  {
    form: act("withdraw"),
    async begin(house) {
      const student = await house.nimbus.enroll();
      const { enrollmentId } = student;
      const batchId = await house.nimbus.batch();
      const { assignmentId } = await assignStudent(house.nimbus.job(), { enrollmentId, batchId });
      return {
        ...page(house, student, "withdraw", `place=${assignmentId}`),
        meanwhile: {
          "somebody withdrew it": async () => withdrawAssignment(await other(house), { assignmentId, reason }),
        },
      };
    },
  },
  {
    form: act("name"),
    async begin(house) {
      const student = await house.nimbus.enroll();
      const { studentId } = student;
      return {
        ...page(house, student, "name"),
        types: { fullName: "Asha Rao", preferredName: "Ash", reason },
        meanwhile: {
          "somebody renamed them": async () =>
            renameStudent(await other(house), { studentId, fullName: "Asha R", preferredName: "", reason }),
        },
      };
    },
  },
  {
    form: act("email"),
    async begin(house) {
      const student = await house.nimbus.enroll();
      const { studentId } = student;
      const address = () => `new${uuidv7(house.clock.now.getTime())}@nimbus.example`;
      return {
        ...page(house, student, "email"),
        types: { email: address(), old: "drop", reason },
        meanwhile: {
          "somebody changed it": async () =>
            changeStudentEmail(await other(house), { studentId, email: address(), reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.students_.$studentId_.contact contact",
    async begin(house) {
      const { studentId } = await house.nimbus.enroll();
      const phone = "+91 98765 43210";
      const contact = { studentId, whatsappConsent: false, city: "Pune", stateOrRegion: "", reason };
      return {
        who: manager(house),
        path: paths.studentContact(studentId),
        types: { phone, reason },
        meanwhile: {
          "somebody changed it": async () =>
            updateStudentContact(await other(house), { ...contact, phone: "+91 98765 00000" }),
        },
      };
    },
  },
  {
    form: "admin.ops.payments_.export",
    again: "a file is given whenever it is asked for, and each time stands in the record",
    records: ["audit_logs"],
    async begin(house) {
      const student = await placed(house);
      await receipt(house, student);
      return {
        who: manager(house),
        path: `${paths.payments()}?state=all`,
        types: {},
        meanwhile: { "somebody recorded more": () => receipt(house, student) },
      };
    },
  },
  {
    form: "admin.ops.students_.$studentId replay",
    async begin(house) {
      const student = await house.nimbus.enroll();
      const id = await deadMail(house, student);
      return {
        who: manager(house),
        path: paths.student(student.studentId),
        types: {},
        which: { deadLetterId: id },
        meanwhile: { "somebody replayed it": async () => replayDeadLetter(await other(house), { id }) },
      };
    },
  },
] satisfies StaleForm[];
