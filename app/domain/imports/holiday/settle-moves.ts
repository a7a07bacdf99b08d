import { whenText } from "#kernel/time";

import type { FactsOf, Run } from "../kind";
import { problem } from "../students/planned-row";
import { mayDoubleBook, thenText } from "../timetable";
import type { Problem } from "../tables";
import { DoubleBookings } from "./double-booked";
import { makeRoom } from "./make-room";
import type { Room } from "./make-room";
import type { ClassOfHoliday, HolidayQueries } from "./match-holiday";

/** What a row asks for: a class of Hub, and where it goes. */
export type Wish = {
  number: number;
  session: ClassOfHoliday;
  /** Null = it falls away. */
  to: { startsAt: string; endsAt: string; localDate: string; localTime: string } | null;
};
type Facts = Pick<FactsOf<HolidayQueries>, "busy" | "shared">;
type Settled = {
  refused: ReadonlyMap<number, Problem>;
  /** Students who would have two classes at once, where that was accepted. */
  booked: ReadonlyMap<number, string>;
  needs: ReadonlyMap<number, readonly number[]>;
};

/**
 * Which of the moves of a plan can be made, all of them looked at together. Who is refused stays where they are, and that
 * may be in the way of others: so it is asked again until nobody more is refused.
 */
export function settleMoves(all: readonly Wish[], facts: Facts, run: Run): Settled {
  const wishes = new Map(all.map((one) => [one.session.id, one]));
  const movers = all.map(({ session, to }) => ({ ...session, to, isStanding: true }));
  const refused = new Map<number, Problem>();
  const ids = () => new Set(all.flatMap(({ number, session }) => (refused.has(number) ? [session.id] : [])));
  for (;;) {
    const room = makeRoom(movers, facts.busy, ids());
    for (const [id, why] of room.blocked) {
      const wish = wishes.get(id)!;
      refused.set(wish.number, taken(wish, why, run));
    }
    const booked = doubleBooked(all, refused, facts, run);
    if (booked.size === 0 || mayDoubleBook(run.reading.options))
      return { refused, booked, needs: byNumber(room, wishes) };
    for (const { number, to } of all) {
      const who = booked.get(number);
      if (who) refused.set(number, problem("To day", to?.localDate ?? "", who, anotherHour));
    }
  }
}

const anotherHour =
  "Write another day or time, or choose \u201cMove them all the same\u201d under how the columns are read";

const taken = ({ to }: Wish, { whose, other }: NonNullable<ReturnType<Room["blocked"]["get"]>>, run: Run): Problem =>
  problem(
    "To day",
    to?.localDate ?? "",
    `The ${whose === "trainer" ? "trainer" : "host account"} has ${other.code} then, ${whenText(new Date(other.startsAt), run.zone)}`,
    "Write another day or time",
  );

/** Of whom the students would be in two places: the classes of the plan where they go, all others where they stand. */
function doubleBooked(
  all: readonly Wish[],
  refused: ReadonlyMap<number, Problem>,
  facts: Facts,
  run: Run,
): Map<number, string> {
  const going = all.filter(({ number }) => !refused.has(number));
  const own = new Set(going.map(({ session }) => session.id));
  const bookings = new DoubleBookings(
    [
      ...facts.busy.filter(({ id }) => !own.has(id)).map((one) => ({ ...one, was: one })),
      ...going.flatMap(({ session, to }) =>
        to ? [{ ...to, batchId: session.batchId, code: session.code, was: session }] : [],
      ),
    ],
    facts.shared,
  );
  return new Map(
    going.flatMap(({ number, session, to }) => {
      const both = to && bookings.of(session, to);
      if (!both) return [];
      const who = both.students === 1 ? "1 student has" : `${both.students} students have`;
      return [[number, `${who} ${thenText({ ...both.other, startsAt: String(both.other.startsAt) }, run.zone)}`]];
    }),
  );
}

const byNumber = ({ needs }: Room, wishes: ReadonlyMap<string, Wish>) =>
  new Map(
    [...needs].map(([id, others]) => [
      wishes.get(id)!.number,
      others.flatMap((other) => wishes.get(other)?.number ?? []),
    ]),
  );
