import { clockTime, localDay, whenText, zoneName } from "#kernel/time";

/** "Opens at 7:15 pm IST", with the day where it is not today: the school's own zone. */
export function opensHere(at: Date, now: Date, zone: string): string {
  return localDay(at, zone) === localDay(now, zone)
    ? `Opens at ${clockTime(at, zone)} ${zoneName(at, zone)}`
    : `Opens on ${whenText(at, zone)}`;
}

/** "1:45 pm in London": the same moment where the student is, or null where the clocks agree. */
export function opensElsewhere(at: Date, zone: string, viewerZone: string): string | null {
  const sameDay = localDay(at, viewerZone) === localDay(at, zone);
  if (sameDay && clockTime(at, viewerZone) === clockTime(at, zone)) return null;
  const there = sameDay ? clockTime(at, viewerZone) : whenText(at, viewerZone).replace(/ [^ ]+$/, "");
  const place = (viewerZone.split("/").at(-1) ?? viewerZone).replaceAll("_", " ");
  return place === "UTC" ? `${there} UTC` : `${there} in ${place}`;
}
