import type { AttendancePolicy, Away, EvidenceKind, Mark, MarkEvidence } from "./inputs";
import { presence } from "./presence";
import type { Held, Seen } from "./presence";

/** Everything known of one student in one class. */
export type StudentFacts = {
  seen: readonly (Seen & { kind: EvidenceKind })[];
  /** The first click on Join that let them through. */
  clickedAt: number | null;
  excused: boolean;
  away: Away | null;
  /** What people said the mark is; the newest counts. */
  said: readonly { says: Mark | "evidence"; at: number; by: string | null; reason: string | null; order: string }[];
};

export type MarkOf = {
  mark: Mark;
  computedMark: Mark;
  manualMark: Mark | null;
  minutes: number;
  evidence: MarkEvidence;
  markedBy: string | null;
  reason: string | null;
};

/**
 * One student's mark for one class. What a person said wins. Else the meeting's report decides, where the class has one;
 * a click on Join counts as having come, and stayed, only where there is no report to say otherwise. Nobody seen: not
 * counted where they could not come, excused where they said so ahead, else absent.
 */
export function markOf(facts: StudentFacts, held: Held, hasReport: boolean, policy: AttendancePolicy): MarkOf {
  const byClick = !hasReport && facts.clickedAt !== null;
  const was = presence(byClick ? [{ from: facts.clickedAt!, until: null }] : facts.seen, held);
  const computedMark = ruled(was, facts, held, policy);
  const said = newest(facts.said);
  const manualMark = said && said.says !== "evidence" ? said.says : null;
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    mark: manualMark ?? computedMark,
    computedMark,
    manualMark,
    minutes: Math.round(was.milliseconds / 60_000),
    evidence: {
      by: was.milliseconds === 0 ? "none" : byClick ? "click" : "report",
      firstAt: iso(was.firstAt),
      lastAt: iso(was.lastAt),
      held: Math.round((held.endsAt - held.startsAt) / 60_000),
      clickedAt: iso(facts.clickedAt),
      excused: facts.excused,
      away: facts.away,
    },
    markedBy: manualMark ? said!.by : null,
    reason: manualMark ? said!.reason : null,
  };
}

function ruled(was: ReturnType<typeof presence>, facts: StudentFacts, held: Held, policy: AttendancePolicy): Mark {
  if (was.milliseconds === 0) return facts.away ? "not_applicable" : facts.excused ? "excused" : "absent";
  if (was.milliseconds * 100 < (held.endsAt - held.startsAt) * policy.partialBelowPercent) return "partial";
  return was.firstAt! - held.startsAt > policy.lateMinutes * 60_000 ? "late" : "present";
}

const newest = (said: StudentFacts["said"]) =>
  said.toSorted((a, b) => b.at - a.at || (a.order < b.order ? 1 : -1))[0] ?? null;
