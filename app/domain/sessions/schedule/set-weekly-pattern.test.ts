import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { addHostAccount } from "#domain/batches/add-host-account";
import type { Ctx } from "#kernel/ctx";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { cancelSession } from "../cancel-session";
import { changeSession, previewSessionChange } from "./change-session";
import { getSchedulePage } from "./get-schedule-page";
import { patternFields } from "./pattern-input";
import { previewWeeklyPattern, setWeeklyPattern } from "./set-weekly-pattern";
import { versionsOf } from "./seen";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

type Input = Parameters<typeof setWeeklyPattern>[1];
const form = (batchId: string, more: Partial<Input> = {}): Input => ({
  batchId,
  mon: "yes",
  wed: "yes",
  time: "19:30",
  minutes: "120",
  from: "2026-12-07",
  ends: "count",
  count: "4",
  reason: "The hall is free then",
  ...more,
});
async function save(ctx: Ctx, input: Input): Promise<void> {
  const { shown } = await previewWeeklyPattern(ctx, input);
  await setWeeklyPattern(ctx, { ...input, shown });
}
type Row = { id: string; number: number; title: string; state: string; on: string; time: string; sequence: number };
const classes = async (batchId: string) =>
  (
    await w.owner.query<Row>(
      "select id, number, title, state, local_date::text as on, left(local_time::text, 5) as time, sequence from sessions where batch_id = $1 order by number",
      [batchId],
    )
  ).rows;
const short = (list: Row[]) => list.map((one) => [one.number, one.on, one.time, one.state, one.sequence]);

