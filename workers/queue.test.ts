import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { replayAllDeadLetters } from "#domain/notifications/replay-dead-letters";
import { uuidv7 } from "#kernel/ids";
import { classOf, queueWorld } from "#tests/queue-world";
import type { ClassOf, QueueWorld } from "#tests/queue-world";

import { relay } from "./relay";
import { runScheduled } from "./schedule";

let world: QueueWorld;
let lesson: ClassOf;
beforeAll(async () => {
  world = await queueWorld();
  lesson = await classOf(world, "nimbus", new Date(Date.now() + 10 * 60_000), 3);
});
afterAll(() => world.dispose());
beforeEach(async () => {
  // What is dropped, retried or buried is told to the log; these tests are about what is done.
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "log").mockImplementation(() => {});
  await world.forget();
});
afterEach(() => vi.restoreAllMocks());

const ports = () => world.ctxOf(lesson.organizationId).ports;
const record = async (event: string, payload: object = {}): Promise<string> => {
  const id = uuidv7(Date.now());
  await world.rows(
    "insert into outbox (id, organization_id, event, payload, actor) values ($1, $2, $3, $4, 'system:test')",
    [id, lesson.organizationId, event, payload],
  );
  return id;
};
const outboxRow = async (id: string) =>
  (
    await world.rows<{ state: string; error: string | null; attempts: number }>(
      "select state, error, attempts from outbox where id = $1",
      [id],
    )
  )[0];
const letters = (sourceId: string) =>
  world.rows<{ state: string; error: string; what: string }>(
    "select state, error, what from dead_letters where source_id = $1",
    [sourceId],
  );
/** What no subscriber can handle: the class it names is no id. */
const poison = () => record("session.cancelled", { sessionId: "none" });

describe("an event", () => {
  it("nobody subscribes to is done as soon as it is seen", async () => {
    const id = await record("nobody.listens");
    await relay(ports());
    expect(await world.drain()).toMatchObject([{ outcome: "ack" }]);
    expect(await outboxRow(id)).toMatchObject({ state: "done", attempts: 1 });
  });

  it("is sent to the queue once while its message is on its way, and again when the queue lost it", async () => {
    await record("nobody.listens");
    expect(await relay(ports())).toEqual({ claimed: 1, sent: 1, dead: 0 });
    expect(await relay(ports())).toEqual({ claimed: 0, sent: 0, dead: 0 });
    await world.forget();
    await world.makeDue("outbox");
    expect(await relay(ports())).toMatchObject({ claimed: 1 });
    await world.drain();
  });

  it("that fails is poison to nobody: the others of its batch go through, and it is tried again later", async () => {
    const [bad, good] = [await poison(), await record("nobody.listens")];
    await relay(ports());
    const settled = await world.drain();
    expect(settled.map((one) => [(one.body as { id: string }).id, one.outcome])).toEqual(
      expect.arrayContaining([
        [bad, "retry"],
        [good, "ack"],
      ]),
    );
    expect(await outboxRow(bad)).toMatchObject({ state: "pending", attempts: 1, error: "sql.22P02" });
    expect(await outboxRow(good)).toMatchObject({ state: "done" });
  });

  it("is a dead letter after eight tries, and has eight more after a replay", async () => {
    const id = await poison();
    const tryOnce = async () => {
      await world.makeDue("outbox");
      return world.deliverBatch("hub-events", [world.message("event", lesson.organizationId, id)]);
    };
    for (let i = 0; i < 8; i++) await tryOnce();
    expect(await outboxRow(id)).toMatchObject({ state: "dead", attempts: 8 });
    expect(await letters(id)).toEqual([{ state: "open", error: "sql.22P02", what: "event session.cancelled" }]);
    await tryOnce();
    expect(await outboxRow(id)).toMatchObject({ attempts: 8 });

    await replayAllDeadLetters(world.ctxOf(lesson.organizationId), { reason: "fixed" });
    expect(await outboxRow(id)).toMatchObject({ state: "pending" });
    await tryOnce();
    expect(await outboxRow(id)).toMatchObject({ state: "pending", attempts: 9 });
    await world.rows("update outbox set payload = $2 where id = $1", [id, { sessionId: lesson.sessionId }]);
    await tryOnce();
    expect(await outboxRow(id)).toMatchObject({ state: "done" });
  });

  it("whose runtime died at its last try is buried, not run once more", async () => {
    const id = await poison();
    await world.rows("update outbox set state = 'claimed', attempts = 8, due_at = clock_timestamp() where id = $1", [
      id,
    ]);
    expect(await relay(ports())).toMatchObject({ dead: 1 });
    await world.drain();
    expect(await outboxRow(id)).toMatchObject({ state: "dead", error: "runtime.died" });
  });

  it("held by eight messages at once is run once", async () => {
    const id = await record("nobody.listens");
    await world.deliverBatch(
      "hub-events",
      Array.from({ length: 8 }, () => world.message("event", lesson.organizationId, id)),
    );
    expect(await outboxRow(id)).toMatchObject({ state: "done", attempts: 1 });
  });
});

