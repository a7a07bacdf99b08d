import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { refuseIdentity } from "../refusals";
import { dismissInput } from "./inputs";
import { closeSignIn, noteSignIn, signInOf } from "./sign-in-row";

/** Takes an address off the list: nobody of this school. It comes back when it tries again, with its reason beside it. */
export async function dismissSignIn(ctx: Ctx, raw: z.input<typeof dismissInput>): Promise<void> {
  const parsed = dismissInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { signInId, reason } = parsed.data;
  return mutate(ctx, "student.change_email", {
    load: () => ({ signIn: signInOf(signInId) }),
    decide: ({ signIn: [signIn] }) => {
      assertCan(ctx.actor, "student.change_email");
      if (!signIn) return refuse("not_found");
      if (signIn.closed || signIn.owner === "student") return refuseIdentity("sign_in.dealt_with");
      return {
        writes: [closeSignIn(signIn, ctx.now), noteSignIn(signInId, "auth.sign_in_dismissed", null)],
        result: undefined,
      };
    },
    reason,
  });
}
