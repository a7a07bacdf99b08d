import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { Meetings } from "#kernel/ports";
import { change, classOf, queueWorld } from "#tests/queue-world";
import type { ClassOf, QueueWorld } from "#tests/queue-world";

import { makeLinks, shortName } from "./make-links";
import { provisionOnAssignments } from "./on-students-assigned";
import { wantLinks } from "./want-links";

let world: QueueWorld;
let lesson: ClassOf;
let serial = 0;
beforeAll(async () => void (world = await queueWorld()));
afterAll(() => world.dispose());
beforeEach(async () => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  await world.standins.setMode("zoom", "ok");
  lesson = await classOf(world, `links${serial++}`, new Date(Date.now() + 12 * 60_000), 6);
  await change(world, "update organizations set meeting_origins = array[$2] where id = $1", [
    lesson.organizationId,
    world.standins.url,
  ]);
  await change(
    world,
    "insert into session_meetings (session_id, organization_id, meeting_id_sealed, registration_on) values ($1, $2, $3, true)",
    [lesson.sessionId, lesson.organizationId, await ctx().ports.vault.seal("8140001111")],
  );
});

/** A Ctx whose provider is the stand-in; `meetings` changes what happens around a call. */
function ctx(meetings: (real: Meetings) => Partial<Meetings> = () => ({})): Ctx {
  const made = world.ctxOf(lesson.organizationId);
  const { meetings: real } = made.ports;
  return { ...made, ports: { ...made.ports, meetings: { ...real, ...meetings(real) } } };
}
type Row = {
  state: string;
  generation: number;
  attempts: number;
  tries: number;
  error: string | null;
  waits: number;
  alias: string;
  registrant_id: string | null;
};
const links = () =>
  world.rows<Row>(
    "select *, extract(epoch from due_at - clock_timestamp())::int as waits from registrant_links where session_id = $1 order by id",
    [lesson.sessionId],
  );
const everyLink = async (expected: Partial<Row>) => {
  const found = await links();
  expect(found.map((link) => ({ ...link, ...expected }))).toEqual(found);
  return found;
};
const replaceMeeting = () =>
  change(world, "update session_meetings set generation = generation + 1 where session_id = $1", [lesson.sessionId]);
/** Time passes for leases and back-offs. */
const waitIsOver = () => world.rows("update registrant_links set due_at = clock_timestamp() - interval '2 hours'");

test("every assigned student gets a link under an address that says nothing of them", async () => {
  expect(await wantLinks(ctx())).toBe(6);
  expect(await makeLinks(ctx())).toEqual({ made: 6, failed: 0 });
  for (const link of await everyLink({ state: "made", generation: 1, error: null }))
    expect(link.alias).toMatch(/^[0-9a-f]{32}@students\.invalid$/);
  expect(await wantLinks(ctx())).toBe(0);
});

test("places of an import have their links at once where class is soon", async () => {
  const told = (assignmentIds: string[]) =>
    provisionOnAssignments(ctx(), {
      id: uuidv7(Date.now()),
      organizationId: lesson.organizationId,
      name: "batch.students_assigned",
      payload: { assignmentIds },
      actor: "system:test",
      requestId: null,
      at: new Date(),
    });
  await told([]);
  expect(await links()).toEqual([]);
  await told(lesson.students.map(({ assignmentId }) => assignmentId));
  expect(await everyLink({ state: "made" })).toHaveLength(6);
});

test("two runs at the same moment make each link once", async () => {
  await wantLinks(ctx());
  const runs = await Promise.all([makeLinks(ctx()), makeLinks(ctx()), makeLinks(ctx())]);
  expect(runs.reduce((sum, run) => sum + run.made, 0)).toBe(6);
  await everyLink({ state: "made", attempts: 1 });
});

test("a provider that answers nobody is asked for the first few only, and again after twice the wait each time", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  await wantLinks(ctx());
  await world.standins.setMode("zoom", "500");
  expect(await makeLinks(ctx())).toEqual({ made: 0, failed: 4 });
  const studentId = await firstStudent();
  for (const seconds of [60, 120, 240]) {
    await waitIsOver();
    expect(await makeLinks(ctx(), { studentId })).toEqual({ made: 0, failed: 1 });
    const { waits } = (await links())[0]!;
    expect([waits > seconds / 2, waits <= seconds]).toEqual([true, true]);
  }
  await world.standins.setMode("zoom", "ok");
  await waitIsOver();
  await makeLinks(ctx());
  await everyLink({ state: "made", error: null });
});