describe("a weekly pattern given to a batch", () => {
  it("makes its classes with its trainer and account, topics as far as they go, and its first day", async () => {
    const ops = await w.nimbus.staff("ops");
    const trainer = await w.nimbus.staff("trainer");
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Zoom 1" });
    const batchId = await w.nimbus.batch({ trainerId: trainer.memberId, hostAccountId });
    await save(ops, form(batchId, { titles: "Networks\r\n\r\nStorage" }));
    const made = await classes(batchId);
    expect(short(made)).toEqual([
      [1, "2026-12-07", "19:30", "scheduled", 0],
      [2, "2026-12-09", "19:30", "scheduled", 0],
      [3, "2026-12-14", "19:30", "scheduled", 0],
      [4, "2026-12-16", "19:30", "scheduled", 0],
    ]);
    expect(made.map((one) => one.title)).toEqual(["Networks", "Storage", "Class 3", "Class 4"]);
    expect(
      await w.one("select pattern ->> 'time' as time, starts_on::text as starts from batches where id = $1", [batchId]),
    ).toEqual({ time: "19:30", starts: "2026-12-07" });
    expect(
      await w.one(
        "select count(*)::int as n from sessions s join session_meetings m on m.session_id = s.id where s.batch_id = $1 and s.trainer_id = $2 and s.host_account_id = $3",
        [batchId, trainer.memberId, hostAccountId],
      ),
    ).toEqual({ n: 4 });
    expect((await w.nimbus.audit(made[0]!.id))[0]).toMatchObject({
      action: "session.update",
      reason: "The hall is free then",
    });
    expect((await w.nimbus.events("batch.rescheduled")).filter((one) => one["batchId"] === batchId)).toEqual([]);
  });

  it("moves the classes it has, one onto the day of another, with one account; numbers and topics stay", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Zoom 2" });
    const batchId = await w.nimbus.batch({ hostAccountId });
    const ops = await w.nimbus.staff("ops");
    await save(ops, form(batchId));
    const before = await classes(batchId);
    await save(ops, form(batchId, { skip: "2026-12-07" }));
    const after = await classes(batchId);
    expect(after.map((one) => one.id)).toEqual(before.map((one) => one.id));
    expect(short(after)).toEqual([
      [1, "2026-12-09", "19:30", "scheduled", 1],
      [2, "2026-12-14", "19:30", "scheduled", 1],
      [3, "2026-12-16", "19:30", "scheduled", 1],
      [4, "2026-12-21", "19:30", "scheduled", 1],
    ]);
  });

  it("lays later days on later classes, cancels those without a day, and tells of it once", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    await save(ops, form(batchId));
    await save(ops, form(batchId, { mon: "", wed: "", tue: "yes", count: "3" }));
    expect(short(await classes(batchId))).toEqual([
      [1, "2026-12-08", "19:30", "scheduled", 1],
      [2, "2026-12-15", "19:30", "scheduled", 1],
      [3, "2026-12-22", "19:30", "scheduled", 1],
      [4, "2026-12-16", "19:30", "cancelled", 1],
    ]);
    const [event, ...more] = (await w.nimbus.events("batch.rescheduled")).filter((one) => one["batchId"] === batchId);
    expect(more).toEqual([]);
    expect(
      await w.one("select count(*)::int as n from session_changes where series_id = $1", [event!["seriesId"]]),
    ).toEqual({ n: 4 });
    // A cancelled number is not used again.
    await save(ops, form(batchId, { mon: "", wed: "", tue: "yes", count: "4" }));
    expect((await classes(batchId)).at(-1)).toMatchObject({ number: 5, on: "2026-12-29" });
  });

  it("leaves out the school's holidays and its own, and holds a day on another one", async () => {
    const ops = await w.nimbus.staff("ops");
    await w.nimbus.asOwner("insert into organization_holidays (holiday_on, name) values ('2026-12-28', 'Founders')");
    const batchId = await w.nimbus.batch();
    const input = form(batchId, {
      from: "2026-12-23",
      count: "3",
      skip: "2026-12-23",
      moved: "2026-12-30 to 2026-12-31 10:00",
    });
    const { planned } = await previewWeeklyPattern(ops, input);
    expect(planned.skipped).toEqual([
      { on: "2026-12-23", why: "A holiday of its own" },
      { on: "2026-12-28", why: "Founders" },
    ]);
    await save(ops, input);
    expect((await classes(batchId)).map((one) => [one.on, one.time])).toEqual([
      ["2026-12-31", "10:00"],
      ["2027-01-04", "19:30"],
      ["2027-01-06", "19:30"],
    ]);
  });

  it("leaves alone what is past, running, cancelled, or before its first day", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    const running = await w.nimbus.lesson(batchId, -30, { number: 1 });
    const before = await w.nimbus.lesson(batchId, 24 * 60, { number: 2 });
    const off = await w.nimbus.lesson(batchId, 20 * 24 * 60, { number: 3 });
    await cancelSession(ops, { sessionId: off, reason: "ill" });
    await save(ops, form(batchId, { count: "1" }));
    const all = await classes(batchId);
    expect(all.filter((one) => [running, before, off].includes(one.id)).map((one) => one.sequence)).toEqual([0, 0, 0]);
    expect(all.at(-1)).toMatchObject({ number: 4, on: "2026-12-07" });
  });
});

describe("the schedule form as it is opened", () => {
  it("sent back untouched leaves single moves and cancelled days as they are", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    await save(ops, form(batchId, { count: "5" }));
    const [, second, third] = await classes(batchId);
    await cancelSession(ops, { sessionId: second!.id, reason: "ill" });
    const moved = {
      sessionId: third!.id,
      scope: "this" as const,
      title: third!.title,
      on: "2026-12-15",
      time: "18:00",
      minutes: "90",
      trainerId: "",
      hostAccountId: "",
      reason: "The hall is taken",
    };
    const { shown } = await previewSessionChange(ops, moved);
    await changeSession(ops, { ...moved, shown });
    const before = await classes(batchId);
    const page = (await getSchedulePage(ops, batchId))!;
    const opened = { batchId, ...patternFields(page.asItStands, null), reason: "Looked in", version: page.version };
    expect(opened).toMatchObject({ count: "4", skip: "2026-12-09", moved: "2026-12-14 to 2026-12-15 18:00 for 90" });
    const untouched = await previewWeeklyPattern(ops, opened as never);
    expect(untouched.change).toEqual({ changed: [], added: [], dropped: [] });
    await setWeeklyPattern(ops, { ...(opened as unknown as Input), shown: untouched.shown });
    expect(await classes(batchId)).toEqual(before);
    const again = (await getSchedulePage(ops, batchId))!;
    const reopened = { batchId, ...patternFields(again.asItStands, null), version: again.version };
    expect((await refusal(previewWeeklyPattern(ops, reopened as never))).code).toBe("session.nothing_changed");
  });
});

