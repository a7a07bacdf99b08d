/** "45 s", "10 min", "2 h 5 min", "3 days": the two coarsest units, rounded up as people count towards a start. */
export function spanOfSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60)
    return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
  const days = Math.floor(minutes / 1440);
  return days === 1 ? "1 day" : `${days} days`;
}

/** "Starts in 10 min", "Starting now", "Started 12 min ago": where a class stands, from the seconds until its start. */
export function startText(secondsUntil: number): string {
  if (secondsUntil > 0) return `Starts in ${spanOfSeconds(Math.max(60, secondsUntil))}`;
  if (secondsUntil > -60) return "Starting now";
  return `Started ${spanOfSeconds(Math.floor(-secondsUntil / 60) * 60)} ago`;
}