test("what the provider turns down is wanted again after an hour, not at once", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  await wantLinks(ctx());
  await change(world, "update session_meetings set meeting_id_sealed = $2 where session_id = $1", [
    lesson.sessionId,
    await ctx().ports.vault.seal("404000111"),
  ]);
  await makeLinks(ctx());
  await everyLink({ state: "failed", error: "zoom.3001" });
  expect(await wantLinks(ctx())).toBe(0);
  await waitIsOver();
  expect(await wantLinks(ctx())).toBe(6);
  await everyLink({ state: "wanted", attempts: 1, tries: 0, error: null });
});

test("a meeting replaced while the provider is asked makes the link wanted again, not stale for ever", async () => {
  await wantLinks(ctx());
  let replacing: Promise<unknown> | undefined;
  const during = ctx((real) => ({
    async addRegistrant(meetingId, registrant) {
      const answer = await real.addRegistrant(meetingId, registrant);
      // Every answer comes after it, however many are asked at once.
      await (replacing ??= replaceMeeting());
      return answer;
    },
  }));
  await makeLinks(during);
  await makeLinks(ctx());
  await everyLink({ state: "made", generation: 2 });
});

test("links of a replaced meeting are found by the sweep, also when the event is lost", async () => {
  await wantLinks(ctx());
  await makeLinks(ctx());
  await replaceMeeting();
  expect(await wantLinks(ctx())).toBe(6);
  await makeLinks(ctx());
  await everyLink({ state: "made", generation: 2 });
});

test("an answer that comes after its lease was taken over changes nothing", async () => {
  await wantLinks(ctx());
  const slow = ctx((real) => ({
    async addRegistrant(meetingId, registrant) {
      const answer = await real.addRegistrant(meetingId, registrant);
      // The lease lapses; another run makes the link, the meeting is replaced and the link is wanted from the start.
      await waitIsOver();
      await makeLinks(ctx());
      await replaceMeeting();
      await wantLinks(ctx());
      return answer.ok ? { ok: true, value: { ...answer.value, registrantId: "too late" } } : answer;
    },
  }));
  await makeLinks(slow, { studentId: await firstStudent() });
  for (const link of await links()) expect(link.registrant_id).not.toBe("too late");
});

test("a run that stood still between its claim and its reading makes nothing of what others claimed meanwhile", async () => {
  await wantLinks(ctx());
  const only = { studentId: await firstStudent() };
  const tooLate = standingStillAfterClaim(async () => {
    // The lease lapses, another run makes the link, the meeting is replaced, the link is wanted anew and claimed by a third.
    await waitIsOver();
    await makeLinks(ctx(), only);
    await replaceMeeting();
    await wantLinks(ctx());
    const killed = makeLinks(
      standingStillAfterClaim(() => Promise.reject(new Error("Killed after its claim"))),
      only,
    );
    await expect(killed).rejects.toThrow("Killed");
  });
  expect(await makeLinks(tooLate, only)).toEqual({ made: 0, failed: 0 });
  const { attempts, tries, state } = (await links())[0]!;
  // Three claims, each with a number of its own; the third is the present want's first.
  expect({ attempts, tries, state }).toEqual({ attempts: 3, tries: 1, state: "wanted" });
});

/** Something happens when the first write of this Ctx, its claim, is done; an error ends the run there. */
function standingStillAfterClaim(meanwhile: () => Promise<void>): Ctx {
  const made = ctx();
  const { database } = made.ports;
  let claimed = false;
  const batch: typeof database.batch = async (statements, options) => {
    const results = await database.batch(statements, options);
    if (!options.readOnly && !claimed) {
      claimed = true;
      await meanwhile();
    }
    return results;
  };
  return { ...made, ports: { ...made.ports, database: { ...database, batch } } };
}

async function firstStudent(): Promise<string> {
  const [row] = await world.rows<{ student_id: string }>(
    "select student_id from registrant_links where session_id = $1 order by id limit 1",
    [lesson.sessionId],
  );
  return row!.student_id;
}

test("a name at the provider is enough for a trainer and not the whole one", () => {
  expect(["Asha Rao", "Cher", "Ngô Thị Ánh", "  Paul   van  Dyk "].map(shortName)).toEqual([
    "Asha R",
    "Cher",
    "Ngô Á",
    "Paul D",
  ]);
});
