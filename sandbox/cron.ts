/** A cron expression of five fields as Cloudflare reads them, in UTC: `*`, numbers, lists, ranges and steps. */
export function isDue(expression: string, at: Date): boolean {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) throw new Error(`"${expression}" does not have the five fields of a cron expression.`);
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  return (
    matches(minute, at.getUTCMinutes(), 0, 59) &&
    matches(hour, at.getUTCHours(), 0, 23) &&
    matches(day, at.getUTCDate(), 1, 31) &&
    matches(month, at.getUTCMonth() + 1, 1, 12) &&
    // Cloudflare counts the days of the week from 1, a Sunday.
    matches(weekday, at.getUTCDay() + 1, 1, 7)
  );
}

function matches(field: string, value: number, lowest: number, highest: number): boolean {
  return field.split(",").some((part) => {
    const found = part.match(/^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/);
    if (!found) throw new Error(`"${part}" is not understood in a cron expression.`);
    const [, all, from, to, step] = found;
    const first = all ? lowest : Number(from);
    const last = all || (step && !to) ? highest : Number(to ?? from);
    return value >= first && value <= last && (value - first) % Number(step ?? 1) === 0;
  });
}

const MINUTE = 60_000;

/**
 * Fires each expression at the minutes it names, as the platform does in the cloud; workerd by itself never does. A minute
 * that was slept through is not made up for: jobs do everything that is due, however late.
 */
export function startCron(crons: readonly string[], fire: (cron: string, at: Date) => Promise<void>): { stop(): void } {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const next = new Date((Math.floor(Date.now() / MINUTE) + 1) * MINUTE);
    timer = setTimeout(
      () => {
        for (const cron of crons.filter((expression) => isDue(expression, next))) void fire(cron, next);
        wait();
        // A timer may end a moment early: one more millisecond keeps the next round from naming the same minute.
      },
      next.getTime() - Date.now() + 1,
    );
  };
  wait();
  return { stop: () => clearTimeout(timer) };
}
