import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { hostOf } from "./entrance-call.server";
import { flowIdOf } from "./flow";

type StoredFlow = {
  email: string;
  createdAt: string;
  expiresAt: string;
  consumed: boolean;
  attempts: number;
  next: string | null;
};
export type ConfirmPage = { email: string; next: string | null; resendAt: Date; codeIsSpent: boolean };

const resendAfterMs = 30_000;
const mostTries = 5;

/** The sign-in under way in this browser, null where there is none. The digest is made in SQL, so that the read begins in this very turn. */
export async function getConfirmPage(ctx: Ctx, flowCookie: string | null): Promise<ConfirmPage | null> {
  const cookie = flowIdOf(flowCookie) ? flowCookie : null;
  const { page } = await read(ctx, () => ({
    page: value<{ flow: StoredFlow | null }>(
      sql`select app.read_flow(${hostOf(ctx)}, sha256(convert_to(${cookie ?? ""}, 'UTF8')), ${ctx.now.toISOString()}::timestamptz) as value`,
    ),
  }));
  if (!page.flow) return null;
  const { email, next, createdAt, expiresAt, consumed, attempts } = page.flow;
  return {
    email,
    next,
    resendAt: new Date(Date.parse(createdAt) + resendAfterMs),
    codeIsSpent: consumed || attempts >= mostTries || Date.parse(expiresAt) <= ctx.now.getTime(),
  };
}
