import type { Action } from "#kernel/actions";
import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";

import { isLocked, policyOf } from "./marks-of-sheet";
import { refuseAttendance } from "./refusals";
import type { SheetFacts, SheetSession } from "./sheet-facts";

/**
 * The class whose marks somebody is about to change. Refuses out of scope as not found (a trainer's own classes are those
 * they teach), a class that was cancelled or has not begun, and one whose marks are final.
 */
export function sheetToChange(ctx: Ctx, action: Action, facts: SheetFacts): SheetSession | Refusal {
  const [session] = facts.sessions;
  assertCan(ctx.actor, action, { assigned: isTrainerOf(ctx, session) });
  if (!session || !ctx.tenant) return refuse("not_found");
  if (session.state === "cancelled") return refuseAttendance("attendance.cancelled");
  if (new Date(session.starts_at) > ctx.now) return refuseAttendance("attendance.not_begun");
  if (isLocked(session, policyOf(facts).rule, ctx.now, ctx.tenant.zone)) return refuseAttendance("attendance.locked");
  return session;
}

export const isTrainerOf = (ctx: Ctx, session: { trainer_id: string | null } | undefined) =>
  !!session && ctx.actor.kind === "member" && session.trainer_id === ctx.actor.memberId;
