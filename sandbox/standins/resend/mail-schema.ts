import * as z from "zod";

const ADDRESS = /^[^\s@<>,"]+@[^\s@<>,"]+\.[^\s@<>,"]+$/;

/** The bare address of `someone@example.com` or `Some One <someone@example.com>`; null when there is none. */
export function bareAddress(text: string): string | null {
  const bare = /^[^<>]*<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
  return ADDRESS.test(bare.trim()) ? bare.trim() : null;
}

const address = (field: string) =>
  z
    .string(`The \`${field}\` field must be an address.`)
    .refine(
      (text) => bareAddress(text) !== null && !/[\r\n]/.test(text),
      `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or \`Name <email@example.com>\` format.`,
    );
const addresses = (field: string) =>
  z.preprocess(
    (value) => (typeof value === "string" ? [value] : value),
    z
      .array(address(field), `Missing \`${field}\` field.`)
      .min(1, `Missing \`${field}\` field.`)
      .max(50, `The \`${field}\` field takes 50 addresses at most.`),
  );

/**
 * A mail as `POST /emails` takes it. Unknown fields are refused, where Resend passes over them in silence: a misspelt
 * `replyTo` should be found here and not by a student. Scheduling and attachments are refused too: the sandbox has neither.
 */
export const mailSchema = z.strictObject({
  from: address("from"),
  to: addresses("to"),
  subject: z.string("Missing `subject` field.").min(1, "Missing `subject` field."),
  html: z.string("The `html` field must be a string.").optional(),
  text: z.string("The `text` field must be a string.").optional(),
  cc: addresses("cc").optional(),
  bcc: addresses("bcc").optional(),
  reply_to: addresses("reply_to").optional(),
  headers: z.record(z.string(), z.string(), "The `headers` field must map names to strings.").optional(),
  tags: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[\w-]{1,256}$/, "Tags should only contain ASCII letters, numbers, underscores, or dashes."),
        value: z
          .string()
          .regex(/^[\w-]{1,256}$/, "Tags should only contain ASCII letters, numbers, underscores, or dashes."),
      }),
    )
    .optional(),
});
export type AcceptedMail = z.infer<typeof mailSchema>;

/** What is wrong with a mail, in Resend's words; null when nothing is. */
export function mailProblem(mail: unknown): { problem: string } | { mail: AcceptedMail } {
  const parsed = mailSchema.safeParse(mail);
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? "Invalid mail." };
  if (!parsed.data.html && !parsed.data.text) return { problem: "Missing `html` or `text` field." };
  return { mail: parsed.data };
}
