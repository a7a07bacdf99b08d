import { keptOverlap, onlyChanges } from "./schedule-change";
import type { NewClass, ScheduleChange, ScheduledClass } from "./schedule-change";
import type { PlannedClass } from "./weekly-pattern";

type Given = {
  /** Classes of the batch that the pattern is about: still to come, in order of their start. */
  coming: ScheduledClass[];
  wanted: PlannedClass[];
  /** The highest number the batch has used, by a past or cancelled class too. */
  lastNumber: number;
  /** What a new class begins with; classes that stand keep theirs. */
  trainerId: string | null;
  hostAccountId: string | null;
  /** Topics of new classes in order; beyond them "Class 7". */
  titles: string[];
};

/**
 * Lays a pattern over the classes a batch has: the first class takes the first day and so on, so that each keeps its
 * identity, number and topic, and its link. Days beyond them become new classes, classes beyond the days fall away.
 */
export function matchSeries({ coming, wanted, lastNumber, trainerId, hostAccountId, titles }: Given): ScheduleChange {
  const when = ({ on, time, startsAt, endsAt }: PlannedClass) => ({ localDate: on, localTime: time, startsAt, endsAt });
  return {
    changed: onlyChanges(
      coming.slice(0, wanted.length).map((session, i) => {
        const { title, hostAccountId: host, trainerId: trainer } = session;
        const to = { title, trainerId: trainer, hostAccountId: host, ...when(wanted[i]!) };
        return { session, to: { ...to, overlapOk: keptOverlap(session, to) } };
      }),
    ),
    added: wanted.slice(coming.length).map((day, i): NewClass => {
      const number = lastNumber + 1 + i;
      const title = titles[i] ?? `Class ${number}`;
      return { number, title, trainerId, hostAccountId, overlapOk: null, ...when(day) };
    }),
    dropped: coming.slice(wanted.length),
  };
}
