import * as z from "zod";

import { refuse } from "./refusal";

/** What a command was given, by its schema; what is wrong is refused beside each field. */
export function parseInput<T extends z.ZodType>(schema: T, raw: unknown): z.output<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string[]> = {};
  for (const issue of parsed.error.issues) (fields[issue.path.join(".") || "form"] ??= []).push(issue.message);
  throw refuse("input.invalid", { fields });
}

/** Why staff did what they did on somebody's behalf; it stands in the record. */
export const reasonInput = z
  .string({ error: "Say why; it stands in the record." })
  .trim()
  .min(1, "Say why; it stands in the record.")
  .max(400, "A reason has at most 400 characters.");

/** The row's version a form was made from, where it came from one. */
export const versionInput = z.int().min(1).optional();

/** Whether a form was made from another version of the row than the one that stands now. */
export const isStale = (made: number | undefined, row: { version: number }): boolean =>
  made !== undefined && made !== row.version;
