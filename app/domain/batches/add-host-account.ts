import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";

import { refuseBatch } from "./refusals";
import { hostAccounts } from "./tables";

export const hostAccountInput = z.object({
  name: z.string().trim().min(1, "Name the account.").max(120),
  provider: z.enum(["zoom", "meet", "url"]).default("zoom"),
  providerUserId: z.string().max(200).nullable().default(null),
  meetingSize: z.int().min(1).max(100_000).nullable().default(null),
  simultaneous: z.int().min(1).max(20).default(1),
  hostKey: z.string().max(40).nullable().default(null),
});

/** An account that meetings run on, with the number of meetings it can hold at once. Its host key is sealed. */
export async function addHostAccount(
  ctx: Ctx,
  raw: z.input<typeof hostAccountInput>,
): Promise<{ hostAccountId: string }> {
  const { hostKey, ...input } = hostAccountInput.parse(raw);
  const hostAccountId = uuidv7(ctx.now.getTime());
  const hostKeySealed = hostKey ? await ctx.ports.vault.seal(hostKey) : null;
  return mutate(ctx, "integration.manage", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "integration.manage");
      return {
        writes: [q.insert(hostAccounts).values({ id: hostAccountId, ...input, hostKeySealed })],
        result: { hostAccountId },
      };
    },
    onConstraint: {
      host_accounts_organization_id_name_key: refuseBatch("host_account.name_taken", {
        fields: { name: ["Another account has this name."] },
      }),
    },
  });
}
