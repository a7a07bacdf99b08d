import { eq, inArray, sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { transition, transitionAll } from "#kernel/write.server";

import { deadLetterMachine } from "./dead-letter.machine";
import { deliveryMachine } from "./delivery.machine";
import { outboxMachine } from "./outbox.machine";
import { refuseNotification } from "./refusals";
import { deadLetters, deliveries, outbox } from "./tables";

type Letter = Pick<typeof deadLetters.$inferSelect, "id" | "version" | "state" | "source" | "sourceId">;
const mostAtOnce = 200;

/** Sends one dead letter through once more. Refuses one that is not there, or that somebody has dealt with. */
export async function replayDeadLetter(ctx: Ctx, input: { id: string; reason?: string | null }): Promise<void> {
  const jobs = await mutate(ctx, "dead_letter.replay", {
    load: () => ({ found: q.select().from(deadLetters).where(eq(deadLetters.id, input.id)) }),
    decide: ({ found: [letter] }) => {
      assertCan(ctx.actor, "dead_letter.replay");
      if (!letter) return refuse("not_found");
      if (letter.state !== "open") return refuseNotification("dead_letter.not_open");
      return { writes: replayWrites([letter]), result: jobsOf([letter]) };
    },
    reason: input.reason ?? null,
  });
  setGoing(ctx, jobs);
}

/** Sends through once more whatever is open, the oldest 200 at a time; answers how many and how many are left. */
export async function replayAllDeadLetters(
  ctx: Ctx,
  input: { reason?: string | null } = {},
): Promise<{ replayed: number; left: number }> {
  const { jobs, ...counts } = await mutate(ctx, "dead_letter.replay", {
    load: () => ({
      open: q
        .select()
        .from(deadLetters)
        .where(eq(deadLetters.state, "open"))
        .orderBy(deadLetters.diedAt)
        .limit(mostAtOnce),
      total: q
        .select({ n: sql<number>`count(*)::int` })
        .from(deadLetters)
        .where(eq(deadLetters.state, "open")),
    }),
    decide: ({ open, total }) => {
      assertCan(ctx.actor, "dead_letter.replay");
      const left = Math.max(0, (total[0]?.n ?? 0) - open.length);
      return { writes: replayWrites(open), result: { replayed: open.length, left, jobs: jobsOf(open) } };
    },
    reason: input.reason ?? null,
  });
  setGoing(ctx, jobs);
  return counts;
}

/**
 * The thing goes back in line; what recovered by itself meanwhile stays as it is. An event gets as many tries again. A
 * mail that may have gone out is a person's choice to repeat, so its key window begins anew.
 */
function replayWrites(letters: Letter[]): Query[] {
  const ids = (source: Letter["source"]) => letters.filter((one) => one.source === source).map((one) => one.sourceId);
  const anew = { dueAt: sql`clock_timestamp()`, queuedUntil: null, error: null };
  const events = ids("event");
  const mails = ids("delivery");
  return [
    ...letters.map((letter) => transition(deadLetters, deadLetterMachine, letter, "replay")),
    ...(events.length > 0
      ? [
          transitionAll(outbox, outboxMachine, "replay", inArray(outbox.id, events), {
            set: { ...anew, mostAttempts: sql`${outbox.attempts} + 8` },
          }),
        ]
      : []),
    ...(mails.length > 0
      ? [
          transitionAll(deliveries, deliveryMachine, "replay", inArray(deliveries.id, mails), {
            set: { ...anew, firstTriedAt: null, maybeSent: false },
          }),
        ]
      : []),
  ];
}

const jobsOf = (letters: Letter[]) => letters.filter((one) => one.source === "job").map((one) => one.sourceId);

/** After the commit: the relay moves events and mails, a job is asked for by name. */
function setGoing(ctx: Ctx, jobs: string[]): void {
  ctx.ports.relaySoon();
  const organizationId = ctx.tenant?.id;
  if (jobs.length === 0 || !organizationId) return;
  ctx.ports.after(() =>
    ctx.ports.queue.send(
      "jobs",
      jobs.map((id) => ({ organizationId, id, kind: "job" })),
    ),
  );
}
