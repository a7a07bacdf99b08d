import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "#kernel/ids";
import { change, classOf, queueWorld } from "#tests/queue-world";
import type { ClassOf, QueueWorld } from "#tests/queue-world";
import { subscribers } from "#workers/subscribers";

let world: QueueWorld;
let lesson: ClassOf;
beforeAll(async () => {
  world = await queueWorld();
  lesson = await classOf(world, "nimbus", new Date(Date.now() + 26 * 3_600_000), 2);
});
afterAll(() => world.dispose());

/** An event of each name with all that any payload holds. */
const received = (name: string) => ({
  id: uuidv7(Date.now()),
  organizationId: lesson.organizationId,
  name,
  payload: {
    flowId: uuidv7(Date.now()),
    sessionId: lesson.sessionId,
    batchId: lesson.batchId,
    enrollmentId: lesson.students[0]!.enrollmentId,
    studentId: uuidv7(Date.now()),
    userId: lesson.students[0]!.userId,
    addressId: uuidv7(Date.now()),
    oldAddressId: uuidv7(Date.now()),
    assignmentId: uuidv7(Date.now()),
    planId: uuidv7(Date.now()),
    seriesId: uuidv7(Date.now()),
    contestId: uuidv7(Date.now()),
    assignmentIds: lesson.students.map(({ assignmentId }) => assignmentId),
  },
  actor: "system:test",
  requestId: null,
  at: new Date(),
});

/** Everything a subscriber may have written, without the clock's columns. */
const traces = async (): Promise<unknown> => {
  const [tables] = await world.rows<{ all: unknown }>(`
    select jsonb_build_object(
      'notifications', (select count(*) from notifications), 'deliveries', (select count(*) from deliveries), 'outbox', (select count(*) from outbox),
      'processed', (select count(*) from processed_events), 'links', (select count(*) from registrant_links),
      'assignments', (select jsonb_agg(jsonb_build_array(id, state, version) order by id) from batch_assignments),
      'enrollments', (select jsonb_agg(jsonb_build_array(id, state, version) order by id) from enrollments)) as all`);
  return tables!.all;
};

describe.each(Object.entries(subscribers))("%s", (event, list) => {
  it.each(list.map((one) => [one.name, one] as const))("%s: handled twice is handled once", async (_, subscriber) => {
    if (event === "session.cancelled")
      await change(world, "update sessions set state = 'cancelled', cancel_reason = 'ill' where id = $1", [
        lesson.sessionId,
      ]);
    const one = received(event);
    await subscriber.handle(world.ctxOf(lesson.organizationId), one);
    const after = await traces();
    await subscriber.handle(world.ctxOf(lesson.organizationId), one);
    expect(await traces()).toEqual(after);
    const recorded = await world.rows<{ subscriber: string }>(
      "select subscriber from processed_events where event_id = $1",
      [one.id],
    );
    // A subscriber that calls a provider records what it wants instead, and is safe twice by that.
    for (const row of recorded) expect(row.subscriber).toBe(subscriber.name);
    if (event === "session.cancelled")
      await change(world, "update sessions set state = 'scheduled', cancel_reason = null where id = $1", [
        lesson.sessionId,
      ]);
  });
});

it("eight consumers that hold one event at the same moment write once", async () => {
  lesson = await classOf(world, "raga", new Date(Date.now() + 26 * 3_600_000), 2);
  await change(world, "update sessions set state = 'cancelled', cancel_reason = 'ill' where id = $1", [
    lesson.sessionId,
  ]);
  const one = received("session.cancelled");
  const [subscriber] = subscribers["session.cancelled"]!;
  await Promise.all(Array.from({ length: 8 }, () => subscriber!.handle(world.ctxOf(lesson.organizationId), one)));
  const told = await world.rows("select 1 from notifications where occurrence = $1", [one.id]);
  expect(told).toHaveLength(lesson.students.length);
});
