import * as z from "zod";

import type { Pausing } from "#domain/audit/student-page/student-facts";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { completeEnrollment } from "#domain/enrollments/complete-enrollment";
import { extendedUntil, extendEnrollment } from "#domain/enrollments/extend-enrollment";
import { finishOnboarding } from "#domain/enrollments/finish-onboarding";
import { grantPause } from "#domain/enrollments/grant-pause";
import { reinstateEnrollment } from "#domain/enrollments/reinstate-enrollment";
import { reopenEnrollment } from "#domain/enrollments/reopen-enrollment";
import { daysPaused, resumeEnrollment } from "#domain/enrollments/resume-enrollment";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import { withEntry } from "#domain/payments/ledger";
import { duePaisa, paymentState } from "#domain/payments/payment-state";
import { isUuid } from "#kernel/ids";
import { addDays, daysBetween, dayText, shortDay } from "#kernel/time";

import { enrollmentWords, paymentWords } from "../../copy";
import { plural } from "../../ui/plural";
import type { StudentAction } from "../admin.ops.students_.$studentId/actions";
import { whyNotOnPlan } from "../admin.ops.students_.$studentId/actions";
import { amountFix, money, plainAmount, typedAmount, version, who, whole } from "./form";
import type { Facts, Fields, StudentForm } from "./form";

const unavailable =
  (action: StudentAction) =>
  ({ plan, actor, page }: Facts): string | null =>
    plan ? whyNotOnPlan(action, plan, actor, page.today) : "there is no such plan";
const move = (fields: Fields) => ({
  enrollmentId: fields["enrollmentId"] ?? "",
  reason: fields["reason"] ?? "",
  version: version(fields["version"]),
});
const seats = (f: Facts) => f.plan!.places.filter((one) => one.state === "assigned" || one.state === "active");
const seatNames = (f: Facts) =>
  seats(f)
    .map((one) => one.batch_code)
    .join(" and ");
const hasEnded = ({ plan, page }: Facts) => plan!.valid_until_on !== null && plan!.valid_until_on < page.today;
const planName = (f: Facts) => f.plan!.plan_name;
/** "classes in AWS-14 and DEVOPS-09", or nothing to name. */
const comingText = (f: Facts): string | null => {
  const coming = seats(f).reduce((n, one) => n + one.coming, 0);
  return coming > 0 ? `${plural(coming, "class", "classes")} to come in ${seatNames(f)}` : null;
};

