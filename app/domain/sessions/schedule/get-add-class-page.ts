import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { batchFacts, batchOf } from "../../batches/batch-facts";
import type { BatchFacts } from "../../batches/batch-facts";
import { hostChoices, trainerChoices } from "../../batches/staff-choices";
import type { Choice } from "../../batches/staff-choices";
import { ownName } from "../../identity/own-name";
import { versionsOf } from "./seen";

export type AddClassPage = {
  batch: BatchFacts;
  /** The number the class would have. */
  number: number;
  version: string;
  trainers: Choice[];
  hosts: Choice[];
  personName: string;
};

/** What the form "add a class" begins with. Null: no such batch. One round trip. */
export async function getAddClassPage(ctx: Ctx, batchId: string): Promise<AddClassPage | null> {
  const { found, numbers, trainers, hosts, person } = await read(ctx, (_, me) => ({
    found: batchFacts(batchId, me),
    numbers: rows<{ next: number }>(
      sql`select coalesce(max(s.number), 0) + 1 as next from sessions s where s.organization_id = (select app.organization_id()) and s.batch_id = ${batchId}::uuid`,
    ),
    trainers: trainerChoices(),
    hosts: hostChoices(),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "session.create");
  const [row] = found;
  if (!row) return null;
  return {
    batch: batchOf(row),
    number: numbers[0]?.next ?? 1,
    version: await versionsOf([row]),
    trainers,
    hosts,
    personName: person[0]?.name ?? "",
  };
}
