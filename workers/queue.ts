import * as z from "zod";

import { buryMessage } from "#domain/notifications/bury-message";
import { deliver } from "#domain/notifications/deliver";
import { claimEvent, failEvent, finishEvent } from "#domain/notifications/event-claims";
import type { ClaimedEvent } from "#domain/notifications/event-claims";
import type { Ctx } from "#kernel/ctx";
import type { QueueMessage } from "#kernel/ports";

import { systemContext } from "./context";
import type { Env } from "./env";
import { errorCode } from "./error-code";
import { inParallel } from "./in-parallel";
import { createLog } from "./log";
import { renderMail } from "./mails";
import { withPacedMail } from "./pace";
import type { WaitUntil } from "./ports";
import { runJob } from "./run-job";
import { jobNamed } from "./schedule";
import { subscribers } from "./subscribers";

const deadQueue = "hub-dead";
const urgentQueue = "hub-urgent";
const atOnce = 5;
/** Below every consumer's max_retries: later than that the relay brings the row back, and no message dies of waiting. */
const mostDelays = 3;

const messageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["event", "delivery"]), organizationId: z.uuid(), id: z.uuid() }),
  z.object({ kind: z.literal("job"), organizationId: z.uuid(), id: z.string().min(1).max(64) }),
]);

/**
 * One loop for all queues. A message holds ids only and is a hint: the rows decide what happens, so a message that is lost,
 * late or there twice changes nothing. Each is acknowledged or retried by itself, and none can hold up another.
 */
export async function consume(batch: MessageBatch, env: Env, waitUntil: WaitUntil): Promise<void> {
  const work = batch.queue === deadQueue ? bury : handleMessage;
  await inParallel(atOnce, batch.messages, (message) => settle(message, work, { env, waitUntil, queue: batch.queue }));
}

type Surroundings = { env: Env; waitUntil: WaitUntil; queue: string };
/** How long until it should be tried again; null when this message is over. */
type Work = (message: QueueMessage, surroundings: Surroundings) => Promise<number | null>;

async function settle(message: Message, work: Work, surroundings: Surroundings): Promise<void> {
  const log = createLog(message.id);
  const parsed = messageSchema.safeParse(message.body);
  if (!parsed.success) {
    // The health check's ping comes here too: it only asks whether the queue takes messages.
    const kind = (message.body as { kind?: unknown } | null)?.kind;
    if (kind !== "ping") log.error("queue_message_unreadable", { queue: surroundings.queue });
    message.ack();
    return;
  }
  try {
    const again = await work(parsed.data, surroundings);
    if (again === null || message.attempts > mostDelays) message.ack();
    else message.retry({ delaySeconds: Math.ceil(again) });
  } catch (error) {
    log.error("queue_message_failed", { queue: surroundings.queue, ...parsed.data, attempts: message.attempts }, error);
    message.retry({ delaySeconds: Math.min(60, 5 * message.attempts) });
  }
}

const handleMessage: Work = (message, surroundings) => {
  if (message.kind === "event") return handleEvent(message, surroundings);
  if (message.kind === "delivery") return handleDelivery(message, surroundings);
  return handleJob(message, surroundings);
};

async function handleEvent(
  { organizationId, id }: QueueMessage,
  { env, waitUntil }: Surroundings,
): Promise<number | null> {
  const claiming = systemContext(env, organizationId, "system:events", waitUntil);
  const event = await claimEvent(claiming, organizationId, id);
  if (!event) return null;
  // What follows from a request carries its id, so that one search of the logs tells the whole story.
  const ctx = systemContext(env, organizationId, "system:events", waitUntil, event.requestId ?? undefined);
  // The runtime died at the last try it had: whatever kills it must not kill the next one too.
  const failed = event.attempts > event.mostAttempts ? "runtime.died" : await runSubscribers(ctx, event);
  if (failed === null) {
    await finishEvent(ctx, event);
    return null;
  }
  return (await failEvent(ctx, event, failed)).retryInSeconds;
}

/** Every subscriber has its turn, whatever became of the one before; answers what the first failure was. */
async function runSubscribers(ctx: Ctx, event: ClaimedEvent): Promise<string | null> {
  let failed: string | null = null;
  for (const { name, handle } of subscribers[event.name] ?? []) {
    try {
      await handle(ctx, event);
    } catch (error) {
      failed ??= errorCode(error);
      ctx.ports.log.error(
        "subscriber_failed",
        { subscriber: name, name: event.name, eventId: event.id, attempts: event.attempts },
        error,
      );
    }
  }
  return failed;
}

async function handleDelivery(
  { organizationId, id }: QueueMessage,
  { env, waitUntil, queue }: Surroundings,
): Promise<number | null> {
  const own = systemContext(env, organizationId, "system:deliveries", waitUntil);
  const ctx = queue === urgentQueue ? own : withPacedMail(own);
  const { outcome, error, retryInSeconds } = await deliver(ctx, id, renderMail);
  if (outcome !== "idle") ctx.ports.log.info("delivery", { deliveryId: id, outcome, error, retryInSeconds });
  return retryInSeconds;
}

/** A job that fails here is retried by the platform and then a dead letter; the next cron comes anyway. */
async function handleJob(
  { organizationId, id }: QueueMessage,
  { env, waitUntil }: Surroundings,
): Promise<number | null> {
  const job = jobNamed(id);
  if (job) await runJob(env, organizationId, job, waitUntil);
  return null;
}

const bury: Work = async (message, { env, waitUntil }) => {
  const ctx = systemContext(env, message.organizationId, "system:dead-letters", waitUntil);
  const buried = await buryMessage(ctx, message);
  ctx.ports.log.error("queue_message_dead", { kind: message.kind, id: message.id, buried });
  return null;
};
