import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { addHostAccount } from "#domain/batches/add-host-account";
import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { exportFailedRows } from "../export-failed-rows";
import { importDesk, twoCourses } from "../imports.test-world";
import { undoImport } from "../undo-import";

let w: DomainWorld;
let desk: ReturnType<typeof importDesk>;
beforeEach(async () => {
  await w?.drop();
  w = await domainWorld();
  desk = importDesk(w, w.nimbus);
});
afterAll(() => w?.drop());

const header = "Batch,Course,No,Topic,Date,Time,Duration,Trainer,Zoom account,Meeting link,Capacity,Students";
const sheet = (...lines: string[]) => [header, ...lines].join("\r\n");
const preview = (...lines: string[]) => desk.preview(sheet(...lines), { kind: "calendar" });
const told = async (planId: string) =>
  (await desk.rowsOf(planId)).map(({ outcome, changes, problems }) => [
    outcome,
    problems[0]?.rule ?? changes.map(({ what, to }) => `${what}: ${to}`).join("; "),
  ]);
const standing = async () =>
  (
    await w.owner.query(
      "select b.code, b.state, array_agg(s.state order by s.number) as classes from batches b join sessions s on s.batch_id = b.id group by b.id, b.code, b.state order by 1",
    )
  ).rows;

describe("a calendar", () => {
  it("makes batches, their classes and places; what was held is walked to ended", async () => {
    await w.nimbus.staff("trainer", "nila");
    await addHostAccount(w.nimbus.job(), { name: "Zoom 1" });
    const [a, b] = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    const plan = await preview(
      `AWS-20,AWS,1,Networks,2026-11-16,7:30 pm,2h,Staff nila,Zoom 1,,40,${a.email}; ${b.email}`,
      `AWS-20,,2,Subnets,23/11/2026,19:30,120,,,98765432101,,${a.email}`,
      "AWS-20,,3,Routing,2026-11-25,19.30,90 min,,,https://zoom.us/j/12345678901?pwd=x,,",
      "AWS-21,Cloud,,,2026-12-01,10:00 am,,nila@nimbus.example,,,,",
    );
    expect(await told(plan.id)).toEqual([
      ["create", "Batch: AWS-20, 40 seats, running; Held class: Mon 16 Nov, 7:30 pm IST; Places: 2"],
      ["create", "Class: Mon 23 Nov, 7:30 pm IST; Meeting: sealed"],
      ["create", "Class: Wed 25 Nov, 7:30 pm IST; Meeting: sealed"],
      ["create", "Batch: AWS-21, 50 seats; Class: Tue 1 Dec, 10:00 am IST"],
    ]);
    const applied = await desk.apply(plan.id, "The year's calendar");
    expect(applied.results).toEqual({ applied: 4 });
    const { rows: classes } = await w.owner.query(
      `select b.code, b.state as batch, s.number, s.title, s.state, s.local_time::text as at, s.trainer_id is not null as trained, s.host_account_id is not null as hosted,
         m.meeting_id_sealed is not null as met, m.fallback_sealed is not null as linked
       from sessions s join batches b on b.id = s.batch_id left join session_meetings m on m.session_id = s.id order by b.code, s.number`,
    );
    const later = { state: "scheduled", at: "19:30:00", trained: true, hosted: true };
    const running = { code: "AWS-20", batch: "active" };
    expect(classes).toEqual([
      { ...running, ...later, number: 1, title: "Networks", state: "ended", hosted: false, met: false, linked: false },
      { ...running, ...later, number: 2, title: "Subnets", met: true, linked: false },
      { ...running, ...later, number: 3, title: "Routing", met: true, linked: true },
      {
        ...later,
        code: "AWS-21",
        batch: "forming",
        number: 1,
        title: "Class 1",
        at: "10:00:00",
        hosted: false,
        met: false,
        linked: false,
      },
    ]);
    const { rows: seats } = await w.owner.query(
      "select a.state, e.state as plan from batch_assignments a join enrollments e on e.id = a.enrollment_id",
    );
    expect(seats).toEqual(Array(2).fill({ state: "active", plan: "ACTIVE" }));
    expect(await w.nimbus.events("session.meeting_changed")).toHaveLength(2);
    // The first class ahead of each batch: who waited for dates hears of them once.
    const { rows: spoken } = await w.owner.query<{ title: string }>(
      "select s.title from outbox x join sessions s on s.id = (x.payload ->> 'sessionId')::uuid where x.event = 'session.scheduled' order by 1",
    );
    expect(spoken.map((one) => one.title)).toEqual(["Class 1", "Subnets"]);
    // No link stands anywhere as it was typed.
    const plain = await w.one<{ n: number }>(
      `select (select count(*) from import_rows where cells::text ~ '98765432101|zoom.us/j') + (select count(*) from import_files where content || samples::text ~ '98765432101|zoom.us/j')
         + (select count(*) from audit_logs where coalesce(after::text, '') ~ '98765432101|zoom.us/j') as n`,
    );
    expect(Number(plain.n)).toBe(0);

    w.pass(1);
    const again = await preview(
      `AWS-20,AWS,1,Networks,2026-11-16,7:30 pm,2h,Staff nila,Zoom 1,,40,${a.email}; ${b.email}`,
      "AWS-20,,2,Subnets and NAT,23/11/2026,19:30,120,,,98765432101,,",
      "AWS-20,,3,Routing,2026-11-26,19.30,90 min,,,,,",
      "AWS-21,Cloud,,,2026-12-01,10:00 am,,nila@nimbus.example,,,,",
    );
    expect((await told(again.id)).map(([outcome]) => outcome)).toEqual([
      "unchanged",
      "unchanged",
      "conflict",
      "unchanged",
    ]);

    await undoImport(await w.nimbus.staff("ops"), {
      planId: applied.id,
      version: applied.version,
      reason: "Last year's sheet",
    });
    expect((await desk.settle(applied.id)).results).toEqual({ undone: 3, kept: 1 });
    const { rows: after } = await w.owner.query(
      "select b.state, array_agg(s.state order by s.number) as classes from batches b join sessions s on s.batch_id = b.id group by b.id, b.state order by 1, 2",
    );
    expect(after).toEqual([
      { state: "cancelled", classes: ["cancelled"] },
      { state: "cancelled", classes: ["ended", "cancelled", "cancelled"] },
    ]);
    expect(await w.one("select count(*)::int as n from batch_assignments where state <> 'withdrawn'")).toEqual({
      n: 0,
    });
    expect(await w.nimbus.events("session.cancelled")).toEqual([]);
  });

  it("taken back, leaves a batch that students were placed in since, with its classes", async () => {
    const [a, b] = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    const plan = await preview(
      `AWS-20,AWS,1,Networks,2026-12-01,7:30 pm,2h,,,,40,${a.email}`,
      "AWS-20,,2,Subnets,2026-12-03,19:30,120,,,,,",
      "AWS-21,AWS,1,Networks,2026-12-02,19:30,120,,,,40,",
    );
    const applied = await desk.apply(plan.id, "The year's calendar");
    const { id: batchId } = await w.one<{ id: string }>("select id from batches where code = 'AWS-20'");
    await w.nimbus.assign(b, batchId);
    w.pass(5);
    await undoImport(await w.nimbus.staff("ops"), { planId: applied.id, version: applied.version, reason: "Wrong" });
    expect((await desk.settle(applied.id)).results).toEqual({ undone: 1, kept: 2 });
    expect((await desk.rowsOf(plan.id)).map(({ note }) => note)).toEqual([
      "Students were given places in AWS-20 since: the batch and its classes stay; what else the row made was taken back",
      "Students were given places in AWS-20 since: the class stays; what else the row made was taken back",
      null,
    ]);
    expect(await standing()).toEqual([
      { code: "AWS-20", state: "forming", classes: ["scheduled", "scheduled"] },
      { code: "AWS-21", state: "cancelled", classes: ["cancelled"] },
    ]);
    const { rows: seats } = await w.owner.query(
      "select enrollment_id = $1 as by_hand, state from batch_assignments order by 1",
      [b.enrollmentId],
    );
    expect(seats).toEqual([
      { by_hand: false, state: "withdrawn" },
      { by_hand: true, state: "assigned" },
    ]);
  });

  it("taken back, leaves a batch that has another class since, and drops the classes nobody relies on", async () => {
    const plan = await preview(
      "AWS-20,AWS,1,Networks,2026-12-01,7:30 pm,2h,,,,40,",
      "AWS-20,,2,Subnets,2026-12-03,19:30,120,,,,,",
    );
    const applied = await desk.apply(plan.id, "The year's calendar");
    const { id: batchId } = await w.one<{ id: string }>("select id from batches where code = 'AWS-20'");
    await w.nimbus.lesson(batchId, 60 * 24 * 20, { number: 3 });
    await undoImport(await w.nimbus.staff("ops"), { planId: applied.id, version: applied.version, reason: "Wrong" });
    expect((await desk.settle(applied.id)).results).toEqual({ undone: 1, kept: 1 });
    expect((await desk.rowsOf(plan.id)).map(({ note }) => note)).toEqual([
      "AWS-20 has other classes or students: the batch stays; what else the row made was taken back",
      null,
    ]);
    expect(await standing()).toEqual([
      { code: "AWS-20", state: "forming", classes: ["cancelled", "cancelled", "scheduled"] },
    ]);
  });

  it("does not give a student two classes at once, in Hub or in the file, unless that was chosen", async () => {
    const { other, planId } = await twoCourses(w);
    await w.nimbus.lesson(other, 60 * 24 * 8);
    const [a, b] = [await w.nimbus.enroll({ planId }), await w.nimbus.enroll({ planId })];
    await w.nimbus.assign(a, other);
    const plan = await preview(
      `AWS-20,AWS,1,Networks,2026-11-30,7:30 pm,2h,,,,40,${a.email}`,
      "AWS-20,AWS,2,Subnets,2026-12-01,8:30 pm,2h,,,,,",
      `AWS-21,AWS,1,Networks,2026-12-04,7:30 pm,2h,,,,40,${b.email}`,
      `D-1,DEVOPS,1,Pipes,2026-12-04,8:00 pm,2h,,,,40,${b.email}`,
    );
    expect(await told(plan.id)).toEqual([
      ["conflict", "Has DEVOPS-09 then, Tue 1 Dec, 7:30 pm IST"],
      ["create", "Batch: AWS-20, 50 seats; Class: Tue 1 Dec, 8:30 pm IST"],
      ["create", "Batch: AWS-21, 40 seats; Class: Fri 4 Dec, 7:30 pm IST; Places: 1"],
      ["conflict", "Has AWS-21 then, Fri 4 Dec, 7:30 pm IST"],
    ]);
    await desk.again(plan.id, { doubleBooking: "yes" });
    expect((await told(plan.id)).map(([outcome, text]) => [outcome, text?.split("; ").at(-1)])).toEqual([
      ["create", expect.stringMatching(/^Double booked: .* has DEVOPS-09 then, Tue 1 Dec, 7:30 pm IST$/)],
      ["create", "Class: Tue 1 Dec, 8:30 pm IST"],
      ["create", "Places: 1"],
      ["create", expect.stringMatching(/^Double booked: .* has AWS-21 then, Fri 4 Dec, 7:30 pm IST$/)],
    ]);
    expect((await desk.apply(plan.id)).results).toEqual({ applied: 4 });
  });

  it("names clashes of trainers and accounts, unknown people and courses, before anything is written", async () => {
    await w.nimbus.staff("trainer", "nila");
    await addHostAccount(w.nimbus.job(), { name: "Zoom 1", simultaneous: 2 });
    const plan = await preview(
      "A-1,AWS,,One,2026-12-01,19:30,120,Staff nila,Zoom 1,,,",
      "A-2,AWS,,Two,2026-12-01,20:00,120,Staff nila,,,,",
      "A-3,AWS,,Three,2026-12-01,21:30,120,Staff nila,Zoom 1,,,",
      "A-4,AWS,,Four,2026-12-01,21:00,60,,Zoom 1,,,",
      "A-5,Nonsense,,Five,2026-12-01,21:00,60,,,,,",
      "A-6,AWS,,Six,2026-12-01,21:00,60,Nobody,,,,",
      "A-7,AWS,,Seven,2026-12-01,21:00,60,,Zoom 9,,,",
      "A-8,AWS,,Eight,2026-12-01,21:00,60,,,https://elsewhere.example/1,,",
      "A-9,AWS,,Nine,2026-12-01,21:00,60,,,,,nobody@example.com",
      "A-1,,,Again,2026-12-01,19:30,60,,,,,",
    );
    expect(await told(plan.id)).toEqual([
      ["conflict", "Also in row 11"],
      ["create", "Batch: A-2, 50 seats; Class: Tue 1 Dec, 8:00 pm IST"],
      ["conflict", "They teach A-2 then, Tue 1 Dec, 8:00 pm IST"],
      ["create", "Batch: A-4, 50 seats; Class: Tue 1 Dec, 9:00 pm IST"],
      ["error", "A course of the catalog, for a new batch"],
      ["error", "A member of staff"],
      ["error", "A host account of the school"],
      ["error", "A link of one of your meeting providers"],
      ["error", "The address of a student"],
      ["conflict", "Also in row 2"],
    ]);
    expect((await desk.apply(plan.id)).results).toEqual({ applied: 2 });
    const { csv } = await exportFailedRows(await w.nimbus.staff("ops"), plan.id);
    expect(csv).toContain("https://elsewhere.example/1");
    expect(await w.one("select count(*)::int as n from batches")).toEqual({ n: 2 });
  });

  it("uses the lanes an account has, and no more", async () => {
    await addHostAccount(w.nimbus.job(), { name: "Zoom 1", simultaneous: 2 });
    const plan = await preview(
      ...[1, 2, 3].map((n) => `L-${n},AWS,,Class,2026-12-01,19:30,60,,Zoom 1,,,`),
      "L-4,AWS,,Class,2026-12-01,20:35,60,,Zoom 1,,,",
      "L-5,AWS,,Class,2026-12-01,20:40,60,,Zoom 1,,,",
    );
    expect((await told(plan.id)).map(([outcome]) => outcome)).toEqual([
      "create",
      "create",
      "conflict",
      "conflict",
      "create",
    ]);
    expect((await desk.apply(plan.id)).results).toEqual({ applied: 3 });
  });
});
