import { placeField } from "#domain/transfers/apply-cancellation";
import type { CancelPage } from "#domain/transfers/get-cancel-page";
import type { Candidate, Option } from "#domain/transfers/propose-places";
import { addDays, dayText, localDay } from "#kernel/time";
import type { SchoolWords } from "#kernel/school-words";

import { batchWords } from "../../copy";
import { paths } from "../../paths";
import { andNotInvited } from "../../not-invited-words";
import { plural } from "../../ui/plural";
import type { CancelView } from "./screen";

/** The plan of a cancellation as ops reads and edits it: per student where they would go, and why that one. */
export function cancelView(
  { batch, students, notInvited, candidates, coming, owners }: CancelPage,
  now: Date,
  words: SchoolWords,
): CancelView {
  const today = localDay(now, batch.zone);
  const byId = new Map(candidates.map((one) => [one.id, one]));
  const over = batch.state === "completed" || batch.state === "cancelled";
  return {
    code: batch.code,
    back: paths.batch(batch.id),
    version: String(batch.version),
    unavailable: over ? `This ${words.batch} is ${batchWords[batch.state].word.toLowerCase()} already.` : null,
    consequences: [
      `${plural(students.length, "student leaves", "students leave")} ${batch.code} and ${students.length === 1 ? "is" : "are"} mailed where they are now.${andNotInvited(notInvited)}`,
      `${plural(coming, "class to come is", "classes to come are")} cancelled.`,
      "Nobody pays for it, and it cannot be undone.",
    ],
    candidates: candidates.map((one) => ({
      id: one.id,
      code: one.code,
      name: one.name,
      state: batchWords[one.state],
      free: Math.max(0, one.free),
      starts: one.startsAt ? dayText(localDay(one.startsAt, batch.zone), today) : "Not set",
      held: one.held,
      coming: one.coming,
    })),
    students: students.map(({ assignmentId, name, code, proposal }) => ({
      field: placeField(assignmentId),
      name,
      code,
      proposed: proposal.batchId ?? "",
      why: whyText(
        proposal.options.find((option) => option.batchId === proposal.batchId),
        candidates.length,
        words,
      ),
      options: proposal.options.map((option) => ({
        value: option.batchId,
        label: optionText(byId.get(option.batchId)!, option),
      })),
    })),
    owners,
    ownerId: batch.ownerId ?? "",
    dueOn: addDays(today, 7),
  };
}

const countText = (option: Option): string =>
  option.missed > 0
    ? `misses ${plural(option.missed, "class", "classes")}`
    : option.repeated > 0
      ? `hears ${plural(option.repeated, "class", "classes")} again`
      : "misses nothing";

const clashText = ({ clashes }: Option) =>
  clashes > 0 ? `, ${plural(clashes, "class clashes", "classes clash")}` : "";

const optionText = ({ code, free }: Candidate, option: Option): string =>
  `${code}: ${countText(option)}${clashText(option)}${free <= 0 ? ", full" : ""}`;

function whyText(option: Option | undefined, candidates: number, words: SchoolWords): string {
  if (option) return `${countText(option)}, no clash`;
  return candidates === 0 ? `No other ${words.batch} of this course` : "No seat left without a clash";
}