/** Everything that moves a plan from one state to another, or its end. */
export const planForms = {
  suspend: {
    on: "plan",
    title: (f) => `Suspend ${who(f)}’s plan`,
    explains: (f) => [
      `${who(f)} cannot join any class from now on, until the suspension is lifted.`,
      ...(seats(f).length > 0 ? [`The place in ${seatNames(f)} is kept.`] : []),
      "The plan’s days go on running.",
    ],
    unavailable: unavailable("suspend"),
    reason: { label: "Reason", hint: "The student reads it." },
    verb: "Suspend the plan",
    danger: true,
    run: (ctx, fields) => suspendEnrollment(ctx, move(fields)),
  },
  reinstate: {
    on: "plan",
    title: (f) => `Reinstate ${who(f)}’s plan`,
    explains: (f) => [
      `${who(f)} can join classes again at once. The plan is “${enrollmentWords[f.plan!.resume_to ?? "BATCH_PENDING"].word}” again, as it was.`,
    ],
    unavailable: unavailable("reinstate"),
    verb: "Lift the suspension",
    run: (ctx, fields) => reinstateEnrollment(ctx, move(fields)),
  },
  complete: {
    on: "plan",
    title: (f) => `Complete ${who(f)}’s plan`,
    explains: (f) => [
      `${planName(f)} is finished, and so are its places: no class can be joined afterwards.`,
      "A manager can reopen it; the places are then given anew.",
      ...(comingText(f) ? [`Not attended then: ${comingText(f)}.`] : []),
    ],
    unavailable: unavailable("complete"),
    verb: "Complete the plan",
    run: (ctx, fields) => completeEnrollment(ctx, move(fields)),
  },
  reopen: {
    on: "plan",
    title: (f) => `Reopen ${who(f)}’s plan`,
    explains: (f) => [
      seats(f).length > 0
        ? `${planName(f)} goes on: ${who(f)} still has a place in ${seatNames(f)}.`
        : `${planName(f)} goes on and waits for a place. Places that were completed with it stay so: assign one afterwards.`,
      ...(hasEnded(f)
        ? [`Its days ended with ${dayText(f.plan!.valid_until_on!, f.page.today)}: extend it afterwards.`]
        : []),
    ],
    unavailable: unavailable("reopen"),
    verb: "Reopen the plan",
    run: (ctx, fields) => reopenEnrollment(ctx, move(fields)),
  },
  cancel: {
    on: "plan",
    title: (f) => `Cancel ${who(f)}’s plan`,
    explains: (f) => [
      `${planName(f)} ends now and cannot be taken up again.`,
      ...(seats(f).length > 0
        ? [`${who(f)} loses the place in ${seatNames(f)}${comingText(f) ? `, ${comingText(f)}` : ""}.`]
        : []),
      ...((f.plan!.money?.sums.receivedPaisa ?? 0) > 0
        ? [
            `No money is given back by this. ${money(f, f.plan!.money!.sums.receivedPaisa - f.plan!.money!.sums.refundedPaisa)} was received; a manager refunds it afterwards.`,
          ]
        : []),
    ],
    unavailable: unavailable("cancel"),
    verb: "Cancel the plan",
    danger: true,
    run: (ctx, fields) => cancelEnrollment(ctx, move(fields)),
  },
  onboarding: {
    on: "plan",
    title: (f) => `Finish ${who(f)}’s onboarding`,
    explains: (f) => [
      "The plan waits for a place afterwards.",
      ...(f.plan!.open_tasks.length > 0
        ? [`Still to do: ${f.plan!.open_tasks.map((one) => one.title).join("; ")}. They stay on the list.`]
        : ["Everything on the list is done."]),
    ],
    unavailable: unavailable("onboarding"),
    reason: { label: "Reason", hint: "Needed while something required is still to do.", optional: true },
    verb: "Finish onboarding",
    run: (ctx, fields) => finishOnboarding(ctx, move(fields)),
  },
  extend: {
    on: "plan",
    title: (f) => `Extend ${who(f)}’s plan`,
    explains: (f) => [
      `${planName(f)} ends on ${dayText(f.plan!.valid_until_on!, f.page.today)} now.`,
      ...(f.plan!.state === "EXPIRED"
        ? [
            seats(f).length > 0
              ? `It has ended: more days open ${seatNames(f)} again.`
              : "It has ended: with more days it waits for a place.",
          ]
        : []),
    ],
    unavailable: unavailable("extend"),
    fields: () => [
      { kind: "text", name: "days", label: "Days more", inputMode: "numeric", maxLength: 4, required: true },
      {
        kind: "text",
        name: "fee",
        label: "Fee",
        hint: "Empty for none. It is added to what is owed.",
        inputMode: "decimal",
        maxLength: 20,
      },
    ],
    verb: "Extend the plan",
    preview: previewExtension,
    run: (ctx, fields) =>
      extendEnrollment(ctx, {
        ...move(fields),
        days: whole(fields["days"]),
        feePaisa: fields["fee"]?.trim() ? plainAmount(fields["fee"]) : 0,
      }),
  },
  pause: {
    on: "plan",
    title: (f) => `Pause ${who(f)}’s plan`,
    explains: (f) => [
      "From the first to the last day, both included, no class can be joined. The days are added to the end of the plan.",
      ...(seats(f).length > 0 ? [`The place in ${seatNames(f)} is kept.`] : []),
    ],
    unavailable: unavailable("pause"),
    fields: (f) => [
      { kind: "text", name: "fromOn", label: "First day", type: "date", value: f.page.today, required: true },
      { kind: "text", name: "untilOn", label: "Last day", type: "date", required: true },
    ],
    verb: "Pause the plan",
    preview: previewPause,
    run: (ctx, fields) =>
      grantPause(ctx, { ...move(fields), fromOn: fields["fromOn"] ?? "", untilOn: fields["untilOn"] ?? "" }),
  },
  resume: {
    on: "plan",
    title: (f) => `End ${who(f)}’s pause`,
    explains: explainResume,
    unavailable: unavailable("resume"),
    verb: "End the pause",
    run: (ctx, fields) => resumeEnrollment(ctx, move(fields)),
  },
} satisfies Partial<Record<StudentAction, StudentForm>>;

function previewExtension(f: Facts, fields: Fields): ReturnType<NonNullable<StudentForm["preview"]>> {
  const days = whole(fields["days"]);
  const typed = fields["fee"]?.trim() ? typedAmount(f, fields["fee"]) : { paisa: 0, plain: "" };
  const errors = [
    ...(days >= 1 && days <= 1100 ? [] : [{ field: "days", message: "Write whole days from 1 to 1,100, like 30." }]),
    ...(typed ? [] : [{ field: "fee", message: amountFix }]),
    ...noReason(fields),
  ];
  const plan = f.plan!;
  if (errors.length > 0 || !typed || plan.valid_until_on === null) return { errors };
  const until = extendedUntil(plan.valid_until_on, days);
  if (until < f.page.today)
    return {
      errors: [
        { field: "days", message: `At least ${daysBetween(plan.valid_until_on, f.page.today)} days reach today.` },
      ],
    };
  const ledger = plan.money;
  const sums = ledger && withEntry(ledger.sums, { countsAs: "fee", amountPaisa: -typed.paisa, verified: false });
  return {
    says: [
      `${plan.plan_name} ends on ${dayText(until, f.page.today)}, ${plural(days, "day", "days")} later than now.`,
      ...(typed.paisa > 0 && ledger && sums
        ? [`A fee of ${money(f, typed.paisa)} is added. ${afterText(f, ledger.agreedPaisa, sums)}`]
        : []),
    ],
    values: { fee: typed.plain },
  };
}

