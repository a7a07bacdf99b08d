import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";

import { everyRecord } from "./list-audit";
import type { AskedAudit } from "./list-audit";
import type { AuditRecord } from "./records";

/** As many records as one round trip of an export brings: about two megabytes at most. */
const portion = 2_000;

/**
 * Takes the record along, as filtered: the export itself is recorded first, with its filter, and only then does the first
 * byte leave. Answers the records a portion at a time. Managers only.
 */
export async function exportAudit(ctx: Ctx, asked: AskedAudit): Promise<AsyncGenerator<AuditRecord[], void, void>> {
  const filter = Object.fromEntries(Object.entries(asked.filters).filter(([, value]) => value !== null));
  await mutate(ctx, "audit.export", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "audit.export");
      return {
        writes: [
          rows(
            sql`select app.note('export', 'audit_logs', null, 'audit.export', ${JSON.stringify({ filter })}::jsonb)`,
          ),
        ],
        result: undefined,
      };
    },
  });
  return everyRecord(ctx, asked, portion);
}
