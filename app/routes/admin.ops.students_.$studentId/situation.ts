import { enrollmentWords, paymentWords } from "../../copy";
import type { StudentEnrollment, StudentPage } from "#domain/audit/student-page/get-student-page";
import { daysBetween, dayText, whenText } from "#kernel/time";

import { plural } from "../../ui/plural";

/** "AWS+DevOps" where that is short, else what the plan is called. */
export const planText = (plan: Pick<StudentEnrollment, "courses" | "plan_name">): string =>
  plan.courses.length > 0 && plan.courses.length <= 3 ? plan.courses.join("+") : plan.plan_name;

/** "ends in 42 days, on Mon 4 Jan"; null without an end. */
export function endText(validUntilOn: string | null, today: string): string | null {
  if (validUntilOn === null) return null;
  const days = daysBetween(today, validUntilOn);
  const on = dayText(validUntilOn, today);
  if (days < 0) return `ended on ${on}`;
  return days === 0 ? "ends today" : `ends in ${plural(days, "day", "days")}, on ${on}`;
}

/** How the student stands, in one line: "Active on AWS+DevOps, ends in 42 days, on Mon 4 Jan; next class Mon 23 Nov, 7:30 pm IST". */
export function situationText(page: StudentPage, now: Date, zone: string): string {
  const [plan] = page.enrollments;
  if (!plan) return "No plan yet";
  const parts = [[standing(plan, page.today), lasts(plan, page.today)].filter(Boolean).join(", ")];
  const next = nextClass(plan);
  if (next)
    parts.push(
      next.startsAt <= now ? `in class now, ${next.batchCode}` : `next class ${whenText(next.startsAt, zone)}`,
    );
  if (plan.money && keptOut(plan, plan.money))
    parts.push(`kept out of class: ${paymentWords[plan.money.state].word.toLowerCase()}`);
  return parts.join("; ");
}

function standing(plan: StudentEnrollment, today: string): string {
  const what = planText(plan);
  const seat = plan.places.find((one) => one.state === "assigned" || one.state === "active");
  const pause = plan.pauses.find((one) => one.fromOn <= today && today <= one.untilOn);
  switch (plan.effective) {
    case "ACTIVE":
      return `Active on ${what}`;
    case "BATCH_ASSIGNED":
      return seat ? `Assigned to ${seat.batch_code}, ${what}` : `${enrollmentWords.BATCH_ASSIGNED.word}, ${what}`;
    case "PAUSED":
      return pause ? `Paused until ${dayText(pause.untilOn, today)}, ${what}` : `Paused, ${what}`;
    case "EXPIRED":
      return `${what} ended${plan.valid_until_on ? ` on ${dayText(plan.valid_until_on, today)}` : ""}`;
    default:
      return `${enrollmentWords[plan.effective].word}, ${what}`;
  }
}

const over = new Set(["EXPIRED", "COMPLETED", "CANCELLED", "REFUNDED"]);
/** Kept out by what is owed, and not by a plan that is over. */
export const keptOut = (plan: Pick<StudentEnrollment, "effective">, money: { keptOut: boolean }): boolean =>
  money.keptOut && !over.has(plan.effective);
const lasts = (plan: StudentEnrollment, today: string): string | null =>
  over.has(plan.effective) ? null : endText(plan.valid_until_on, today);

/** The class that is on or next, of all the plan's batches. */
export function nextClass(
  plan: StudentEnrollment,
): { id: string; title: string; batchCode: string; startsAt: Date; endsAt: Date } | null {
  const all = plan.places
    .filter((one) => one.next_id !== null)
    .map((one) => ({
      id: one.next_id!,
      title: one.next_title!,
      batchCode: one.batch_code,
      startsAt: new Date(one.next_starts_at!),
      endsAt: new Date(one.next_ends_at!),
    }))
    .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  return all[0] ?? null;
}
