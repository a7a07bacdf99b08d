import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { addHostAccount } from "#domain/batches/add-host-account";
import type { Ctx } from "#kernel/ctx";
import { addDays, addMinutes, localClock, localDay } from "#kernel/time";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { changeSession, previewSessionChange } from "./change-session";
import { versionsOf } from "./seen";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

type Row = {
  id: string;
  number: number;
  title: string;
  starts_at: Date;
  ends_at: Date;
  on: string;
  time: string;
  sequence: number;
  trainer_id: string | null;
  host_account_id: string | null;
  host_lane: number;
  overlap_ok: string | null;
  version: number;
  batch_id: string;
};
const row = (id: string) =>
  w.one<Row>(
    "select id, batch_id, number, title, starts_at, ends_at, local_date::text as on, left(local_time::text, 5) as time, sequence, trainer_id, host_account_id, host_lane, overlap_ok, version from sessions where id = $1",
    [id],
  );
type Input = Parameters<typeof changeSession>[1];
/** The form as the page would fill it for this class, with what somebody changed in it. */
async function form(sessionId: string, change: Partial<Input> = {}): Promise<Input> {
  const it = await row(sessionId);
  return {
    sessionId,
    scope: "this",
    title: it.title,
    on: it.on,
    time: it.time,
    minutes: String((it.ends_at.getTime() - it.starts_at.getTime()) / 60_000),
    trainerId: it.trainer_id ?? "",
    hostAccountId: it.host_account_id ?? "",
    version: await versionsOf([it]),
    reason: "Trainer is away",
    ...change,
  };
}
/** Looks and saves, as a person does. */
async function change(ctx: Ctx, sessionId: string, changes: Partial<Input>): Promise<void> {
  const input = await form(sessionId, changes);
  const { shown } = await previewSessionChange(ctx, input);
  await changeSession(ctx, { ...input, shown });
}
const linksOf = (ids: string[]) =>
  Promise.all(
    ids.map(async (id) => {
      const sql = "select fallback_sealed from session_meetings where session_id = $1";
      return w.ports.vault.open((await w.one<{ fallback_sealed: string }>(sql, [id])).fallback_sealed);
    }),
  );
let weeks = 1;
/** Classes on days of their own: `count` of them, a day apart, at 7:30 pm. */
async function series(count: number, more: { trainerId?: string; hostAccountId?: string } = {}) {
  const batchId = await w.nimbus.batch(more);
  const first = weeks++ * 14 * 1440;
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await w.nimbus.lesson(batchId, first + i * 1440, { number: i + 1 }));
  return { batchId, ids };
}

describe("moving one class", () => {
  it("keeps who it is, counts its sequence on, remembers what it was, and tells of it once", async () => {
    const { ids } = await series(2);
    const ops = await w.nimbus.staff("ops");
    const was = await row(ids[0]!);
    await change(ops, ids[0]!, { time: "20:00", minutes: "90" });
    const now = await row(ids[0]!);
    expect(now).toMatchObject({ number: 1, on: was.on, time: "20:00", sequence: 1, version: was.version + 1 });
    expect(now.ends_at.getTime() - now.starts_at.getTime()).toBe(90 * 60_000);
    expect(
      await w.one(
        "select sequence, was_starts_at, was_ends_at, reason, series_id from session_changes where session_id = $1",
        [ids[0]],
      ),
    ).toEqual({
      sequence: 1,
      was_starts_at: was.starts_at,
      was_ends_at: was.ends_at,
      reason: "Trainer is away",
      series_id: null,
    });
    expect(await w.nimbus.events("session.rescheduled")).toContainEqual({ sessionId: ids[0], batchId: was.batch_id });
    expect((await w.nimbus.audit(ids[0]!)).at(-1)).toMatchObject({
      action: "session.update",
      actor: `member:${ops.memberId}`,
      reason: "Trainer is away",
    });
    expect((await row(ids[1]!)).sequence).toBe(0);
  });

  it("that only gets another topic does not move: nobody is told", async () => {
    const { ids } = await series(1);
    await change(await w.nimbus.staff("ops"), ids[0]!, { title: "Subnets" });
    expect(await row(ids[0]!)).toMatchObject({ title: "Subnets", sequence: 0 });
    expect(await w.nimbus.events("session.rescheduled")).not.toContainEqual(
      expect.objectContaining({ sessionId: ids[0] }),
    );
  });

  it("forgets the door that was opened for its old hour", async () => {
    const { ids } = await series(1);
    await w.nimbus.asOwner("update sessions set opens_at_override = starts_at - interval '1 hour' where id = $1", ids);
    await change(await w.nimbus.staff("ops"), ids[0]!, { time: "21:00" });
    expect(await w.one("select opens_at_override from sessions where id = $1", ids)).toEqual({
      opens_at_override: null,
    });
  });
});

