import * as z from "zod";

import { canonicalEmail } from "#kernel/email";

const email = z.string().transform((typed, context) => {
  const canonical = canonicalEmail(typed);
  if (canonical.ok) return canonical.email;
  context.addIssue({ code: "custom", message: canonical.fix });
  return z.NEVER;
});

export const admissionInput = z.object({
  fullName: z.string().trim().min(1, "Give the student's name.").max(200, "A name has at most 200 characters."),
  email,
  phone: z
    .string()
    .regex(/^\+[1-9][0-9]{6,14}$/, "Give the number with its country code, like +919876543210.")
    .nullable()
    .default(null),
  planId: z.uuid(),
  /** Paisa. */
  agreedPaisa: z.int().min(0),
  externalId: z.string().max(120).nullable().default(null),
});
export type AdmissionInput = z.input<typeof admissionInput>;
