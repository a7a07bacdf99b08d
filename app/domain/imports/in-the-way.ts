type Instant = string | Date | number;
export type Hours = { startsAt: Instant; endsAt: Instant };
/** A class at its hours, and who and what it keeps busy. */
export type Kept = Hours & {
  trainerId: string | null;
  /** Somebody said why its trainer may be in two places. */
  overlapOk: boolean;
  hostAccountId: string | null;
  hostLane: number;
};

/** Ten minutes stay free behind a meeting of an account, and none behind a trainer. */
const freeBehindMeeting = 10 * 60_000;

export const overlap = (one: Hours, other: Hours, freeBehind = 0): boolean =>
  moment(one.startsAt) < moment(other.endsAt) + freeBehind && moment(other.startsAt) < moment(one.endsAt) + freeBehind;
/** Where many are compared they are read once. */
export const moment = (at: Instant): number => (typeof at === "number" ? at : new Date(at).getTime());

/** Two classes that cannot both stand, and whose fault it is: as the database's two exclusions would say. */
export function inTheWay(one: Kept, other: Kept): "trainer" | "host" | null {
  const sameTrainer = one.trainerId !== null && one.trainerId === other.trainerId;
  if (sameTrainer && !one.overlapOk && !other.overlapOk && overlap(one, other)) return "trainer";
  const sameHost = one.hostAccountId !== null && one.hostAccountId === other.hostAccountId;
  return sameHost && one.hostLane === other.hostLane && overlap(one, other, freeBehindMeeting) ? "host" : null;
}
