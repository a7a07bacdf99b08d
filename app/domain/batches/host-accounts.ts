import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { hostAccountMachine } from "./host-account.machine";
import { refuseBatch } from "./refusals";
import { hostAccounts } from "./tables";

const moveInput = z.object({ hostAccountId: z.uuid(), reason: reasonInput, version: z.coerce.number().int().min(1) });
type MoveInput = z.input<typeof moveInput>;

/** No further class is planned on the account. Refuses while classes to come are. */
export const retireHostAccount = (ctx: Ctx, input: MoveInput) => moveAccount(ctx, input, "retire");
/** Classes may be planned on the account again. */
export const restoreHostAccount = (ctx: Ctx, input: MoveInput) => moveAccount(ctx, input, "restore");

async function moveAccount(ctx: Ctx, raw: MoveInput, move: "retire" | "restore"): Promise<void> {
  const { hostAccountId, reason, version } = parseInput(moveInput, raw);
  await mutate(ctx, "integration.manage", {
    load: () => ({
      found: q.select().from(hostAccounts).where(eq(hostAccounts.id, hostAccountId)),
      planned: rows<{ n: number }>(sql`
        select count(*)::int as n from sessions s where s.organization_id = (select app.organization_id()) and s.host_account_id = ${hostAccountId}::uuid
          and s.state = 'scheduled' and s.starts_at > ${ctx.now.toISOString()}::timestamptz - interval '12 hours' and s.ends_at > ${ctx.now.toISOString()}::timestamptz`),
    }),
    decide: ({ found: [account], planned: [planned] }) => {
      assertCan(ctx.actor, "integration.manage");
      if (!account) return refuse("not_found");
      if (isStale(version, account)) return refuse("conflict");
      if (target(hostAccountMachine, move, account.state) === null) return refuseBatch("host_account.state");
      if (move === "retire" && (planned?.n ?? 0) > 0)
        return refuseBatch("host_account.in_use", {
          fields: { state: [`${planned!.n} classes to come are planned on it. Give them another account first.`] },
        });
      return {
        writes: [transition(hostAccounts, hostAccountMachine, account, move)],
        events: [{ name: `host_account.${move}d`, payload: { hostAccountId } }],
        result: undefined,
      };
    },
    reason,
  });
}
