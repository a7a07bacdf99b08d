import * as z from "zod";

/** Said beside the field, and held where the body is read. */
export const largestFile = 10 * 1024 * 1024;
export const mostRows = 50_000;

export const importKinds = ["students", "calendar", "assign", "holiday"] as const;

export const reasonInput = z
  .string()
  .trim()
  .min(1, "Say why; it stands in the record of every row.")
  .max(400, "A reason has at most 400 characters.");

const version = z.coerce.number().int().min(1);
const planId = z.uuid();
export const planInput = z.object({ planId, version });
export const reasonedPlanInput = planInput.extend({ reason: reasonInput });

export const mapInput = planInput.extend({
  /** Field -> position of its column; what is left out is not read. */
  mapping: z.record(z.string(), z.number().int().min(0).max(500)),
  options: z.object({
    dateOrder: z.enum(["dmy", "mdy"]).optional(),
    planId: z.uuid().optional(),
    settled: z.enum(["yes", "no"]).optional(),
    /** Students may have two classes at once: whoever applies says why. */
    doubleBooking: z.enum(["yes"]).optional(),
  }),
});
