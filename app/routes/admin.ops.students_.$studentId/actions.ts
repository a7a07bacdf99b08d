import { actions, can } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import { available } from "#kernel/available";
import type { Unavailable } from "#kernel/available";
import type { Actor } from "#kernel/ctx";
import type { StudentEnrollment } from "#domain/audit/student-page/get-student-page";
import type { PlaceRow } from "#domain/audit/student-page/student-facts";
import { enrollmentMachine } from "#domain/enrollments/enrollment.machine";
import { extendable } from "#domain/enrollments/extend-enrollment";
import type { LedgerRow } from "#domain/payments/ledger-rows";
import { inWords } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";

import { enrollmentWords } from "../../copy";
import { paths } from "../../paths";
import type { BarAction } from "../../ui/action-bar";

/** What staff can do on the student page, each on a page of its own. */
export type StudentAction =
  | "name"
  | "email"
  | "assign"
  | "extend"
  | "pause"
  | "resume"
  | "onboarding"
  | "suspend"
  | "reinstate"
  | "complete"
  | "reopen"
  | "cancel"
  | "refund"
  | "payment"
  | "withdraw"
  | "verify"
  | "reverse";

const managers = new Set(["ops_manager", "leadership"]);
/** Whose an action is, for who may not: a manager's, or simply not this role's. */
const whose = (action: Action): string =>
  Object.keys(actions[action]).every((role) => managers.has(role)) ? "a manager does this" : "not for your role";

/** Moves of the machine by the action they ask for. */
const asked = {
  suspend: "enrollment.suspend",
  reinstate: "enrollment.reinstate",
  complete: "enrollment.complete",
  reopen: "enrollment.complete",
  cancel: "enrollment.cancel",
  finish_onboarding: "enrollment.finish_onboarding",
  pause: "pause.decide",
  assign: "assignment.create",
  refund: "enrollment.refund",
} as const;

/** Why something cannot be done to this plan now, in a few words; null when it can. */
export function whyNotOnPlan(
  action: StudentAction,
  plan: StudentEnrollment,
  actor: Actor,
  today: string,
): string | null {
  const moves = available(actor, enrollmentMachine, plan, asked);
  const word = `not while ${enrollmentWords[plan.state].word.toLowerCase()}`;
  const told = (why: Unavailable, needs: Action): string | null =>
    why === "role" ? whose(needs) : why === "state" ? word : null;
  const role = (needs: Action): string | null => (can(actor, needs) === true ? null : whose(needs));
  switch (action) {
    case "suspend":
    case "reinstate":
    case "complete":
    case "reopen":
    case "cancel":
    case "pause":
      return told(moves[action], asked[action]);
    case "onboarding":
      return moves.finish_onboarding === "state"
        ? "finished already"
        : told(moves.finish_onboarding, asked.finish_onboarding);
    case "assign": {
      // In class already and free for another course: the plan's state stays.
      const goesOn = plan.state === "BATCH_ASSIGNED" || plan.state === "ACTIVE";
      return told(moves.assign === "state" && goesOn ? null : moves.assign, asked.assign);
    }
    case "extend": {
      if (role("enrollment.extend")) return role("enrollment.extend");
      if (!(extendable as readonly string[]).includes(plan.state)) return word;
      return plan.valid_until_on === null ? "the plan has no end" : null;
    }
    case "resume": {
      if (role("pause.decide")) return role("pause.decide");
      const open = plan.pauses.some((one) => ["approved", "active"].includes(one.state) && one.untilOn >= today);
      if (!open) return "nothing is paused";
      return ["BATCH_PENDING", "BATCH_ASSIGNED", "ACTIVE", "PAUSED"].includes(plan.state) ? null : word;
    }
    case "refund": {
      const left = plan.money ? plan.money.sums.receivedPaisa - plan.money.sums.refundedPaisa : 0;
      // What was cancelled first is refunded afterwards.
      return moves.refund === "state" && left > 0 ? null : told(moves.refund, asked.refund);
    }
    case "payment":
      return role("payment.record");
    default:
      return null;
  }
}

export function whyNotOnPlace(place: PlaceRow, actor: Actor): string | null {
  if (can(actor, "assignment.withdraw") !== true) return whose("assignment.withdraw");
  return place.state === "assigned" || place.state === "active" ? null : "the place is not in use any more";
}

export function whyNotVerified(entry: LedgerRow, actor: Actor): string | null {
  if (can(actor, "payment.verify") !== true) return whose("payment.verify");
  if (entry.kind !== "receipt") return "counts without it";
  if (entry.verified) return "verified already";
  if (entry.reversed) return "taken back";
  return actor.kind === "member" && entry.recorded_by === actor.memberId
    ? "you recorded it, so somebody else verifies it"
    : null;
}

export function whyNotReversed(entry: LedgerRow, actor: Actor): string | null {
  const needs = entry.kind === "receipt" && !entry.verified ? "payment.record" : "payment.adjust";
  if (can(actor, needs) !== true) return whose(needs);
  if (entry.kind === "reversal") return "it takes another entry back itself";
  return entry.reversed ? "taken back already" : null;
}

const planActions: [StudentAction, string][] = [
  ["assign", "Assign to {aBatch}"],
  ["payment", "Record money"],
  ["extend", "Extend"],
  ["pause", "Pause"],
  ["resume", "End the pause"],
  ["onboarding", "Finish onboarding"],
  ["suspend", "Suspend"],
  ["reinstate", "Reinstate"],
  ["complete", "Complete"],
  ["reopen", "Reopen"],
  ["refund", "Refund"],
  ["cancel", "Cancel the plan"],
];

/** Everything that can be done to one plan. */
export const planBar = (
  studentId: string,
  plan: StudentEnrollment,
  { actor, today, words }: { actor: Actor; today: string; words: SchoolWords },
): BarAction[] =>
  planActions.map(([action, label]) => ({
    label: inWords(label, words),
    href: paths.actOnStudent(studentId, action, `enrollment=${plan.id}`),
    unavailable: whyNotOnPlan(action, plan, actor, today),
  }));

/** What can be done to the person, whatever they have bought. */
export function personBar(studentId: string, actor: Actor): BarAction[] {
  const row = (label: string, href: string, needs: Action): BarAction => ({
    label,
    href,
    unavailable: can(actor, needs) === true ? null : whose(needs),
  });
  return [
    row("Show contact", paths.studentContact(studentId), "student.read_contact"),
    row("Change name", paths.actOnStudent(studentId, "name"), "student.update"),
    row("Change e-mail", paths.actOnStudent(studentId, "email"), "student.change_email"),
    row("View as the student", paths.viewAs(studentId), "student.view_as"),
    row("Merge with another account", paths.mergeStudent(studentId), "student.merge"),
  ];
}

/** Whoever may do nothing here is shown no bar at all: a trainer, a counselor. */
export const mayActOnPlans = (actor: Actor): boolean =>
  Object.values(asked).some((needs) => can(actor, needs) === true) || can(actor, "student.update") === true;