describe("a weekly pattern", () => {
  it("is saved as it was shown: a class changed meanwhile, or another form, is shown again", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    const input = form(batchId);
    expect((await refusal(setWeeklyPattern(ops, input))).code).toBe("session.look_first");
    const { shown } = await previewWeeklyPattern(ops, input);
    expect((await refusal(setWeeklyPattern(ops, { ...input, count: "5", shown }))).code).toBe("session.look_first");
    expect((await refusal(setWeeklyPattern(ops, { ...input, reason: "", shown }))).fields).toHaveProperty("reason");
    await setWeeklyPattern(ops, { ...input, shown });
    expect((await refusal(setWeeklyPattern(ops, { ...input, shown }))).code).toBe("session.nothing_changed");
  });

  it("saved by two people at once is one schedule, and the second hears who was first", async () => {
    const [ravi, meera] = [await w.nimbus.staff("ops", "ravi"), await w.nimbus.staff("ops", "meera")];
    const batchId = await w.nimbus.batch();
    const seen = await w.one<{ id: string; version: number }>("select id, version from batches where id = $1", [
      batchId,
    ]);
    const version = await versionsOf([seen]);
    const [mine, theirs] = [form(batchId, { version }), form(batchId, { version, count: "6" })];
    const [a, b] = [await previewWeeklyPattern(ravi, mine), await previewWeeklyPattern(meera, theirs)];
    const done = await Promise.allSettled([
      setWeeklyPattern(ravi, { ...mine, shown: a.shown }),
      setWeeklyPattern(meera, { ...theirs, shown: b.shown }),
    ]);
    expect(done.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const late = done[0]!.status === "rejected" ? { ctx: ravi, input: mine } : { ctx: meera, input: theirs };
    const said = await refusal(previewWeeklyPattern(late.ctx, late.input));
    expect(said.fields!["version"]![0]).toMatch(/^Staff (ravi|meera) changed .*weekly pattern/);
    expect([4, 6]).toContain((await classes(batchId)).length);
  });

  it("tells every mistake beside its field", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    const wrong = (more: Partial<Input>) => refusal(previewWeeklyPattern(ops, form(batchId, more)));
    const all = await wrong({
      mon: "",
      wed: "",
      time: "7pm",
      minutes: "x",
      from: "",
      count: "",
      skip: "xmas",
      moved: "soon",
    });
    expect(Object.keys(all.fields!)).toEqual(expect.arrayContaining(["time", "minutes", "from"]));
    expect(
      Object.keys((await wrong({ mon: "", wed: "", count: "0", skip: "xmas", moved: "soon" })).fields!).toSorted(),
    ).toEqual(["count", "days", "moved", "skip"]);
    expect((await wrong({ from: "2026-11-01" })).fields).toHaveProperty("from");
    expect((await wrong({ moved: "2026-12-08 to 2026-12-10" })).fields).toHaveProperty("moved");
    expect((await wrong({ moved: "2026-12-07 to 2026-12-09 19:00" })).fields).toHaveProperty("moved");
    expect((await wrong({ ends: "until", until: "2026-12-01" })).fields).toHaveProperty("until");
  });

  it("is for operations and program managers, and not for a batch that is over", async () => {
    const batchId = await w.nimbus.batch();
    for (const role of ["trainer", "customer_support"] as const)
      expect((await refusal(previewWeeklyPattern(await w.nimbus.staff(role), form(batchId)))).code).toBe("forbidden");
    expect((await refusal(previewWeeklyPattern(await w.raga.staff("ops"), form(batchId)))).code).toBe("not_found");
    await w.nimbus.asOwner("update batches set state = 'cancelled' where id = $1", [batchId]);
    expect((await refusal(previewWeeklyPattern(await w.nimbus.staff("ops"), form(batchId)))).code).toBe("batch.state");
  });
});
