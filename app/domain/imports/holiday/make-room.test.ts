import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { inTheWay } from "../in-the-way";
import { makeRoom } from "./make-room";
import type { Mover } from "./make-room";

const hour = 3_600_000;
const at = (n: number) => ({
  startsAt: new Date(n * hour).toISOString(),
  endsAt: new Date((n + 2) * hour).toISOString(),
});
type Asked = { now: number; to: number | null; trainer: number; host: number };
const moverOf = ({ now, to, trainer, host }: Asked, i: number): Mover => ({
  id: `class-${i}`,
  code: `AWS-${i}`,
  trainerId: trainer === 0 ? null : `trainer-${trainer}`,
  overlapOk: false,
  hostAccountId: host === 0 ? null : `host-${host}`,
  hostLane: 1,
  isStanding: true,
  ...at(now),
  to: to === null ? null : at(to),
});
const clashesAmong = (all: readonly Mover[]) =>
  all.flatMap((one, i) => all.slice(i + 1).filter((other) => inTheWay(one, other)));
/** Classes as the database lets them stand: none in another's way. */
const consistent = (all: readonly Mover[]) =>
  all.reduce<Mover[]>((kept, one) => (kept.some((other) => inTheWay(one, other)) ? kept : [...kept, one]), []);
const asked = fc.record({
  now: fc.integer({ min: 0, max: 60 }),
  to: fc.option(fc.integer({ min: 0, max: 60 })),
  trainer: fc.integer({ min: 0, max: 3 }),
  host: fc.integer({ min: 0, max: 2 }),
});

describe("classes that make room for each other", () => {
  it("stand in nobody's way afterwards, whatever was asked, and who is refused is told by whom", () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 30 }), fc.integer({ min: 0, max: 5 }), (all, refusals) => {
        const movers = consistent(all.map(moverOf));
        const refused = new Set(movers.slice(0, refusals).map(({ id }) => id));
        const { blocked, needs } = makeRoom(movers, [], refused);
        const goes = ({ id }: Mover) => !refused.has(id) && !blocked.has(id);
        const after = movers.flatMap((one) => (goes(one) ? (one.to ? [{ ...one, ...one.to }] : []) : [one]));
        expect(clashesAmong(after)).toEqual([]);
        for (const [id, { other }] of blocked) expect(other.id).not.toBe(id);
        // Written in any order that respects what each needs, no step meets a class that has yet to move.
        for (const one of movers.filter(goes))
          for (const other of movers.filter((x) => x.id !== one.id && one.to && inTheWay(x, { ...one, ...one.to })))
            expect(needs.get(one.id)).toContain(other.id);
      }),
      { numRuns: 400 },
    );
  });

  it("take each other's places in a ring, of which each needs the next", () => {
    const ring = [0, 3, 6].map((now, i) => moverOf({ now, to: (now + 3) % 9, trainer: 1, host: 0 }, i));
    const { blocked, needs } = makeRoom(ring, [], new Set());
    expect(blocked.size).toBe(0);
    expect([...needs]).toEqual([
      ["class-0", ["class-1"]],
      ["class-1", ["class-2"]],
      ["class-2", ["class-0"]],
    ]);
    expect([...makeRoom(ring, [], new Set(["class-2"])).blocked.keys()].toSorted()).toEqual(["class-0", "class-1"]);
  });

  it("need ten minutes behind a meeting of an account, and none behind a trainer", () => {
    const stands = moverOf({ now: 0, to: null, trainer: 1, host: 1 }, 9);
    const after = (trainer: number, host: number) =>
      makeRoom([moverOf({ now: 50, to: 2, trainer, host }, 0)], [stands], new Set()).blocked.get("class-0")?.whose;
    expect([after(1, 0), after(0, 1), after(0, 2)]).toEqual([undefined, "host", undefined]);
  });
});