describe("moving a class and all that follow", () => {
  it("moves each by as many days to the new time, past ones not, with one account that none may share", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Series" });
    const { batchId, ids } = await series(5, { hostAccountId });
    const before = await Promise.all(ids.map(row));
    await change(await w.nimbus.staff("program_manager"), ids[1]!, {
      scope: "following",
      on: addDays(before[1]!.on, 1),
      time: "19:45",
    });
    const after = await Promise.all(ids.map(row));
    expect(after[0]).toEqual(before[0]);
    for (const i of [1, 2, 3, 4])
      expect(after[i]).toMatchObject({
        number: i + 1,
        on: addDays(before[i]!.on, 1),
        time: "19:45",
        sequence: 1,
        host_account_id: hostAccountId,
      });
    const [event] = (await w.nimbus.events("batch.rescheduled")).filter((one) => one["batchId"] === batchId);
    const { n } = await w.one<{ n: string }>("select count(*) as n from session_changes where series_id = $1", [
      event!["seriesId"],
    ]);
    expect(Number(n)).toBe(4);
  });

  it("keeps each class's hour where the clocks change between them", async () => {
    w.clock.now = new Date("2026-11-23T14:00:00Z");
    const batchId = await w.raga.batch();
    const minutesTo = (iso: string) => (Date.parse(iso) - w.clock.now.getTime()) / 60_000;
    const ids = [
      await w.raga.lesson(batchId, minutesTo("2027-03-21T17:00:00Z"), { number: 1 }),
      await w.raga.lesson(batchId, minutesTo("2027-03-28T16:00:00Z"), { number: 2 }),
    ];
    await change(await w.raga.staff("ops"), ids[0]!, { scope: "following", time: "18:30" });
    const after = await Promise.all(ids.map(row));
    expect(after.map((one) => one.starts_at.toISOString())).toEqual([
      "2027-03-21T17:30:00.000Z",
      "2027-03-28T16:30:00.000Z",
    ]);
  });

  it("gives them another trainer and leaves their hours and topics alone", async () => {
    const { ids } = await series(3);
    const nila = await w.nimbus.staff("trainer", "nila");
    await change(await w.nimbus.staff("ops"), ids[1]!, { scope: "following", trainerId: nila.memberId });
    expect((await Promise.all(ids.map(row))).map((one) => [one.trainer_id, one.sequence])).toEqual([
      [null, 0],
      [nila.memberId, 0],
      [nila.memberId, 0],
    ]);
  });
});

