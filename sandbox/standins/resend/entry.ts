import * as z from "zod";

import { mailSchema } from "#sandbox/standins/resend/mail-schema";

/** One mail Resend took, as kept in its ledger. `digest` is of the request the idempotency key belongs to. */
export const resendEntrySchema = z.object({
  kind: z.literal("email"),
  at: z.string(),
  id: z.string(),
  key: z.string().nullable(),
  digest: z.string(),
  ...mailSchema.shape,
});
export type ResendEntry = z.infer<typeof resendEntrySchema>;
