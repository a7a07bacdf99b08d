import { sql } from "drizzle-orm";

import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { QueueMessage } from "#kernel/ports";
import { read } from "#kernel/read.server";

import { deadLetterWrites } from "./dead-letter";

/**
 * A message the queue gave up on, for ops to see and replay. What was finished by another message meanwhile is not dead.
 * What the relay still carries may recover by itself, and then takes its dead letter out of the list.
 */
export async function buryMessage(ctx: Ctx, message: QueueMessage): Promise<boolean> {
  const { id, kind } = message;
  if (kind !== "event" && kind !== "delivery" && kind !== "job") return false;
  const { found } = await read(ctx, () => ({
    found: rows<{ what: string; live: boolean }>(
      kind === "event"
        ? sql`select 'event ' || event as what, state <> 'done' as live from outbox where id = ${id}::uuid`
        : kind === "delivery"
          ? sql`select 'mail ' || n.template as what, d.state in ('queued', 'sending', 'dead', 'unsure') as live from deliveries d
              join notifications n on n.organization_id = d.organization_id and n.id = d.notification_id where d.id = ${id}::uuid`
          : sql`select 'job ' || ${id}::text as what, true as live`,
    ),
  }));
  const [row] = found;
  if (!row?.live) return false;
  await inOneTrip(
    ctx,
    "subscriber.handle",
    deadLetterWrites({ source: kind, sourceId: id, what: row.what, error: "queue.gave_up" }),
  );
  return true;
}
