import * as z from "zod";

const reason = z
  .string()
  .trim()
  .min(1, "Say how you know that both are one person; it stands in the record.")
  .max(400, "Keep the reason below 400 characters.");

export const mergeInput = z.object({
  keptId: z.uuid(),
  mergedId: z.uuid(),
  /** What the preview was made from. */
  seen: z.string().max(20_000),
  reason,
});
export const undoMergeInput = z.object({ mergeId: z.uuid(), reason });
