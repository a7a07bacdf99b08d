import { and, eq, gt, lt, max } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";
import { rangeText } from "#kernel/time";
import { unchanged } from "#kernel/write.server";
import { instantAt } from "#kernel/zoned.server";

import { changedMeanwhile, lastChangeOf } from "../../batches/last-change";
import { refuseBatch } from "../../batches/refusals";
import { batches, hostAccounts } from "../../batches/tables";
import { staffProfiles } from "../../identity/tables";
import { organizationHolidays } from "../../organizations/tables";
import { refuseSession } from "../refusals";
import { sessions } from "../tables";
import { addInput } from "./change-input";
import type { AddInput } from "./change-input";
import { reachOf, reachQueries } from "./reach";
import type { Reach } from "./reach";
import { changeRemedies, refuseReach } from "./refuse-reach";
import type { NewClass, ScheduleChange } from "./schedule-change";
import { scheduleWrites } from "./schedule-writes";
import { nameOf, versionsOf } from "./seen";

export type AddPreview = {
  change: ScheduleChange;
  reach: Reach;
  shown: string;
  /** The school's holiday that the day is. */
  holiday: string | null;
};
type Batch = typeof batches.$inferSelect;

/** What one more class would meet: the dry run of `addClass`; its reach is part of the answer. */
export async function previewAddedClass(ctx: Ctx, raw: z.input<typeof addInput>): Promise<AddPreview> {
  const { batch, change, shown, holiday } = await plan(ctx, raw);
  const found = await read(ctx, () => reachQueries(batch.id, change));
  return { change, reach: reachOf(change, found, batch.zone), shown, holiday };
}

/**
 * One more class of a batch, beside its weekly pattern; it takes the next number and the batch's standing link. Refuses
 * what was not shown before, a time in the past or of another class of the batch, a batch that is over or was changed
 * since, and what `changeSession` refuses of its reach.
 */
export async function addClass(ctx: Ctx, raw: z.input<typeof addInput>): Promise<{ number: number }> {
  const { input, batch, change, added, shown } = await plan(ctx, raw);
  if (input.shown !== shown) throw refuseSession("session.look_first");
  if (!input.reason) throw refuse("input.invalid", { fields: { reason: ["Say why; it stands in the record."] } });
  return mutate(ctx, "session.create", {
    load: () => ({
      ...reachQueries(batch.id, change),
      batchNow: q.select().from(batches).where(eq(batches.id, batch.id)),
      last: lastChangeOf("batches", [batch.id]),
    }),
    decide: ({ batchNow: [batchNow], last, ...found }) => {
      assertCan(ctx.actor, "session.create");
      if (!batchNow) return refuse("not_found");
      if (batchNow.version !== batch.version) return changedMeanwhile(last, ctx.now, batch.zone);
      const reach = reachOf(change, found, batch.zone);
      const refusal = refuseReach(reach, batch.zone, {
        doubleBooking: input.doubleBooking === "yes",
        remedies: changeRemedies,
      });
      if (refusal) return refusal;
      const { writes, events } = scheduleWrites(ctx, {
        batchId: batch.id,
        change,
        lanes: reach.lanes,
        reason: input.reason,
      });
      return {
        writes: [...writes, unchanged(batches, batchNow, "batch")],
        events,
        result: { number: added.number },
      };
    },
    reason: input.reason,
    onConstraint: {
      sessions_trainer_overlap: refuseSession("session.trainer_busy"),
      sessions_host_overlap: refuseSession("session.host_busy"),
      sessions_organization_id_batch_id_number_key: refuseSession("session.number_taken"),
    },
  });
}

async function plan(ctx: Ctx, raw: z.input<typeof addInput>) {
  const input = parseInput(addInput, raw);
  const zone = ctx.tenant?.zone;
  const facts = await read(ctx, () => ({
    found: q.select().from(batches).where(eq(batches.id, input.batchId)),
    lastNumber: q
      .select({ n: max(sessions.number) })
      .from(sessions)
      .where(eq(sessions.batchId, input.batchId)),
    trainer: q
      .select({ id: staffProfiles.id })
      .from(staffProfiles)
      .where(eq(staffProfiles.id, input.trainerId ?? input.batchId)),
    host: q
      .select({ state: hostAccounts.state })
      .from(hostAccounts)
      .where(eq(hostAccounts.id, input.hostAccountId ?? input.batchId)),
    holiday: q
      .select({ name: organizationHolidays.name })
      .from(organizationHolidays)
      .where(eq(organizationHolidays.holidayOn, input.on)),
    last: lastChangeOf("batches", [input.batchId]),
  }));
  assertCan(ctx.actor, "session.create");
  const [batch] = facts.found;
  if (!batch) throw refuse("not_found");
  if (batch.state === "completed" || batch.state === "cancelled") throw refuseBatch("batch.state");
  if (input.version && input.version !== (await versionsOf([batch])))
    throw changedMeanwhile(facts.last, ctx.now, zone ?? batch.zone);
  const added = newClass(input, batch, (facts.lastNumber[0]?.n ?? 0) + 1);
  const refused = refusePlan(ctx, input, added, {
    trainerKnown: facts.trainer.length > 0,
    hostActive: facts.host[0]?.state === "active",
  });
  if (refused) throw refused;
  const { own } = await read(ctx, () => ({ own: ownClassesThen(batch.id, added) }));
  const [then] = own;
  if (then)
    throw refuse("input.invalid", {
      fields: {
        time: [
          `${batch.code} has class ${then.number} then: ${rangeText(then.startsAt, then.endsAt, batch.zone)}. Choose another time.`,
        ],
      },
    });
  const change: ScheduleChange = { changed: [], added: [added], dropped: [] };
  return { input, batch, change, added, shown: await nameOf(added), holiday: facts.holiday[0]?.name ?? null };
}

function newClass(input: AddInput, batch: Batch, number: number): NewClass {
  const startsAt = instantAt(input.on, input.time, batch.zone);
  return {
    number,
    title: input.title,
    startsAt,
    endsAt: new Date(startsAt.getTime() + input.minutes * 60_000),
    localDate: input.on,
    localTime: input.time,
    trainerId: input.trainerId,
    hostAccountId: input.hostAccountId,
    overlapOk: input.overlapReason || null,
  };
}

const ownClassesThen = (batchId: string, { startsAt, endsAt }: NewClass) =>
  q
    .select({ number: sessions.number, startsAt: sessions.startsAt, endsAt: sessions.endsAt })
    .from(sessions)
    .where(
      and(
        eq(sessions.batchId, batchId),
        eq(sessions.state, "scheduled"),
        lt(sessions.startsAt, endsAt),
        // No class lasts longer: the index begins here.
        gt(sessions.startsAt, new Date(startsAt.getTime() - 12 * 3_600_000)),
        gt(sessions.endsAt, startsAt),
      ),
    )
    .limit(1);

function refusePlan(
  ctx: Ctx,
  input: AddInput,
  added: NewClass,
  known: { trainerKnown: boolean; hostActive: boolean },
): Refusal | null {
  const field = (name: string, sentence: string) => ({ fields: { [name]: [sentence] } });
  if (added.startsAt <= ctx.now)
    return refuseSession("session.moved_to_past", field("on", "Choose a day and time still to come."));
  if (input.trainerId && !known.trainerKnown)
    return refuseSession("session.people_unknown", field("trainerId", "Choose a trainer from the list."));
  if (input.hostAccountId && !known.hostActive)
    return refuseSession("session.people_unknown", field("hostAccountId", "Choose an account from the list."));
  return null;
}
