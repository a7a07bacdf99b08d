/** Instants as milliseconds since 1970. `until` null: left when the meeting ended. */
export type Seen = { from: number; until: number | null };
export type Held = { startsAt: number; endsAt: number };
export type Presence = { milliseconds: number; firstAt: number | null; lastAt: number | null };

/**
 * How long somebody was there: the union of what was seen, clipped to the class. Two devices at once count once, an
 * interval nobody closed ends with the meeting, and neither order nor repetition changes anything.
 */
export function presence(seen: readonly Seen[], held: Held): Presence {
  const clipped = seen
    .map(({ from, until }) => ({
      from: Math.max(from, held.startsAt),
      until: Math.min(until ?? held.endsAt, held.endsAt),
    }))
    .filter(({ from, until }) => until > from)
    .toSorted((a, b) => a.from - b.from);
  let milliseconds = 0;
  let reached = -Infinity;
  for (const { from, until } of clipped) {
    milliseconds += Math.max(0, until - Math.max(from, reached));
    reached = Math.max(reached, until);
  }
  return { milliseconds, firstAt: clipped[0]?.from ?? null, lastAt: clipped.length > 0 ? reached : null };
}

/** From when until when the class was: a meeting that ended before its time ended the class. */
export function heldOf(session: { startsAt: number; endsAt: number; meetingEndedAt: number | null }): Held {
  const { startsAt, endsAt, meetingEndedAt } = session;
  const early = meetingEndedAt !== null && meetingEndedAt > startsAt && meetingEndedAt < endsAt;
  return { startsAt, endsAt: early ? meetingEndedAt : endsAt };
}
