import { Temporal } from "temporal-polyfill";

/**
 * The instant of a wall clock in a zone. A time the zone leaps over begins where the clocks go on to (02:30 becomes
 * 03:30); one it has twice is the first of the two. On the server only: the polyfill is heavy.
 */
export function instantAt(on: string, clock: string, zone: string): Date {
  const at = Temporal.PlainDateTime.from(`${on}T${clock}`).toZonedDateTime(zone, { disambiguation: "compatible" });
  return new Date(at.epochMilliseconds);
}
