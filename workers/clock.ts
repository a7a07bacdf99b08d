/**
 * The request's `now`. In the sandbox the clock can be moved (`POST /api/sandbox/clock`), so that a reminder or an expiry
 * can be seen without waiting; anywhere else the offset is refused and stays nought.
 */
let offsetMs = 0;
export const now = () => new Date(Date.now() + offsetMs);
export function setClockOffset(seconds: number): void {
  offsetMs = seconds * 1000;
}
