import { sql } from "drizzle-orm";

import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";

type Sealed = { sealed: number; number: number | null; digest: string | null; last: string | null };

/** How many records one seal covers: a statement of a tenth of a second. */
const mostPerSeal = 5_000;
/** Of an invocation's thousand round trips; what is left is sealed the night after. */
const mostPerNight = 500;

/**
 * The nightly sweep that chains what was recorded since the last seal, in as many seals as that takes. What a transaction
 * still open has recorded is sealed the next night. The head of the chain goes to the log, which is kept elsewhere: against it
 * `npm run verify:audit` finds a chain that was made anew.
 */
export async function sealAudit(ctx: Ctx, most = mostPerSeal): Promise<{ sealed: number }> {
  let sealed = 0;
  let head: Sealed | undefined;
  let seals = 0;
  do {
    [head] = await inOneTrip(ctx, "job.seal-audit", [
      value<Sealed>(sql`select app.seal_audit(${most}, ${head?.last ?? null}::uuid) as value`),
    ]);
    sealed += head.sealed;
  } while (head.sealed === most && ++seals < mostPerNight);
  if (head.number !== null)
    ctx.ports.log.info("audit.sealed", {
      organizationId: ctx.tenant?.id ?? null,
      number: head.number,
      digest: head.digest,
      sealed,
    });
  return { sealed };
}