describe("what is in the way", () => {
  it("is named: the trainer's other class, until when; a reason sets it aside", async () => {
    const nila = await w.nimbus.staff("trainer", "nila-b");
    const { ids } = await series(1, { trainerId: nila.memberId });
    const taught = await row(ids[0]!);
    const other = await w.nimbus.batch();
    const mine = await w.nimbus.lesson(other, (taught.starts_at.getTime() - w.clock.now.getTime()) / 60_000 + 60);
    const ops = await w.nimbus.staff("ops");
    const input = await form(mine, { trainerId: nila.memberId });
    const { shown, reach } = await previewSessionChange(ops, input);
    expect(reach.trainerBusy).toMatchObject({ trainer: "Staff nila-b" });
    const said = await refusal(changeSession(ops, { ...input, shown }));
    const { code } = await w.one<{ code: string }>("select code from batches where id = $1", [taught.batch_id]);
    expect(said.code).toBe("session.trainer_busy");
    expect(said.fields!["trainerId"]![0]).toMatch(new RegExp(`^Staff nila-b teaches ${code} until 9:30 pm on `));
    expect((await row(mine)).trainer_id).toBeNull();
    await change(ops, mine, { trainerId: nila.memberId, overlapReason: "She looks in on both" });
    expect(await row(mine)).toMatchObject({ trainer_id: nila.memberId, overlap_ok: "She looks in on both" });
  });

  it("is named: the account's other meeting, and the accounts that are free", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Taken" });
    await addHostAccount(w.nimbus.job(), { name: "Spare" });
    const { ids } = await series(1, { hostAccountId });
    const taken = await row(ids[0]!);
    const other = await w.nimbus.batch();
    const mine = await w.nimbus.lesson(other, (taken.starts_at.getTime() - w.clock.now.getTime()) / 60_000 + 125);
    const ops = await w.nimbus.staff("ops");
    const input = await form(mine, { hostAccountId });
    const { shown } = await previewSessionChange(ops, input);
    const said = await refusal(changeSession(ops, { ...input, shown }));
    expect(said.code).toBe("session.host_busy");
    expect(said.fields!["hostAccountId"]![0]).toMatch(/^Taken runs B-\d+ until 9:30 pm on .* Free then: .*Spare/);
    expect(said.fields!["hostAccountId"]![0]).not.toMatch(/Free then: .*Taken/);
  });

  it("is no meeting on an account that holds two: the class takes the free one", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Double", simultaneous: 2 });
    const { ids } = await series(1, { hostAccountId });
    const first = await row(ids[0]!);
    const at = (first.starts_at.getTime() - w.clock.now.getTime()) / 60_000;
    const ops = await w.nimbus.staff("ops");
    const [second, third] = [
      await w.nimbus.lesson(await w.nimbus.batch(), at),
      await w.nimbus.lesson(await w.nimbus.batch(), at),
    ];
    await change(ops, second, { hostAccountId });
    expect(await row(second)).toMatchObject({ host_account_id: hostAccountId, host_lane: 2 });
    const input = await form(third, { hostAccountId });
    const { shown } = await previewSessionChange(ops, input);
    expect((await refusal(changeSession(ops, { ...input, shown }))).code).toBe("session.host_busy");
  });

  it("are students who would have two classes at once, by name, until that is accepted", async () => {
    const { batchId, ids } = await series(1);
    const elsewhere = await series(1);
    const course = await w
      .one<{ id: string }>(
        "insert into courses (organization_id, code, name) select organization_id, 'DB', 'Databases' from courses where id = $1 returning id",
        [w.nimbus.courseId],
      )
      .catch(() => null);
    // A second course of the same plan, so that one student may sit in both batches.
    if (!course) await w.nimbus.asOwner("insert into courses (code, name) values ('DB', 'Databases')");
    const { id: courseId } = await w.one<{ id: string }>(
      "select id from courses where organization_id = $1 and code = 'DB'",
      [w.nimbus.organizationId],
    );
    await w.nimbus.asOwner("insert into plan_courses (plan_id, course_id, position) values ($1, $2, 2)", [
      w.nimbus.planId,
      courseId,
    ]);
    await w.nimbus.asOwner("update batches set course_id = $2 where id = $1", [elsewhere.batchId, courseId]);
    const student = await w.nimbus.assign(await w.nimbus.enroll({ knowsHub: true }), batchId);
    await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    await w.nimbus.assign(student, elsewhere.batchId);
    const there = await row(elsewhere.ids[0]!);
    const ops = await w.nimbus.staff("ops");
    const input = await form(ids[0]!, { on: there.on, time: there.time });
    const { shown, reach } = await previewSessionChange(ops, input);
    expect(reach).toMatchObject({ students: 2, notices: 1, notInvited: 1, doubleBooked: [{ students: 1 }] });
    const said = await refusal(changeSession(ops, { ...input, shown }));
    expect(said.code).toBe("session.double_booked");
    expect(said.fields!["doubleBooking"]![0]).toMatch(/^Student \d+ would have B-\d+ at the same time/);
    await changeSession(ops, { ...input, shown, doubleBooking: "yes" });
    // Moved on within the same clash, nothing is newly in the way.
    const again = await form(ids[0]!, { minutes: "100" });
    expect((await previewSessionChange(ops, again)).reach.doubleBooked).toEqual([]);
  });
});

