import { sql } from "drizzle-orm";

import { localDay } from "#kernel/time";

import { effectiveState, isJoinable } from "../enrollments/effective-state";
import type { EffectiveFacts } from "../enrollments/effective-state";

/** The plan a student would sit in class on. */
export type Seat = EffectiveFacts;

/** A `Seat` as JSON; the statement names the enrollment `e`. */
export const seatJson = sql`jsonb_build_object('state', e.state, 'validUntilOn', e.valid_until_on, 'pauses', coalesce((
  select jsonb_agg(jsonb_build_object('fromOn', p.from_on, 'untilOn', p.until_on)) from enrollment_pauses p
  where p.organization_id = e.organization_id and p.enrollment_id = e.id and p.state in ('approved', 'active')), '[]'))`;

/** Whether the plan lets its student into a class of that day: the gate's own rule, so that nobody is called to a closed door. */
export function mayAttend(seat: Seat, startsAt: Date, zone: string): boolean {
  return isJoinable(effectiveState(seat, localDay(startsAt, zone)));
}