describe("a message", () => {
  it.each([
    null,
    "text",
    {},
    { kind: "event" },
    { kind: "event", organizationId: uuidv7(1), id: "none" },
    { kind: "ping", organizationId: "", id: "health" },
  ])("of %j is dropped without harm", async (body) => {
    expect(await world.deliverBatch("hub-jobs", [{ queue: "hub-jobs", body, attempts: 1 }])).toMatchObject([
      { outcome: "ack" },
    ]);
  });

  it("about another organization's event finds nothing", async () => {
    const id = await record("nobody.listens");
    await world.deliverBatch("hub-events", [world.message("event", uuidv7(Date.now()), id)]);
    expect(await outboxRow(id)).toMatchObject({ state: "pending", attempts: 0 });
  });

  it("the queue gave up on becomes a dead letter, which goes when its event goes through", async () => {
    const id = await record("nobody.listens");
    await world.deliverBatch("hub-dead", [world.message("event", lesson.organizationId, id)]);
    expect(await letters(id)).toMatchObject([{ state: "open", error: "queue.gave_up" }]);
    await world.deliverBatch("hub-events", [world.message("event", lesson.organizationId, id)]);
    expect(await letters(id)).toMatchObject([{ state: "replayed" }]);
    await world.deliverBatch("hub-dead", [world.message("event", lesson.organizationId, id)]);
    expect(await letters(id)).toMatchObject([{ state: "replayed" }]);
  });
});

describe("a cron trigger", () => {
  it("asks each organization's jobs by message, and reminds and mails each student once", async () => {
    await world.drain();
    const before = (await world.mails()).length;
    await Promise.all([1, 2].map(() => runScheduled("* * * * *", world.env, world.later)));
    await world.drain();
    await runScheduled("* * * * *", world.env, world.later);
    await world.drain();
    const mails = (await world.mails()).slice(before);
    expect(mails).toHaveLength(lesson.students.length);
    expect(new Set(mails.flatMap((mail) => mail.to))).toEqual(new Set(lesson.students.map((student) => student.email)));
    const runs = await world.rows<{ job: string }>("select distinct job from job_runs order by job");
    expect(runs.map((run) => run.job)).toEqual(["remind-due-sessions", "settle-joins"]);
  });

  it("runs a nightly job once for each local day", async () => {
    const at = world.env;
    for (let i = 0; i < 2; i++) {
      await runScheduled("30 * * * *", at, world.later);
      await world.drain();
    }
    const [{ n } = { n: -1 }] = await world.rows<{ n: number }>(
      "select count(*)::int as n from job_runs where job = 'enrollment-lifecycle'",
    );
    const hour = Number(
      new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Kolkata", hour: "2-digit", hourCycle: "h23" }).format(
        new Date(),
      ),
    );
    expect(n).toBe(hour >= 3 ? 1 : 0);
  });
});
