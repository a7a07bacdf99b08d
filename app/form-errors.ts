import type * as z from "zod";

import type { Ctx } from "#kernel/ctx";
import { Refusal } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";
import { asRefusal } from "#kernel/sqlstate.server";

import type { FieldError } from "./ui/tenant";

/** What a refusal says at this school; anything else is a bug and stays what it is. */
export function saidTo(ctx: Ctx, error: unknown): unknown {
  const said = asRefusal(error);
  return said instanceof Refusal ? said.toldIn(wordsOf(ctx)) : said;
}

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
export function refusalOf(error: unknown, ctx: Ctx, shownHere: (code: string) => boolean): Refusal {
  const said = saidTo(ctx, error);
  if (said instanceof Refusal && shownHere(said.code)) return said;
  throw error;
}
