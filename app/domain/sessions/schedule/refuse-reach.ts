import type { Refusal } from "#kernel/refusal";
import { clockTime, shortDay } from "#kernel/time";

import { refuseSession } from "../refusals";
import type { InTheWay, Reach } from "./reach";

/** What the form at hand offers against what is in the way; what it has no field for is not proposed. */
export type Remedies = {
  /** For a trainer who is taken then. */
  trainer: string;
  /** For an account that is taken then; null names the accounts that are free, for a form that can choose one. */
  host: string | null;
  /** For students who would have two classes at once. */
  booked: string;
};
export const changeRemedies: Remedies = {
  trainer: "Choose another trainer or time, or say why both may stand.",
  host: null,
  booked: "Accept that, or choose another time.",
};
export const patternRemedies: Remedies = {
  trainer:
    "Choose other days or another time, say why both may stand, or give that class another trainer under Change.",
  host: "Choose other days or another time, or give that class another account under Change.",
  booked: "Accept that, or choose other days or another time.",
};
export const restoreRemedies: Remedies = {
  trainer: "Give the other class another trainer or time first, under “Change this class” of its page.",
  host: "Give the other class another account or time first, under “Change this class” of its page.",
  booked: "Accept that, or give the other class another time first.",
};

/**
 * What of its reach a change of the schedule cannot be saved with, each named with what is in the way and what would do:
 * a trainer or a host account in two places at once, and students with two classes at once unless that was accepted.
 */
export function refuseReach(
  reach: Reach,
  zone: string,
  { doubleBooking, remedies }: { doubleBooking: boolean; remedies: Remedies },
): Refusal | null {
  const { trainerBusy, hostBusy, doubleBooked } = reach;
  if (trainerBusy)
    return refuseSession("session.trainer_busy", {
      fields: { trainerId: [trainerSentence(trainerBusy, remedies, zone)] },
    });
  if (hostBusy)
    return refuseSession("session.host_busy", {
      fields: { hostAccountId: [hostSentence(hostBusy, reach.freeHosts, remedies, zone)] },
    });
  if (doubleBooked.length > 0 && !doubleBooking)
    return refuseSession("session.double_booked", {
      fields: { doubleBooking: [bookedSentence(reach, remedies, zone)] },
    });
  return null;
}

const untilText = ({ batchCode, endsAt }: InTheWay, zone: string) => `${batchCode} until ${clockTime(endsAt, zone)}`;

export const trainerSentence = (
  { trainer, at, inTheWay }: NonNullable<Reach["trainerBusy"]>,
  remedies: Remedies,
  zone: string,
): string => `${trainer} teaches ${untilText(inTheWay, zone)} on ${shortDay(at, zone)}. ${remedies.trainer}`;

export function hostSentence(
  { host, at, inTheWay }: NonNullable<Reach["hostBusy"]>,
  free: Reach["freeHosts"],
  remedies: Remedies,
  zone: string,
): string {
  const names = free.map((one) => one.name);
  const what = inTheWay ? `${host} runs ${untilText(inTheWay, zone)} on ${shortDay(at, zone)}` : `${host} is taken`;
  const instead =
    names.length > 0
      ? `Free then: ${new Intl.ListFormat("en", { type: "conjunction" }).format(names)}.`
      : "No other account is free then: choose another time.";
  return `${what}; an account needs 10 minutes between meetings. ${remedies.host ?? instead}`;
}

export function bookedSentence(reach: Reach, remedies: Remedies, zone: string): string {
  const [first] = reach.doubleBooked;
  if (!first) return "";
  const names = new Intl.ListFormat("en", { type: "conjunction" }).format(first.names);
  const more = first.students - first.names.length;
  const who = more > 0 ? `${first.names.join(", ")} and ${more} more` : names;
  return `${who} would have ${first.batchCode} at the same time on ${shortDay(first.startsAt, zone)}. ${remedies.booked}`;
}
