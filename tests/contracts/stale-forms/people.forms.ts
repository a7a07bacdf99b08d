import { paths } from "#app/paths";
import { createPlan } from "#domain/catalog/create-plan";
import { getMergePage } from "#domain/identity/merge/get-merge-page";
import { mergeSeen } from "#domain/identity/merge/merge-rules";
import { mergeStudents } from "#domain/identity/merge/merge-students";
import { undoMerge } from "#domain/identity/merge/undo-merge";
import { attachSignIn } from "#domain/identity/unmatched/attach-sign-in";
import { dismissSignIn } from "#domain/identity/unmatched/dismiss-sign-in";
import { inviteChoice } from "#domain/notifications/invites/inputs";
import { sendInvites } from "#domain/notifications/invites/send-invites";
import { uuidv7 } from "#kernel/ids";

import type { House } from "./house";
import type { StaleForm } from "./stale-form";

const reason = "Named her batch and the plan she bought";

/** An address that asked for a code and is nobody's, and a student whose it could be. */
async function stranger({ nimbus, clock }: House) {
  const student = await nimbus.enroll();
  const id = uuidv7(clock.now.getTime());
  await nimbus.asOwner("insert into unmatched_sign_ins (id, email, first_at, last_at) values ($1, $2, $3, $3)", [
    id,
    `${id}@home.example`,
    clock.now,
  ]);
  return {
    student,
    page: { who: { ctx: () => nimbus.staff("ops") }, path: paths.signIn(id) },
    meanwhile: {
      "somebody attached it": async () =>
        attachSignIn(await nimbus.staff("ops", "other"), { signInId: id, student: student.studentId, reason }),
      "somebody dismissed it": async () =>
        dismissSignIn(await nimbus.staff("ops", "other"), { signInId: id, reason: "Nobody of ours" }),
    },
  };
}

/** Two accounts of one person, on plans of their own. */
async function twoAccounts({ nimbus, clock }: House) {
  const code = `P-${uuidv7(clock.now.getTime()).slice(-8).toUpperCase()}`;
  const plan = { code, name: "Another plan", validityDays: 365, pricePaisa: 1, currency: "INR" };
  const { planId } = await createPlan(nimbus.job(), { ...plan, courseIds: [nimbus.courseId] });
  const [kept, merged] = [await nimbus.enroll(), await nimbus.enroll({ planId })];
  const merge = async () => {
    const manager = await nimbus.staff("ops_manager", "other-manager");
    const page = await getMergePage(manager, kept.studentId, merged.studentId);
    const seen = mergeSeen(page!.student, page!.other!);
    return mergeStudents(manager, { keptId: kept.studentId, mergedId: merged.studentId, seen, reason });
  };
  return { kept, merged, merge, who: { ctx: () => nimbus.staff("ops_manager") } };
}

export default [
  {
    form: "admin.ops.invites",
    // How far they have come is counted after every look at the page.
    records: ["invite_counts"],
    async begin({ nimbus }) {
      const { planId } = await createPlan(nimbus.job(), {
        code: `P-${crypto.randomUUID().slice(0, 8).toUpperCase()}`,
        name: "A plan",
        validityDays: 30,
        pricePaisa: 1,
        currency: "INR",
        courseIds: [nimbus.courseId],
      });
      await nimbus.enroll({ planId });
      const choice = inviteChoice.parse({ who: "never_invited", planId });
      return {
        who: { ctx: () => nimbus.staff("ops") },
        path: `${paths.invites()}?who=never_invited&planId=${planId}`,
        types: { reason },
        meanwhile: {
          "somebody invited them": async () =>
            sendInvites(await nimbus.staff("ops", "other"), { choice, expected: 1, reason }),
          "somebody came along": () => nimbus.enroll({ planId }),
        },
      };
    },
  },
  {
    form: "admin.ops.sign-ins_.$signInId attach",
    async begin(house) {
      const { student, page, meanwhile } = await stranger(house);
      return { ...page, types: { code: student.studentId, reason }, meanwhile };
    },
  },
  {
    form: "admin.ops.sign-ins_.$signInId dismiss",
    async begin(house) {
      const { page, meanwhile } = await stranger(house);
      return { ...page, types: { reason }, meanwhile };
    },
  },
  {
    form: "admin.ops.students_.$studentId_.merge merge",
    async begin(house) {
      const { kept, merged, merge, who } = await twoAccounts(house);
      return {
        who,
        path: `${paths.mergeStudent(kept.studentId)}?other=${merged.studentId}`,
        types: { reason },
        meanwhile: {
          "somebody merged them": merge,
          "somebody changed a plan": () =>
            house.nimbus.asOwner("update enrollments set agreed_paisa = agreed_paisa + 1 where id = $1", [
              merged.enrollmentId,
            ]),
        },
      };
    },
  },
  {
    form: "admin.ops.students_.$studentId_.merge undo",
    async begin(house) {
      const { kept, merge, who } = await twoAccounts(house);
      const { mergeId } = await merge();
      return {
        who,
        path: paths.mergeStudent(kept.studentId),
        types: { reason: "They are cousins" },
        which: { mergeId },
        meanwhile: {
          "somebody made them two again": async () =>
            undoMerge(await house.nimbus.staff("ops_manager", "other-manager"), {
              mergeId,
              reason: "They are cousins",
            }),
        },
      };
    },
  },
] satisfies StaleForm[];
