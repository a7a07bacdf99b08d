import * as z from "zod";

import { refuse } from "#kernel/refusal";

/** The input by its schema; mistakes are told by field, like every refusal. */
export function checkedInput<T extends z.ZodType>(schema: T, raw: z.input<T>): z.output<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors as Record<string, string[]> });
}
