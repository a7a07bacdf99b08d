/** Seconds that the longest files take on two quiet cores. */
export const seconds: Record<string, number> = {
  "tests/e2e/journeys.test.ts": 110,
  "tests/contracts/stale-forms.test.ts": 60,
  "tests/faults/nothing-lost-nothing-twice.test.ts": 57,
  "tests/edge/vendors.test.ts": 53,
  "tests/gallery/screens.test.ts": 50,
  "tests/contracts/plans.test.ts": 41,
  "app/domain/imports/students/students-import.test.ts": 41,
  "tests/edge/links.test.ts": 38,
  "tests/edge/imports.test.ts": 30,
  "tests/edge/round-trips.test.ts": 23,
  "tests/faults/planted-bugs.test.ts": 22,
  "tests/contracts/races.test.ts": 21,
  "tests/faults/one-command.test.ts": 20,
  "app/domain/identity/merge/merge.test.ts": 15,
  "tests/edge/sign-in-attacks.test.ts": 12,
};

/** And what a file of a level takes that is not named; those of the house take a second or two. */
export const usual: Record<string, number> = { journeys: 60, faults: 30, edge: 10, contracts: 5 };
