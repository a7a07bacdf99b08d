import { overlap } from "../in-the-way";
import type { Hours } from "../in-the-way";
import type { SharedStudents } from "./match-holiday";

/** A class as it will be, and as it is. */
export type Taught = Hours & { batchId: string; code: string; was: Hours };
export type DoubleBooking = { students: number; other: Taught };

/** Students' two classes at once, found by the batches that share students. */
export class DoubleBookings {
  readonly #taught = new Map<string, Taught[]>();
  readonly #shared = new Map<string, SharedStudents[]>();
  constructor(taught: readonly Taught[], shared: readonly SharedStudents[]) {
    for (const one of taught) push(this.#taught, one.batchId, one);
    for (const one of shared) push(this.#shared, one.batchId, one);
  }
  /** The first class that students of `session` would have at the same time, and had not at the same time before. */
  of(session: Hours & { batchId: string }, to: Hours): DoubleBooking | null {
    const found = (this.#shared.get(session.batchId) ?? []).flatMap(({ otherId, students }) =>
      (this.#taught.get(otherId) ?? [])
        .filter((one) => overlap(one, to) && !overlap(one.was, session))
        .map((other) => ({ students, other })),
    );
    const at = ({ other }: DoubleBooking) => new Date(other.startsAt).getTime();
    return found.toSorted((a, b) => at(a) - at(b))[0] ?? null;
  }
}

function push<T>(map: Map<string, T[]>, key: string, one: T): void {
  const same = map.get(key);
  if (same) same.push(one);
  else map.set(key, [one]);
}
