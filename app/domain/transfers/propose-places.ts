/** A batch of the same course that a student could go to. */
export type Candidate = {
  id: string;
  code: string;
  name: string;
  state: "planning" | "forming" | "active";
  /** Seats nobody has or holds. */
  free: number;
  /** Classes it has held, and has still to hold. */
  held: number;
  coming: number;
  startsAt: Date | null;
};
export type Seated = { assignmentId: string; studentId: string };
export type Option = {
  batchId: string;
  /** Classes the batch has held and the student's batch had not: missed. The other way round: heard twice. */
  missed: number;
  repeated: number;
  /** Classes to come that overlap another class of the student. */
  clashes: number;
};
export type Proposal = { assignmentId: string; batchId: string | null; options: Option[] };

type Given = {
  /** Classes the cancelled batch has held. */
  held: number;
  /** In the order in which they are given a seat. */
  students: Seated[];
  candidates: Candidate[];
  /** By student and batch. */
  clashes: ReadonlyMap<string, number>;
};
export const clashKey = (studentId: string, batchId: string): string => `${studentId} ${batchId}`;

/**
 * For each student of a cancelled batch the best other batch of the course that has a seat left for them: none of their
 * other classes at the same time first, then the fewest classes missed, the fewest heard twice, the earliest start, and
 * the batch with the most room. Never proposed are a clash, and a batch that has held all its classes; who has nowhere to
 * go gets no place. Seats are given once.
 */
export function proposePlaces({ held, students, candidates, clashes }: Given): Proposal[] {
  const left = new Map(candidates.map((one) => [one.id, one.free]));
  return students.map(({ assignmentId, studentId }) => {
    const ranked = candidates
      .map((candidate) => ({
        candidate,
        option: optionOf(candidate, held, clashes.get(clashKey(studentId, candidate.id))),
      }))
      .toSorted((a, b) => rank(a, b));
    const best = ranked.find(
      ({ candidate, option }) => option.clashes === 0 && !isOver(candidate) && (left.get(candidate.id) ?? 0) > 0,
    );
    const batchId = best?.candidate.id ?? null;
    if (batchId) left.set(batchId, left.get(batchId)! - 1);
    return { assignmentId, batchId, options: ranked.map(({ option }) => option) };
  });
}

const optionOf = (candidate: Candidate, held: number, clashes = 0): Option => ({
  batchId: candidate.id,
  missed: Math.max(0, candidate.held - held),
  repeated: Math.max(0, held - candidate.held),
  clashes,
});

/** It had classes, and none is to come; a batch without dates has everything before it. */
const isOver = ({ coming, startsAt }: Candidate) => coming === 0 && startsAt !== null;

/** A batch without dates begins after every other. */
const startOf = ({ candidate }: Ranked) => candidate.startsAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
type Ranked = { candidate: Candidate; option: Option };
const rank = (a: Ranked, b: Ranked): number =>
  Number(a.option.clashes > 0) - Number(b.option.clashes > 0) ||
  Number(isOver(a.candidate)) - Number(isOver(b.candidate)) ||
  a.option.missed - b.option.missed ||
  a.option.repeated - b.option.repeated ||
  startOf(a) - startOf(b) ||
  b.candidate.free - a.candidate.free ||
  a.candidate.code.localeCompare(b.candidate.code);
