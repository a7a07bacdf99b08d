import { inTheWay, moment } from "../in-the-way";
import type { Hours, Kept } from "../in-the-way";

/** A class and where it would go; null: it falls away. Of one that does not stand now, nothing is given up. */
export type Mover = Kept & { id: string; code: string; to: Hours | null; isStanding: boolean };
export type Standing = Kept & { id: string; code: string };
export type Room = {
  /** The class that stays where this one would go, or goes there too. */
  blocked: ReadonlyMap<string, { whose: "trainer" | "host"; other: Standing }>;
  /** The classes that give up the place each one takes. */
  needs: ReadonlyMap<string, readonly string[]>;
};

/**
 * Which classes can go where they would, when all that can go at once: one that is refused stays, and is in the way of
 * whoever would have taken its place. Of two that want the same place the later one is refused.
 */
export function makeRoom(asked: readonly Mover[], others: readonly Standing[], refused: ReadonlySet<string>): Room {
  const movers = asked.map((one) => ({ ...readOnce(one), to: one.to && readOnce(one.to) }));
  const goes = new Set(movers.flatMap(({ id }) => (refused.has(id) ? [] : [id])));
  const own = new Set(movers.map(({ id }) => id));
  const standing = others.flatMap((one) => (own.has(one.id) ? [] : [readOnce(one)]));
  const now = new ByDay([...standing, ...movers.filter((one) => one.isStanding)]);
  const wanted = new ByDay(movers.flatMap((one) => (one.to ? [{ ...one, ...one.to }] : [])));
  const order = new Map(movers.map(({ id }, i) => [id, i]));
  const near = movers.flatMap((one) => {
    if (!one.to || !goes.has(one.id)) return [];
    const there = { ...one, ...one.to };
    const rivals = wanted.near(there).filter(({ other }) => order.get(other.id)! < order.get(one.id)!);
    return [{ id: one.id, taken: now.near(there), rivals }];
  });
  const blocked = new Map<string, Room["blocked"] extends ReadonlyMap<string, infer One> ? One : never>();
  // From the last one: a class mostly takes the place of a later one of its batch, so one walk finds all but a few.
  for (let before = -1; before < blocked.size;) {
    before = blocked.size;
    for (const { id, taken, rivals } of near.toReversed()) {
      if (!goes.has(id)) continue;
      const why = taken.find(({ other }) => !goes.has(other.id)) ?? rivals.find(({ other }) => goes.has(other.id));
      if (!why) continue;
      goes.delete(id);
      blocked.set(id, why);
    }
  }
  return { blocked, needs: new Map(near.map(({ id, taken }) => [id, taken.map(({ other }) => other.id)])) };
}

const readOnce = <T extends Hours>(one: T): T => ({
  ...one,
  startsAt: moment(one.startsAt),
  endsAt: moment(one.endsAt),
});
const day = 24 * 3_600_000;

/** Classes found by whom they keep busy on a day and those beside it. */
class ByDay {
  readonly #byKey = new Map<string, Standing[]>();
  constructor(all: readonly Standing[]) {
    for (const one of all)
      for (const who of holders(one)) {
        const key = `${who} ${dayOf(one)}`;
        const same = this.#byKey.get(key);
        if (same) same.push(one);
        else this.#byKey.set(key, [one]);
      }
  }
  near(there: Standing): { whose: "trainer" | "host"; other: Standing }[] {
    const around = holders(there).flatMap((who) =>
      [-1, 0, 1].flatMap((n) => this.#byKey.get(`${who} ${dayOf(there) + n}`) ?? []),
    );
    return [...new Set(around)].flatMap((other) => {
      const whose = other.id === there.id ? null : inTheWay(other, there);
      return whose ? [{ whose, other }] : [];
    });
  }
}
const dayOf = ({ startsAt }: Hours) => Math.floor(moment(startsAt) / day);
const holders = ({ trainerId, hostAccountId, hostLane }: Kept): string[] => [
  ...(trainerId ? [`trainer ${trainerId}`] : []),
  ...(hostAccountId ? [`host ${hostAccountId} ${hostLane}`] : []),
];