/** How money stands after an entry: "Then: Part paid, ₹2,500 due." */
export function afterText(f: Facts, agreedPaisa: number, sums: Parameters<typeof duePaisa>[1], when = "Then"): string {
  const due = duePaisa(agreedPaisa, sums);
  const rest = due > 0 ? `${money(f, due)} due` : due < 0 ? `${money(f, -due)} too much` : "nothing due";
  return `${when}: ${paymentWords[paymentState(agreedPaisa, sums)].word}, ${rest}.`;
}

export const noReason = (fields: Fields) =>
  fields["reason"]?.trim() ? [] : [{ field: "reason", message: "Say why; it stands in the record." }];

const isDay = (text: string) => z.iso.date().safeParse(text).success;

/** The pause that is typed, where its days are days: the classes it would miss are asked for with the page. */
export function pausingIn({ enrollmentId = "", fromOn = "", untilOn = "" }: Fields): Pausing | null {
  return isUuid(enrollmentId) && isDay(fromOn) && isDay(untilOn) ? { enrollmentId, fromOn, untilOn } : null;
}

const mostNamed = 12;
/** "2 classes of AWS-14 are missed: Load balancing (Wed 25 Nov) and Auto scaling (Fri 27 Nov)." for each batch. */
function missedTexts(f: Facts): string[] {
  if (seats(f).length === 0) return [];
  const { missed } = f.page;
  if (missed.length === 0) return [`No class of ${seatNames(f)} falls into these days.`];
  return [...new Set(missed.map((one) => one.batch_code))].map((batch) => {
    const classes = missed.filter((one) => one.batch_code === batch);
    const named = classes
      .slice(0, mostNamed)
      .map((one) => `${one.title} (${shortDay(new Date(one.starts_at), f.zone)})`);
    const more = classes.length - named.length;
    const list = new Intl.ListFormat("en", { type: "conjunction" }).format([
      ...named,
      ...(more > 0 ? [`${more} more`] : []),
    ]);
    return `${plural(classes.length, `class of ${batch} is`, `classes of ${batch} are`)} missed: ${list}.`;
  });
}

function previewPause(f: Facts, fields: Fields): ReturnType<NonNullable<StudentForm["preview"]>> {
  const { today } = f.page;
  const [from = "", until = ""] = [fields["fromOn"], fields["untilOn"]];
  const errors = [
    ...(isDay(from)
      ? from < today
        ? [{ field: "fromOn", message: "Begin today or later." }]
        : []
      : [{ field: "fromOn", message: "Choose the first day of the pause." }]),
    ...(isDay(until)
      ? until < from
        ? [{ field: "untilOn", message: "End on or after the first day." }]
        : []
      : [{ field: "untilOn", message: "Choose the last day of the pause." }]),
    ...noReason(fields),
  ];
  if (errors.length > 0) return { errors };
  const days = daysBetween(from, until) + 1;
  const end = f.plan!.valid_until_on;
  return {
    says: [
      `${who(f)} cannot join class from ${dayText(from, today)} to ${dayText(until, today)}: ${plural(days, "day", "days")}.`,
      from === today ? "It begins at once." : "Until then classes can be joined as before.",
      ...missedTexts(f),
      ...(end
        ? [
            `The plan ends on ${dayText(addDays(end, days), today)} instead of ${dayText(end, today)}, when all of the pause is taken.`,
          ]
        : []),
    ],
  };
}

function explainResume(f: Facts): string[] {
  const { today } = f.page;
  const pause = f
    .plan!.pauses.filter((one) => ["approved", "active"].includes(one.state) && one.untilOn >= today)
    .toSorted((a, b) => (a.fromOn < b.fromOn ? -1 : 1))[0];
  if (!pause) return [];
  const when = `from ${dayText(pause.fromOn, today)} to ${dayText(pause.untilOn, today)}`;
  const days = daysPaused(pause.fromOn, today);
  if (pause.fromOn > today) return [`The pause ${when} is cancelled before it begins. Nothing else changes.`];
  if (days === 0) return [`The pause ${when} ends at once and has taken no day. ${who(f)} can join class again.`];
  const end = f.plan!.valid_until_on;
  return [
    `The pause ${when} ends with yesterday. ${who(f)} can join class again at once.`,
    ...(end ? [`It took ${plural(days, "day", "days")}: the plan ends on ${dayText(addDays(end, days), today)}.`] : []),
  ];
}
