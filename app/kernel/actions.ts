/** Who may do what. Scopes are three, ever: one's own, what one is assigned to, the whole organization. */
import type { Actor, Role } from "./ctx";
import { refuse } from "./refusal";
import type { Refusal } from "./refusal";

export type Scope = "own" | "assigned" | "org";
export type Grants = Partial<Record<Role, Scope>>;

const all = (scope: Scope, ...roles: Role[]): Grants => Object.fromEntries(roles.map((r) => [r, scope]));
const M: Role[] = ["ops_manager", "leadership"];
const OM: Role[] = ["ops", ...M];
const OMP: Role[] = [...OM, "program_manager"];
const OMPC: Role[] = [...OMP, "customer_support"];
const everyone: Role[] = [...OMPC, "trainer", "academic_counselor", "sales", "student"];

/**
 * Action x role x scope, default deny: a role that is not named may not. leadership has all of ops_manager's actions plus
 * its own. Jobs, providers and the demo actor are system actors and act under the name of what they do.
 */
export const actions = {
  "auth_session.list": all("own", ...everyone),
  "auth_session.revoke": all("own", ...everyone),
  "notification.read": all("own", ...everyone),
  "preference.update": all("own", ...everyone),
  "allowlist.manage": all("org", "leadership"),
  "integration.manage": all("org", "leadership"),
  "member.disable": all("org", "leadership"),
  "settings.update": all("org", ...M),
  "policy.update": all("org", ...M),
  "template.update": all("org", ...M),
  "catalog.manage": all("org", ...M),
  "holiday.manage": all("org", ...OMP),
  "student.search": { ...all("org", ...OMPC, "academic_counselor"), student: "own", trainer: "assigned" },
  "student.read": { ...all("org", ...OMPC, "academic_counselor"), student: "own", trainer: "assigned" },
  "student.read_contact": { ...all("org", ...OMPC, "academic_counselor"), student: "own" },
  "student.update": { ...all("org", ...OMPC), student: "own" },
  "student.change_email": { ...all("org", ...OMPC), student: "own" },
  "student.merge": all("org", ...M),
  "student.view_as": all("org", ...OMPC),
  "student.export": all("org", ...OMP),
  "roster.export": all("org", ...OMP),
  "invite.send": all("org", ...OMPC),
  "admission.submit": { ...all("org", ...OM, "academic_counselor"), sales: "own" },
  "admission.update": { ...all("org", ...OM, "academic_counselor"), sales: "own" },
  "admission.read": { ...all("org", ...OM, "academic_counselor"), sales: "own" },
  "admission.verify": all("org", ...OM, "academic_counselor"),
  "admission.reject": all("org", ...OM, "academic_counselor"),
  "admission.void": all("org", ...M),
  "enrollment.read": { ...all("org", ...OMPC, "academic_counselor"), student: "own", trainer: "assigned" },
  "enrollment.finish_onboarding": all("org", ...OM),
  "enrollment.extend": all("org", ...OM),
  "enrollment.cancel": all("org", ...OM),
  "enrollment.suspend": all("org", ...M),
  "enrollment.reinstate": all("org", ...M),
  "enrollment.refund": all("org", ...M),
  "enrollment.complete": all("org", ...M),
  "onboarding_task.do": { ...all("org", ...OMP, "academic_counselor"), student: "own" },
  "payment.read": { ...all("org", ...OMPC, "academic_counselor"), student: "own" },
  "payment.record": all("org", ...OM),
  "payment.verify": all("org", ...M),
  "payment.adjust": all("org", ...M),
  "batch.read": { ...all("org", ...OMPC, "academic_counselor"), student: "own", trainer: "assigned" },
  "batch.create": all("org", ...OMP),
  "batch.update": all("org", ...OMP),
  "batch.open": all("org", ...OMP),
  "batch.start": all("org", ...OMP),
  "batch.complete": all("org", ...OMP),
  "batch.cancel": all("org", ...OMP),
  "batch.oversell": all("org", ...M),
  "batch.reopen": all("org", ...M),
  "assignment.create": all("org", ...OMP),
  "assignment.withdraw": all("org", ...OMP),
  "roster.read": { ...all("org", ...OMPC), trainer: "assigned" },
  "session.create": all("org", ...OMP),
  "session.update": all("org", ...OMP),
  "session.cancel": all("org", ...OMP),
  "session.set_link": all("org", ...OMP),
  "session.open_window": all("org", ...OMPC),
  "session.admit": all("org", ...OMPC),
  "session.join": { student: "own" },
  "session.host": { ...all("org", ...OMP), trainer: "assigned" },
  "session.note": { ...all("org", ...OMP), trainer: "assigned" },
  "recording.manage": { ...all("org", ...OMP), trainer: "assigned" },
  "announcement.send": { ...all("org", ...OMP), trainer: "assigned" },
  "attendance.mark": { ...all("org", ...OMP), trainer: "assigned" },
  "attendance.read": { ...all("org", ...OMPC), trainer: "assigned", student: "own" },
  "attendance.unlock": all("org", ...M),
  "attendance.match": all("org", ...OMP),
  "attendance.decide_contest": all("org", ...OMP),
  "attendance.excuse": { student: "own" },
  "attendance.contest": { student: "own" },
  "pause.request": { ...all("org", ...OMPC), student: "own" },
  "pause.decide": all("org", ...OMP),
  "delivery.read": all("org", ...OMPC),
  "dead_letter.replay": all("org", ...OM),
  "job.run": all("org", ...OM),
  "system.read": all("org", ...OM),
  "import.plan": all("org", ...OMP),
  "import.apply": all("org", ...OMP),
  "import.undo": all("org", ...OMP),
  "audit.timeline": all("org", ...OMPC),
  "audit.read": all("org", ...M),
  "audit.export": all("org", ...M),
  // Under these, system actors write; no role has them.
  "org.create": {},
  "job.relay-outbox": {},
  "job.remind-due-sessions": {},
  "job.settle-joins": {},
  "job.provision-links": {},
  "job.start-due-batches": {},
  "job.end-due-sessions": {},
  "job.expire-holds": {},
  "job.process-notifications": {},
  "job.enrollment-lifecycle": {},
  "job.mark-attendance": {},
  "job.seal-audit": {},
  "subscriber.handle": {},
} as const satisfies Record<string, Grants>;
export type Action = keyof typeof actions;

/** What the thing acted upon is to the one who asks; default deny where nothing is said. */
export type Relation = { own?: boolean; assigned?: boolean };

/**
 * Whether the actor may do this to something of this relation. Out of scope is not found, never forbidden: a person
 * cannot learn what exists beyond their wall. A role without the action at all is forbidden.
 */
export function can(actor: Actor, action: Action, relation: Relation = {}): true | Refusal {
  if (actor.kind === "system" || actor.kind === "provider") return true;
  if (actor.kind === "anonymous") return refuse("auth.required");
  const scope = (actions[action] as Grants)[actor.role];
  if (!scope) return refuse("forbidden");
  if (scope === "org") return true;
  return relation[scope] ? true : refuse("not_found");
}

/** Throws what `can` refuses. Pure and synchronous. */
export function assertCan(actor: Actor, action: Action, relation: Relation = {}): void {
  const answer = can(actor, action, relation);
  if (answer !== true) throw answer;
}
