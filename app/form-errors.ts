import type * as z from "zod";

import { Refusal } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

import type { FieldError } from "./ui/tenant";

/** Reads a form's fields by a schema: the values, or per field what to fix. */
export function readForm<T extends z.ZodType>(
  schema: T,
  fields: Record<string, string>,
): { values: z.output<T> } | { errors: FieldError[] } {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return { values: parsed.data };
  return {
    errors: parsed.error.issues.map((issue) => ({ field: issue.path.join(".") || null, message: issue.message })),
  };
}

/** The refusal a form shows on its own page; anything else is thrown on. */
export function refusalOf(error: unknown, shownHere: (code: string) => boolean): Refusal {
  const said = asRefusal(error);
  if (said instanceof Refusal && shownHere(said.code)) return said;
  throw error;
}
