import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { assignStudent } from "#domain/batches/assign-student";
import { withdrawAssignment } from "#domain/batches/withdraw-assignment";
import { changeStudentEmail } from "#domain/identity/change-student-email";
import { scheduleSession } from "#domain/sessions/schedule-session";
import { uuidv7 } from "#kernel/ids";
import { addMinutes } from "#kernel/time";
import { change, classOf, queueWorld } from "#tests/queue-world";
import type { ClassOf, QueueWorld } from "#tests/queue-world";

import { tellOfPlaces } from "./on-student-assigned";

let world: QueueWorld;
let of: ClassOf;
let slugs = 0;
beforeAll(async () => {
  world = await queueWorld();
});
afterAll(() => world.dispose());
/** A batch with one class in two days and two students who were invited. */
beforeEach(async () => {
  of = await classOf(world, `school-${++slugs}`, addMinutes(new Date(), 2 * 1440), 2);
  await change(world, "update memberships set invited_at = now() where organization_id = $1", [of.organizationId]);
  await change(
    world,
    "insert into plan_courses (organization_id, plan_id, course_id, position) select p.organization_id, p.id, b.course_id, 1 from batches b join plans p on p.organization_id = b.organization_id where b.id = $1",
    [of.batchId],
  );
});

const ctx = () => world.ctxOf(of.organizationId);
const mailsTo = async (address: string) =>
  (await world.mails()).map((mail) => JSON.stringify(mail)).filter((mail) => mail.includes(`"${address}"`));
const asha = () => of.students[0]!;
const placeOf = async (enrollmentId: string) => {
  const [row] = await world.rows<{ id: string }>(
    "select id from batch_assignments where enrollment_id = $1 and state in ('assigned', 'active')",
    [enrollmentId],
  );
  return row!.id;
};
/** Out of the batch, and in it again by the form. */
async function placeAgain(): Promise<void> {
  const assignmentId = await placeOf(asha().enrollmentId);
  await withdrawAssignment(ctx(), { assignmentId, reason: "Moved by mistake" });
  await assignStudent(ctx(), { enrollmentId: asha().enrollmentId, batchId: of.batchId, reason: "Back" });
}
const drop = () =>
  change(world, "update sessions set state = 'cancelled', cancel_reason = 'No trainer' where batch_id = $1", [
    of.batchId,
  ]);
let numbers = 20;
const plan = (days: number) =>
  scheduleSession(ctx(), {
    batchId: of.batchId,
    number: ++numbers,
    title: "Queues",
    startsAt: addMinutes(new Date(), days * 1440),
    minutes: 120,
  });

describe("a place in a batch", () => {
  it("is a mail to its student with the next class, once, whoever handles the event", async () => {
    await placeAgain();
    await world.drain();
    await world.makeDue("outbox");
    await world.drain();
    const mails = await mailsTo(asha().email);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain("You have a place in AWS 1");
    expect(mails[0]).toMatch(/Your next class is on \w{3} \d/);
    expect(await mailsTo(of.students[1]!.email)).toEqual([]);
  });

  it("is said without a date where there is none", async () => {
    await drop();
    await placeAgain();
    await world.drain();
    expect((await mailsTo(asha().email))[0]).toContain("no dates yet. We mail you as soon as they have");
  });

  it("mails nobody who came by an import and was never invited, but who signed in or was admitted", async () => {
    await change(world, "update memberships set invited_at = null where organization_id = $1", [of.organizationId]);
    await placeAgain();
    await world.drain();
    expect(await mailsTo(asha().email)).toEqual([]);
    await change(world, "update memberships set first_signed_in_at = now() where user_id = $1", [asha().userId]);
    await placeAgain();
    await world.drain();
    expect(await mailsTo(asha().email)).toHaveLength(1);
    await change(world, "update memberships set first_signed_in_at = null where user_id = $1", [asha().userId]);
    await change(world, "update admission_forms set source = 'sales' where organization_id = $1", [of.organizationId]);
    await placeAgain();
    await world.drain();
    expect(await mailsTo(asha().email)).toHaveLength(2);
  });

  it("given to many at once is a mail to each", async () => {
    const assignmentIds = await Promise.all(of.students.map((one) => placeOf(one.enrollmentId)));
    const told = (id: string) =>
      tellOfPlaces(ctx(), {
        id,
        organizationId: of.organizationId,
        name: "batch.students_assigned",
        payload: { assignmentIds },
        actor: "system:test",
        requestId: null,
        at: new Date(),
      });
    await told(uuidv7(Date.now()));
    await told(uuidv7(Date.now()));
    await world.drain();
    for (const { email } of of.students) expect(await mailsTo(email)).toHaveLength(1);
  });

  it("is not told where it was taken back before the mail went out", async () => {
    await placeAgain();
    await withdrawAssignment(ctx(), { assignmentId: await placeOf(asha().enrollmentId), reason: "Wrong student" });
    await world.drain();
    expect(await mailsTo(asha().email)).toEqual([]);
  });
});

