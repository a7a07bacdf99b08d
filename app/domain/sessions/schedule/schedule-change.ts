import type { sessions } from "../tables";

/** A class as a change of the schedule finds it. */
export type ScheduledClass = Pick<
  typeof sessions.$inferSelect,
  | "id"
  | "batchId"
  | "number"
  | "title"
  | "state"
  | "startsAt"
  | "endsAt"
  | "localDate"
  | "localTime"
  | "zone"
  | "sequence"
  | "trainerId"
  | "hostAccountId"
  | "hostLane"
  | "overlapOk"
  | "version"
>;
/** What may be different about a class afterwards. */
export type ClassPlan = Pick<
  ScheduledClass,
  "title" | "startsAt" | "endsAt" | "localDate" | "localTime" | "trainerId" | "hostAccountId" | "overlapOk"
>;
export type NewClass = ClassPlan & { number: number };

/** What a change of the schedule comes to, before anything is written. Classes that stay as they are stand in none of its lists. */
export type ScheduleChange = {
  changed: { session: ScheduledClass; to: ClassPlan }[];
  added: NewClass[];
  dropped: ScheduledClass[];
};

export const movesInTime = ({ session, to }: { session: ScheduledClass; to: ClassPlan }): boolean =>
  session.startsAt.getTime() !== to.startsAt.getTime() || session.endsAt.getTime() !== to.endsAt.getTime();

const sameClass = (session: ScheduledClass, to: ClassPlan): boolean =>
  session.title === to.title &&
  session.startsAt.getTime() === to.startsAt.getTime() &&
  session.endsAt.getTime() === to.endsAt.getTime() &&
  session.localDate === to.localDate &&
  session.localTime.slice(0, 5) === to.localTime.slice(0, 5) &&
  session.trainerId === to.trainerId &&
  session.hostAccountId === to.hostAccountId &&
  session.overlapOk === to.overlapOk;

/**
 * The reason why a trainer's overlap was set aside goes with the trainer and the time it was given for; another of either
 * asks anew.
 */
export const keptOverlap = (
  session: ScheduledClass,
  to: Pick<ClassPlan, "startsAt" | "endsAt" | "trainerId">,
): string | null =>
  session.trainerId === to.trainerId &&
  session.startsAt.getTime() === to.startsAt.getTime() &&
  session.endsAt.getTime() === to.endsAt.getTime()
    ? session.overlapOk
    : null;

/** Leaves out what would stay as it is. */
export const onlyChanges = (list: ScheduleChange["changed"]): ScheduleChange["changed"] =>
  list.filter(({ session, to }) => !sameClass(session, to));

export const isEmptyChange = ({ changed, added, dropped }: ScheduleChange): boolean =>
  changed.length + added.length + dropped.length === 0;
