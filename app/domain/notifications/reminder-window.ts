import * as z from "zod";

import { addMinutes } from "#kernel/time";

/** Policy `reminders`: which of the two a school sends, in minutes before the class. */
export const reminderPolicy = z.object({ minutes: z.array(z.union([z.literal(1440), z.literal(15)])) });
export const defaultReminders: z.infer<typeof reminderPolicy> = { minutes: [1440, 15] };

export type Reminder = "class_reminder_day" | "class_reminder_soon";

/**
 * When each reminder is written and until when it is worth sending, in minutes before the start. The day's one is not begun
 * in the last hour and not sent in the last 15 minutes, when the other speaks. The last one needs 5 minutes, unless the
 * class was moved within the 15 minutes before: then late news is better than none.
 */
export const reminderWindows = {
  class_reminder_day: { policyMinutes: 1440, from: 1440, writtenUntil: 60, sentUntil: 15 },
  class_reminder_soon: { policyMinutes: 15, from: 15, writtenUntil: 5, sentUntil: 5 },
} as const satisfies Record<
  Reminder,
  { policyMinutes: 1440 | 15; from: number; writtenUntil: number; sentUntil: number }
>;
export const movedWithinMinutes = 15;

/** Whether a reminder written in time has still something to say when its turn to be sent comes. */
export function reminderInTime(
  reminder: Reminder,
  session: { startsAt: Date; movedAt: Date | null },
  now: Date,
): boolean {
  if (session.startsAt <= now) return false;
  const movedJustNow = session.movedAt !== null && session.movedAt > addMinutes(now, -movedWithinMinutes);
  if (reminder === "class_reminder_soon" && movedJustNow) return true;
  return addMinutes(session.startsAt, -reminderWindows[reminder].sentUntil) >= now;
}
