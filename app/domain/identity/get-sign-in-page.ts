import type { Ctx, Tenant } from "#kernel/ctx";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";

/** The school whose sign-in page this is. Rides along with the other reads of the same turn. */
export async function getSignInPage(ctx: Ctx): Promise<Tenant> {
  await read(ctx, () => ({}));
  if (!ctx.tenant) throw refuse("host.unknown");
  return ctx.tenant;
}
