import { assignStudent } from "#domain/batches/assign-student";
import type { AssignChoice } from "#domain/batches/choices-to-assign";
import { withdrawAssignment } from "#domain/batches/withdraw-assignment";
import { can } from "#kernel/actions";
import { dayText, rangeText, whenText } from "#kernel/time";

import { batchWords } from "../../copy";
import type { Choice } from "../../ui/choice-field";
import { plural } from "../../ui/plural";
import { whyNotOnPlace, whyNotOnPlan } from "../admin.ops.students_.$studentId/actions";
import type { StudentAction } from "../admin.ops.students_.$studentId/actions";
import { version, who } from "./form";
import type { Facts, StudentForm } from "./form";

/** Places in batches: given and given back. */
export const placeForms = {
  assign: {
    on: "plan",
    title: (f) => `Assign ${who(f)} to ${f.words.aBatch}`,
    explains: (f) =>
      f.page.choices.length > 0
        ? [
            `${f.words.Batches} of the courses of ${f.plan!.plan_name}. ${who(f)} can join from the next class on and gets a personal link for each.`,
          ]
        : [
            `No ${f.words.batch} of the plan’s courses takes students now. One appears here when it is planned, forming or active.`,
          ],
    unavailable: ({ plan, actor, page }) =>
      plan ? whyNotOnPlan("assign", plan, actor, page.today) : "there is no such plan",
    fields: (f) => [
      {
        kind: "choice",
        name: "batchId",
        label: f.words.Batch,
        choices: f.page.choices.map((one) => choiceOf(one, f)),
      },
      ...(f.page.choices.some((one) => one.clash_code !== null)
        ? [
            {
              kind: "check" as const,
              name: "doubleBookingOk",
              label: "Book twice all the same",
              hint: "Only where a clash is shown. Your reason has to say why.",
            },
          ]
        : []),
      ...(mayOversell(f) && f.page.choices.some(isFull)
        ? [
            {
              kind: "check" as const,
              name: "oversell",
              label: "Give a seat beyond the capacity",
              hint: "Only where no seat is left. Your reason has to say why.",
            },
          ]
        : []),
    ],
    reason: {
      label: "Reason",
      hint: "A must for a double booking and for a seat beyond the capacity.",
      optional: true,
    },
    verb: "Assign to the {batch}",
    run: (ctx, fields) =>
      assignStudent(ctx, {
        enrollmentId: fields["enrollmentId"] ?? "",
        batchId: fields["batchId"] ?? "",
        reason: fields["reason"] ?? "",
        doubleBookingOk: fields["doubleBookingOk"] === "yes",
        oversell: fields["oversell"] === "yes",
        version: version(fields["version"]),
      }),
  },
  withdraw: {
    on: "place",
    title: (f) => `Withdraw ${who(f)} from ${f.place!.batch_code}`,
    explains: (f) => {
      const others = f.plan!.places.filter(
        (one) => one.id !== f.place!.id && (one.state === "assigned" || one.state === "active"),
      );
      return [
        `${who(f)} loses the place in ${f.place!.batch_code}${f.place!.coming > 0 ? `, with ${plural(f.place!.coming, "class", "classes")} to come` : ""}. The seat is free for others at once.`,
        others.length > 0
          ? `The place in ${others.map((one) => one.batch_code).join(" and ")} stays.`
          : f.plan!.state === "ACTIVE"
            ? `The plan stays active, without ${f.words.aBatch}.`
            : "The plan waits for a place again.",
      ];
    },
    unavailable: ({ place, actor }) => (place ? whyNotOnPlace(place, actor) : "there is no such place"),
    verb: "Withdraw from the {batch}",
    danger: true,
    run: (ctx, fields) =>
      withdrawAssignment(ctx, {
        assignmentId: fields["assignmentId"] ?? "",
        reason: fields["reason"] ?? "",
        version: version(fields["version"]),
      }),
  },
} satisfies Partial<Record<StudentAction, StudentForm>>;

const mayOversell = ({ actor }: Facts): boolean => can(actor, "batch.oversell") === true;
const isFull = (one: AssignChoice): boolean => one.seats_free === 0 && !one.seated;

function choiceOf(one: AssignChoice, f: Facts): Choice {
  const { zone, page } = f;
  const start = one.starts_on
    ? `${one.starts_on < page.today ? "began" : "starts"} ${dayText(one.starts_on, page.today)}${one.start_confirmed ? "" : " (tentative)"}`
    : "no first day yet";
  const warnings = [
    ...(one.clash_code
      ? [
          `Clashes with ${one.clash_code}: ${rangeText(new Date(one.clash_starts_at!), new Date(one.clash_ends_at!), zone)}`,
        ]
      : []),
    ...(isFull(one) && mayOversell(f) ? ["No seat is left: only beyond the capacity"] : []),
  ];
  return {
    value: one.id,
    label: `${one.code} · ${one.course_name}`,
    details: [
      batchWords[one.state].word,
      start,
      one.next_at ? `next class ${whenText(new Date(one.next_at), zone)}` : "no class scheduled",
      ...(one.held > 0 ? [`${plural(one.held, "class", "classes")} held, to be caught up`] : []),
      `${one.seats_free} of ${one.capacity} seats free`,
      ...(one.trainer ? [`with ${one.trainer}`] : []),
    ],
    warning: warnings.length > 0 ? warnings.join(". ") : undefined,
    unavailable: one.seated
      ? "Has a place in this course already: withdraw it first."
      : isFull(one) && !mayOversell(f)
        ? "No seat is left."
        : undefined,
  };
}
