import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import { hostChoices, ownerChoices, trainerChoices } from "./staff-choices";
import type { Choice } from "./staff-choices";

export type BatchChoices = { owners: Choice[]; trainers: Choice[]; hosts: Choice[] };

/** What the form of a new batch offers. One round trip. */
export async function getNewBatchPage(ctx: Ctx): Promise<BatchChoices & { courses: Choice[]; personName: string }> {
  const { person, ...choices } = await read(ctx, (_, me) => ({
    courses: rows<Choice>(sql`select id, name from courses where deleted_at is null order by name limit 200`),
    owners: ownerChoices(),
    trainers: trainerChoices(),
    hosts: hostChoices(),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "batch.create");
  return { ...choices, personName: person[0]?.name ?? "" };
}
