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
