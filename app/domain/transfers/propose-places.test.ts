import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { clashKey, proposePlaces } from "./propose-places";
import type { Candidate } from "./propose-places";

const batch = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  code: id,
  name: id,
  state: "forming",
  free: 10,
  held: 0,
  coming: 30,
  startsAt: new Date("2026-12-01T14:00:00Z"),
  ...more,
});
const students = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ assignmentId: `a${i}`, studentId: `s${i}` }));
const none = new Map<string, number>();
const places = (given: Partial<Parameters<typeof proposePlaces>[0]>) =>
  proposePlaces({ held: 5, students: students(1), candidates: [], clashes: none, ...given }).map((one) => one.batchId);

describe("the place proposed to a student of a cancelled batch", () => {
  it("is where they miss nothing, before where they hear something twice, before where they miss something", () => {
    const same = batch("SAME", { held: 5 });
    const behind = batch("BEHIND", { held: 2 });
    const ahead = batch("AHEAD", { held: 9 });
    expect(places({ candidates: [ahead, behind, same] })).toEqual(["SAME"]);
    expect(places({ candidates: [ahead, behind] })).toEqual(["BEHIND"]);
    expect(places({ candidates: [ahead] })).toEqual(["AHEAD"]);
  });

  it("is the one that begins first among equals, then the one with the most room", () => {
    const late = batch("LATE", { startsAt: new Date("2027-01-01T14:00:00Z") });
    const undated = batch("UNDATED", { startsAt: null, free: 99 });
    expect(places({ candidates: [undated, late, batch("EARLY")] })).toEqual(["EARLY"]);
    expect(places({ candidates: [batch("SMALL", { free: 1 }), batch("ROOMY")] })).toEqual(["ROOMY"]);
  });

  it("is never where another class of theirs is at the same time, though that remains to be chosen", () => {
    const clashes = new Map([[clashKey("s0", "BEST"), 3]]);
    const [first] = proposePlaces({
      held: 5,
      students: students(1),
      candidates: [batch("BEST", { held: 5 }), batch("OTHER", { held: 9 })],
      clashes,
    });
    expect(first!.batchId).toBe("OTHER");
    expect(first!.options.at(-1)).toEqual({ batchId: "BEST", missed: 0, repeated: 0, clashes: 3 });
    expect(places({ candidates: [batch("BEST")], clashes })).toEqual([null]);
  });

  it("is never a batch that has held all its classes, while one without dates still has them before it", () => {
    const over = batch("OVER", { held: 5, coming: 0 });
    expect(places({ candidates: [over] })).toEqual([null]);
    expect(places({ candidates: [over, batch("AHEAD", { held: 9 })] })).toEqual(["AHEAD"]);
    expect(places({ held: 0, candidates: [over, batch("UNDATED", { coming: 0, startsAt: null })] })).toEqual([
      "UNDATED",
    ]);
  });

  it("is none where no seat is left, and each seat is given once", () => {
    expect(places({ candidates: [batch("FULL", { free: 0 })] })).toEqual([null]);
    expect(places({ students: students(3), candidates: [batch("A", { free: 2 })] })).toEqual(["A", "A", null]);
  });

  it("never gives more seats than there are and leaves nobody out while there is one without a clash", () => {
    const anyBatch = fc.record({ free: fc.integer({ min: -2, max: 6 }), held: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(
        fc.array(anyBatch, { maxLength: 5 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 9 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 0, max: 4 })), { maxLength: 30 }),
        (batches, count, held, pairs) => {
          const candidates = batches.map((one, i) => batch(`B${i}`, one));
          const clashes = new Map(pairs.map(([s, b]) => [clashKey(`s${s}`, `B${b}`), 1]));
          const proposed = proposePlaces({ held, students: students(count), candidates, clashes });
          for (const candidate of candidates) {
            const given = proposed.filter((one) => one.batchId === candidate.id).length;
            expect(given).toBeLessThanOrEqual(Math.max(0, candidate.free));
          }
          for (const [i, one] of proposed.entries()) {
            if (one.batchId) expect(clashes.has(clashKey(`s${i}`, one.batchId))).toBe(false);
            else
              for (const candidate of candidates) {
                const given = proposed.filter((other) => other.batchId === candidate.id).length;
                const open = candidate.free > given && !clashes.has(clashKey(`s${i}`, candidate.id));
                expect(open).toBe(false);
              }
          }
        },
      ),
    );
  });
});
