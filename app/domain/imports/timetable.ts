import { whenText } from "#kernel/time";

import { overlap } from "./in-the-way";

/** A class to come, of a batch that rows give places in or that their students sit in already. */
export type ClassToCome = { batchId: string; code: string; startsAt: string; endsAt: string };

export const mayDoubleBook = (options: Record<string, string>): boolean => options["doubleBooking"] === "yes";

/** What is to come in some batches: pure, so that a row's clashes are found again when it is applied. */
export class Timetable {
  readonly #classes = new Map<string, ClassToCome[]>();
  readonly #clashes = new Map<string, ClassToCome | null>();
  constructor(all: readonly ClassToCome[]) {
    for (const one of all) this.#classes.set(one.batchId, [...this.#of(one.batchId), one]);
  }
  /** The first class that somebody who sits in `sits` already has while `batchId` has class. */
  clash(sits: readonly string[], batchId: string): ClassToCome | null {
    const found = sits.flatMap((other) => (other === batchId ? [] : (this.#between(other, batchId) ?? [])));
    return found.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))[0] ?? null;
  }
  #of(batchId: string): readonly ClassToCome[] {
    return this.#classes.get(batchId) ?? [];
  }
  #between(other: string, batchId: string): ClassToCome | null {
    const key = `${other} ${batchId}`;
    const known = this.#clashes.get(key);
    if (known !== undefined) return known;
    const wanted = this.#of(batchId);
    const found = this.#of(other)
      .filter((theirs) => wanted.some((one) => overlap(theirs, one)))
      .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))[0];
    this.#clashes.set(key, found ?? null);
    return found ?? null;
  }
}

/** "DEVOPS-09 then, Mon 23 Nov, 7:30 pm IST". */
export const thenText = ({ code, startsAt }: Pick<ClassToCome, "code" | "startsAt">, zone: string): string =>
  `${code} then, ${whenText(new Date(startsAt), zone)}`;

export const placeAllTheSame =
  "Choose another {batch}, or choose \u201cPlace them all the same\u201d under how the columns are read";
