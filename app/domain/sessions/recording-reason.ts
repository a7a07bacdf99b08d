import * as z from "zod";

/** Why staff does something to a recording. */
export const recordingReason = z
  .string()
  .trim()
  .min(1, "Say why; it stands in the record.")
  .max(400, "A reason has at most 400 characters.");
