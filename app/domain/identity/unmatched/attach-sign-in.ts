import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { unchanged } from "#kernel/write.server";

import { identityEvent } from "../events";
import { studentTyped } from "../find-student";
import { refuseIdentity } from "../refusals";
import { memberships, userEmails } from "../tables";
import { attachInput } from "./inputs";
import { closeSignIn, noteSignIn, signInOf } from "./sign-in-row";

/**
 * Gives an address that matched nobody to the student whose it is, after the caller was asked who they are: from now on a
 * code sent there opens that account. It counts as verified with its first sign-in, and the student is told at the address
 * they are known by. Refuses an address that is somebody's already, and an account that is closed.
 */
export async function attachSignIn(ctx: Ctx, raw: z.input<typeof attachInput>): Promise<{ studentName: string }> {
  const parsed = attachInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { signInId, student: typed, reason } = parsed.data;
  const addressId = uuidv7(ctx.now.getTime());
  const dealtWith = refuseIdentity("sign_in.dealt_with");
  return mutate(ctx, "student.change_email", {
    load: () => ({ signIn: signInOf(signInId), student: studentTyped(typed) }),
    decide: ({ signIn: [signIn], student: [student] }) => {
      assertCan(ctx.actor, "student.change_email");
      if (!signIn) return refuse("not_found");
      if (signIn.closed || signIn.owner === "student") return dealtWith;
      if (signIn.owner === "other") return refuseIdentity("sign_in.address_known");
      if (!student)
        return refuseIdentity("sign_in.student_unknown", {
          fields: { student: ["No student has that code or address. Look them up and type the code."] },
        });
      if (student.disabled) return refuseIdentity("sign_in.student_closed");
      return {
        writes: [
          unchanged(memberships, student, "student"),
          closeSignIn(signIn, ctx.now),
          q.insert(userEmails).values({ id: addressId, userId: student.userId, email: signIn.email, isPrimary: false }),
          noteSignIn(signInId, "auth.sign_in_attached", student.id),
        ],
        events: [identityEvent("student.address_added", { addressId, userId: student.userId })],
        result: { studentName: student.name },
      };
    },
    reason,
    onConstraint: { user_emails_organization_id_email_key: dealtWith },
  });
}
