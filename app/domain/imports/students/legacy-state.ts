import { bareHeader } from "../read/columns";
import type { Read } from "../read/read-phone";

/** Where a legacy student stands, as sheets know it. */
export type LegacyState =
  | "onboarding"
  | "waiting"
  | "active"
  | "paused"
  | "suspended"
  | "expired"
  | "completed"
  | "cancelled"
  | "refunded";

const words: Record<LegacyState, readonly string[]> = {
  onboarding: ["onboarding", "new", "gettingstarted", "preonboarding"],
  waiting: ["waiting", "batchpending", "unassigned", "tobeassigned", "waitingforabatch", "waitingforaplace", "nobatch"],
  active: [
    "active",
    "ongoing",
    "studying",
    "running",
    "current",
    "live",
    "inprogress",
    "batchassigned",
    "placegiven",
    "assigned",
  ],
  paused: ["paused", "pause", "hold", "onhold", "break", "onbreak"],
  suspended: ["suspended", "blocked", "barred"],
  expired: ["expired", "ended", "lapsed", "over", "validityover"],
  completed: ["completed", "complete", "finished", "alumni", "passedout", "graduated"],
  cancelled: ["cancelled", "canceled", "dropped", "dropout", "droppedout", "withdrawn", "left", "discontinued"],
  refunded: ["refunded", "refund"],
};

export function readLegacyState(typed: string): Read<LegacyState> {
  const bare = bareHeader(typed);
  const found = (Object.keys(words) as LegacyState[]).find((state) => words[state].includes(bare));
  return found
    ? { ok: true, value: found }
    : {
        ok: false,
        rule: "A state Hub knows",
        fix: "Write active, waiting, paused, suspended, expired, completed, cancelled or refunded, or leave it blank",
      };
}