describe("a change", () => {
  it("is refused until it was looked at, and when the form says something else than what was shown", async () => {
    const { ids } = await series(1);
    const ops = await w.nimbus.staff("ops");
    const input = await form(ids[0]!, { time: "20:00" });
    expect((await refusal(changeSession(ops, input))).code).toBe("session.look_first");
    const { shown } = await previewSessionChange(ops, input);
    expect((await refusal(changeSession(ops, { ...input, time: "21:00", shown }))).code).toBe("session.look_first");
  });

  it("told twice is done once, and the second of two people hears who changed what", async () => {
    const { ids } = await series(1);
    const [ravi, meera] = [await w.nimbus.staff("ops", "ravi"), await w.nimbus.staff("ops", "meera")];
    const mine = await form(ids[0]!, { time: "20:00" });
    const theirs = await form(ids[0]!, { time: "18:00" });
    const [a, b] = [await previewSessionChange(ravi, mine), await previewSessionChange(meera, theirs)];
    await changeSession(ravi, { ...mine, shown: a.shown });
    for (const [ctx, input] of [
      [ravi, { ...mine, shown: a.shown }],
      [meera, { ...theirs, shown: b.shown }],
    ] as const) {
      const said = await refusal(changeSession(ctx, input));
      expect(said.code).toBe("conflict");
      expect(said.fields!["version"]![0]).toMatch(/^Staff ravi changed the end and the start at 7:30 pm/);
    }
    expect(await row(ids[0]!)).toMatchObject({ time: "20:00", sequence: 1 });
  });

  it("by two people at the same moment is one change and one conflict", async () => {
    const { ids } = await series(1);
    const [ravi, meera] = [await w.nimbus.staff("ops", "ravi"), await w.nimbus.staff("ops", "meera")];
    const inputs = [await form(ids[0]!, { time: "20:00" }), await form(ids[0]!, { time: "18:00" })];
    const shown = [await previewSessionChange(ravi, inputs[0]!), await previewSessionChange(meera, inputs[1]!)];
    const done = await Promise.allSettled([
      changeSession(ravi, { ...inputs[0]!, shown: shown[0]!.shown }),
      changeSession(meera, { ...inputs[1]!, shown: shown[1]!.shown }),
    ]);
    expect(done.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await row(ids[0]!)).sequence).toBe(1);
  });

  it("of the account asks for its meeting, and gives the class that one", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Another" });
    const batchId = await w.nimbus.batch();
    const id = await w.nimbus.lesson(batchId, weeks++ * 14 * 1440, { fallbackUrl: "https://zoom.us/j/81400014140" });
    const ops = await w.nimbus.staff("ops");
    expect(await refusal(previewSessionChange(ops, await form(id, { hostAccountId })))).toMatchObject({
      code: "session.link_needed",
      fields: { link: [expect.any(String)] },
    });
    await change(ops, id, { hostAccountId, link: "https://zoom.us/j/99900099900" });
    const meeting = await w.one<{ fallback_sealed: string; generation: number }>(
      "select fallback_sealed, generation from session_meetings where session_id = $1",
      [id],
    );
    expect(await w.ports.vault.open(meeting.fallback_sealed)).toBe("https://zoom.us/j/99900099900");
    expect(meeting.generation).toBe(2);
    expect(await w.nimbus.events("session.meeting_changed")).toContainEqual({ sessionId: id });
  });

  it("of the account of all that follow asks for it where only a later class has one, and gives it to all", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "From here on" });
    const batchId = await w.nimbus.batch();
    const first = weeks++ * 14 * 1440;
    const ids = [
      await w.nimbus.lesson(batchId, first, { number: 1 }),
      await w.nimbus.lesson(batchId, first + 1440, { number: 2, fallbackUrl: "https://zoom.us/j/81400014141" }),
    ];
    const ops = await w.nimbus.staff("ops");
    const following = { scope: "following" as const, hostAccountId };
    expect(await refusal(previewSessionChange(ops, await form(ids[0]!, following)))).toMatchObject({
      code: "session.link_needed",
      fields: { link: [expect.any(String)] },
    });
    // The first class has none that could lead into another room.
    await previewSessionChange(ops, await form(ids[0]!, { hostAccountId }));
    await change(ops, ids[0]!, { ...following, link: "https://zoom.us/j/99900099901" });
    expect(await linksOf(ids)).toEqual(ids.map(() => "https://zoom.us/j/99900099901"));
  });

  it("of the account asks for it where a class lives on its batch's link, which counts no longer then", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Not the batch's" });
    const batchId = await w.nimbus.batch({ fallbackUrl: "https://zoom.us/j/81400014142" });
    const first = weeks++ * 14 * 1440;
    const ids = [
      await w.nimbus.lesson(batchId, first, { number: 1 }),
      await w.nimbus.lesson(batchId, first + 1440, { number: 2 }),
    ];
    const ops = await w.nimbus.staff("ops");
    for (const scope of ["this", "following"] as const)
      expect(await refusal(previewSessionChange(ops, await form(ids[0]!, { scope, hostAccountId })))).toMatchObject({
        code: "session.link_needed",
      });
    await change(ops, ids[0]!, { scope: "following", hostAccountId, link: "999 0009 9902" });
    const { n } = await w.one<{ n: number }>(
      "select count(*)::int as n from session_meetings where session_id = any ($1) and replaced_at is not null and meeting_id_sealed is not null",
      [ids],
    );
    expect(n).toBe(2);
  });

  it("of a past, running or cancelled class, into the past, or to how it stands is refused", async () => {
    const { ids } = await series(2);
    const ops = await w.nimbus.staff("ops");
    expect((await refusal(previewSessionChange(ops, await form(ids[0]!)))).code).toBe("session.nothing_changed");
    const yesterday = addDays(localDay(w.clock.now, "Asia/Kolkata"), -1);
    expect(await refusal(previewSessionChange(ops, await form(ids[0]!, { on: yesterday })))).toMatchObject({
      code: "session.moved_to_past",
      fields: { on: [expect.any(String)] },
    });
    await w.nimbus.asOwner("update sessions set state = 'cancelled' where id = $1", [ids[0]]);
    expect((await refusal(previewSessionChange(ops, await form(ids[0]!, { time: "20:00" })))).code).toBe(
      "session.state",
    );
    await w.nimbus.asOwner(
      "update sessions set starts_at = $2::timestamptz - interval '3 hours', ends_at = $2::timestamptz - interval '1 hour' where id = $1",
      [ids[1], w.clock.now],
    );
    expect((await refusal(previewSessionChange(ops, await form(ids[1]!, { time: "20:00" })))).code).toBe(
      "session.past",
    );
  });

  it("tells every mistake beside its field", async () => {
    const { ids } = await series(1);
    const wrong = await form(ids[0]!, { on: "soon", time: "25:00", minutes: "5", title: " ", trainerId: "nobody" });
    const said = await refusal(previewSessionChange(await w.nimbus.staff("ops"), wrong));
    expect(said.code).toBe("input.invalid");
    expect(Object.keys(said.fields!).toSorted()).toEqual(["minutes", "on", "time", "title", "trainerId"]);
  });

  it("is for operations and program managers; another school's class does not exist", async () => {
    const { ids } = await series(1);
    const input = await form(ids[0]!, { time: "20:00" });
    for (const role of ["trainer", "customer_support", "academic_counselor", "sales"] as const)
      expect(
        (await refusal(previewSessionChange(await w.nimbus.staff(role, `no-${role.replace("_", "-")}`), input))).code,
      ).toBe("forbidden");
    expect((await refusal(previewSessionChange(await w.raga.staff("ops"), input))).code).toBe("not_found");
    expect(localClock((await row(ids[0]!)).starts_at, "Asia/Kolkata")).toBe("19:30");
    expect(addMinutes(w.clock.now, 0)).toEqual(w.clock.now);
  });
});
