import * as z from "zod";

import { canonicalEmail } from "#kernel/email";
import { readSignInCode } from "./sign-in-code";

/** An address in its canonical form; the message says how to fix what is not one. */
export const emailInput = z.string({ error: "Type your e-mail address." }).transform((typed, context) => {
  const read = canonicalEmail(typed);
  if (read.ok) return read.email;
  context.addIssue({ code: "custom", message: read.fix });
  return z.NEVER;
});

/** The mailed code as six plain digits. */
export const codeInput = z.string({ error: "Type the six digits from the mail." }).transform((typed, context) => {
  const code = readSignInCode(typed);
  if (code) return code;
  context.addIssue({
    code: "custom",
    message: "The code is six digits, like 123456. Type it as it stands in the mail.",
  });
  return z.NEVER;
});

export const signInInput = z.object({ email: emailInput });
export const confirmInput = z.object({ code: codeInput });

/** What a form leaves empty is not there. */
export const emptyAsNull = (text: z.ZodString) =>
  z
    .string()
    .trim()
    .transform((typed) => typed || null)
    .pipe(text.nullable());

/** A number with its country code, however it is spaced, as E.164; empty is none. */
export const phoneInput = z.string().transform((typed, context) => {
  const bare = typed
    .normalize("NFKC")
    .replaceAll(/[\s().-]/g, "")
    .replace(/^00/, "+");
  if (bare === "") return null;
  if (/^\+[1-9][0-9]{6,14}$/.test(bare)) return bare;
  context.addIssue({ code: "custom", message: "Write the number with its country code, like +91 98765 43210." });
  return z.NEVER;
});
