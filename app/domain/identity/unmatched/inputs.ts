import * as z from "zod";

export const attachInput = z.object({
  signInId: z.uuid(),
  /** Id, code or known address of the student. */
  student: z.string().trim().min(1, "Choose a student, or type a code.").max(254, "Type a student code or an address."),
  reason: z
    .string()
    .trim()
    .min(10, "Note which two questions you asked and what they said; it stands in the record.")
    .max(400, "Keep the reason below 400 characters."),
});

export const dismissInput = z.object({
  signInId: z.uuid(),
  reason: z
    .string()
    .trim()
    .min(1, "Say why; it stands in the record.")
    .max(400, "Keep the reason below 400 characters."),
});
