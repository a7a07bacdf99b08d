import type { DomainEvent } from "#kernel/events";
import { uuidv7 } from "#kernel/ids";

import type { MovedSession } from "../../sessions/import-sessions";

type Moved = Omit<MovedSession, "seriesId"> & { batchId: string };

/** Classes of one batch that move at once are one piece of news: each gets its series, and its students one mail. */
export function movedTogether(all: readonly Moved[], now: Date): { moved: MovedSession[]; events: DomainEvent[] } {
  const byBatch = new Map<string, Moved[]>();
  for (const one of all) byBatch.set(one.batchId, [...(byBatch.get(one.batchId) ?? []), one]);
  const series = new Map(
    [...byBatch].map(([batchId, own]) => [batchId, own.length > 1 ? uuidv7(now.getTime()) : null]),
  );
  return {
    moved: all.map(({ batchId, ...one }) => ({ ...one, seriesId: series.get(batchId) ?? null })),
    events: [...byBatch].map(([batchId, own]) => {
      const seriesId = series.get(batchId);
      return seriesId
        ? { name: "batch.rescheduled", payload: { batchId, seriesId } }
        : { name: "session.rescheduled", payload: { sessionId: own[0]!.id, batchId } };
    }),
  };
}