describe("classes planned for students who wait for dates", () => {
  it("are one mail to each, however many are planned together", async () => {
    await drop();
    await change(
      world,
      `with made as (
         insert into sessions (organization_id, batch_id, number, title, starts_at, ends_at, local_date, local_time, zone)
         select organization_id, batch_id, 100 + k, 'Class ' || k, starts_at + k * interval '7 days', ends_at + k * interval '7 days', local_date + k * 7, local_time, zone
         from sessions, generate_series(1, 9) k where id = $1 returning id, organization_id, batch_id)
       insert into outbox (organization_id, event, payload)
       select organization_id, 'session.scheduled', jsonb_build_object('sessionId', id, 'batchId', batch_id) from made`,
      [of.sessionId],
    );
    const events = await world.rows<{ id: string }>(
      "select id from outbox where event = 'session.scheduled' and organization_id = $1",
      [of.organizationId],
    );
    await world.deliverBatch(
      "hub-events",
      events.map(({ id }) => world.message("event", of.organizationId, id)),
    );
    await world.drain();
    const mails = await mailsTo(asha().email);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain("Your classes have dates: AWS 1");
    expect(mails[0]).toContain("9 classes are planned");
    expect(await mailsTo(of.students[1]!.email)).toHaveLength(1);
  });

  it("are no mail to who has a class ahead, and one again to who waits again", async () => {
    await plan(5);
    await world.drain();
    expect(await mailsTo(asha().email)).toEqual([]);
    await drop();
    await plan(6);
    await plan(7);
    await world.drain();
    expect(await mailsTo(asha().email)).toHaveLength(1);
    await drop();
    await plan(8);
    await world.drain();
    expect(await mailsTo(asha().email)).toHaveLength(2);
  });

  it("are no second mail to who got their place after them", async () => {
    await drop();
    await plan(5);
    await placeAgain();
    await world.drain();
    const mails = await mailsTo(asha().email);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain("You have a place");
  });
});

describe("another address of a student", () => {
  const move = (email: string, keepOld = false) =>
    world
      .rows<{ id: string }>("select id from memberships where user_id = $1", [asha().userId])
      .then(([member]) =>
        changeStudentEmail(ctx(), { studentId: member!.id, email, keepOld, reason: "Asked by phone" }),
      );

  it("is told at the address so far, without the new one in full", async () => {
    await move("asha.new@elsewhere.example");
    await world.drain();
    const [mail, ...more] = await mailsTo(asha().email);
    expect(more).toEqual([]);
    expect(mail).toContain("as•••@elsewhere.example");
    expect(mail).not.toContain("asha.new@");
    expect(mail).toContain("no longer opens your account");
    expect(await mailsTo("asha.new@elsewhere.example")).toEqual([]);
  });

  it("is told there too where the address so far goes on signing in, and as what it is", async () => {
    await move("asha.new@elsewhere.example", true);
    await world.drain();
    expect((await mailsTo(asha().email))[0]).toContain("opens your account as before");
  });

  it("is no news where it was taken back before the mail went out", async () => {
    await move("asha.new@elsewhere.example", true);
    await move(asha().email, true);
    await world.drain();
    expect(await mailsTo(asha().email)).toEqual([]);
    expect(await mailsTo("asha.new@elsewhere.example")).toHaveLength(1);
  });
});
