import * as z from "zod";

import { choice } from "../../batches/inputs";

const clock = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, "Write the time like 19:30.");
const localDay = z.iso.date("Choose the day.");
const minutes = z
  .string()
  .trim()
  .regex(/^[0-9]{1,3}$/, "Give whole minutes.")
  .transform(Number)
  .pipe(z.int().min(10, "A class lasts at least 10 minutes.").max(720, "A class lasts at most 12 hours."));
/** The form "change this class": every field as it is typed. */
export const changeInput = z.object({
  sessionId: z.uuid(),
  scope: z.enum(["this", "following"], "Choose which classes this is about."),
  title: z.string().trim().min(1, "Say what the class is about.").max(200, "A topic has at most 200 characters."),
  on: localDay,
  time: clock,
  minutes,
  trainerId: choice,
  hostAccountId: choice,
  link: z.string().trim().max(2000, "This is longer than a link can be.").default(""),
  /** Why the trainer may be in two classes at once. */
  overlapReason: z.string().trim().max(400, "At most 400 characters.").default(""),
  /** Students may have two classes at once. */
  doubleBooking: z.string().default(""),
  reason: z.string().trim().max(400, "At most 400 characters.").default(""),
  /** The rows the form was made from. */
  version: z.string().default(""),
  /** What was shown before saving. */
  shown: z.string().default(""),
});
export type ChangeInput = z.output<typeof changeInput>;

/** The form "add a class": the same, for a class that does not stand yet. */
export const addInput = changeInput.omit({ sessionId: true, scope: true, link: true }).extend({ batchId: z.uuid() });
export type AddInput = z.output<typeof addInput>;
