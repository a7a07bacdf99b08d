import * as z from "zod";

import type { WeeklyPattern } from "../../batches/tables";

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const isDay = (text: string) => z.iso.date().safeParse(text).success;
const isClock = (text: string) => /^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text);
const lines = (text: string) =>
  text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter(Boolean);

const ticked = z.string().default("");
const whole = (least: number, most: number, message: string) =>
  z
    .string()
    .trim()
    .regex(/^[0-9]{1,4}$/, message)
    .transform(Number)
    .pipe(z.int().min(least, message).max(most, message));

/** The form of a batch's weekly pattern, every field as it is typed. */
export const patternInput = z
  .object({
    batchId: z.uuid(),
    mon: ticked,
    tue: ticked,
    wed: ticked,
    thu: ticked,
    fri: ticked,
    sat: ticked,
    sun: ticked,
    time: z.string().refine(isClock, "Write the time like 19:30."),
    minutes: whole(10, 720, "Give minutes from 10 to 720."),
    from: z.string().refine(isDay, "Choose the first day."),
    ends: z.enum(["count", "until"], "Choose how the series ends."),
    count: z.string().trim().default(""),
    until: z.string().trim().default(""),
    /** Holidays of the batch, one a line. */
    skip: z.string().max(8000).default(""),
    /** "2026-12-24 to 2026-12-27 18:00 for 90", one a line. */
    moved: z.string().max(12_000).default(""),
    titles: z.string().max(20_000).default(""),
    overlapReason: z.string().trim().max(400, "At most 400 characters.").default(""),
    doubleBooking: z.string().default(""),
    reason: z.string().trim().max(400, "At most 400 characters.").default(""),
    version: z.string().default(""),
    shown: z.string().default(""),
  })
  .transform((form, context) => {
    const wrong = (path: string, message: string) => {
      context.addIssue({ code: "custom", path: [path], message });
      return null;
    };
    const chosen = days.filter((day) => form[day] === "yes");
    if (chosen.length === 0) wrong("days", "Choose at least one day of the week.");
    const count = whole(1, 200, "Give a number of classes from 1 to 200.").safeParse(form.count);
    if (form.ends === "count" && !count.success) wrong("count", count.error.issues[0]!.message);
    if (form.ends === "until" && !isDay(form.until)) wrong("until", "Choose the last day.");
    if (form.ends === "until" && isDay(form.until) && form.until < form.from)
      wrong("until", "The last day is before the first one.");
    const skip = lines(form.skip);
    const badSkip = skip.find((line) => !isDay(line));
    if (badSkip) wrong("skip", `"${badSkip.slice(0, 20)}" is no day. Write one a line, like 2026-12-25.`);
    const moved = lines(form.moved).map((line) => movedDay(line));
    if (moved.includes(null)) wrong("moved", "Write one a line, like 2026-12-24 to 2026-12-27 18:00.");
    const titles = form.titles
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    if (titles.some((title) => title.length > 200)) wrong("titles", "A topic has at most 200 characters.");
    const pattern: WeeklyPattern = {
      days: chosen,
      time: form.time,
      minutes: form.minutes,
      from: form.from,
      ...(form.ends === "count" ? { count: count.data ?? 1 } : { until: form.until }),
      skip: [...new Set(skip)].toSorted(),
      ...(moved.length > 0 ? { moved: moved.filter((one) => one !== null) } : {}),
    };
    const { batchId, overlapReason, doubleBooking, reason, version, shown } = form;
    return { batchId, pattern, titles, overlapReason, doubleBooking, reason, version, shown };
  });

type Move = NonNullable<WeeklyPattern["moved"]>[number];

function movedDay(line: string): Move | null {
  const found = /^(\S+)\s+(?:to|->|→)\s+(\S+)(?:\s+(\S+)(?:\s+for\s+(\d{1,3}))?)?$/.exec(line);
  const [, on = "", to = "", time, lasts] = found ?? [];
  const minutes = lasts === undefined ? undefined : Number(lasts);
  if (!isDay(on) || !isDay(to) || (time !== undefined && !isClock(time))) return null;
  if (minutes !== undefined && (minutes < 10 || minutes > 720)) return null;
  return { on, to, ...(time === undefined ? {} : { time }), ...(minutes === undefined ? {} : { minutes }) };
}

const movedText = ({ on, to, time, minutes }: Move): string =>
  `${on} to ${to}${time === undefined ? "" : ` ${time}`}${minutes === undefined ? "" : ` for ${minutes}`}`;

/** The fields of the form that make this pattern, from a later day on where one is given. */
export function patternFields(pattern: WeeklyPattern | null, later: string | null): Record<string, string> {
  const from = later ?? pattern?.from ?? "";
  return {
    ...Object.fromEntries((pattern?.days ?? []).map((day) => [day, "yes"])),
    time: pattern?.time ?? "19:30",
    minutes: String(pattern?.minutes ?? 120),
    from,
    ends: pattern?.until ? "until" : "count",
    count: String(pattern?.count ?? ""),
    until: pattern?.until ?? "",
    skip: (pattern?.skip ?? []).filter((on) => on >= from).join("\n"),
    moved: (pattern?.moved ?? [])
      .filter(({ on }) => on >= from)
      .map(movedText)
      .join("\n"),
  };
}
