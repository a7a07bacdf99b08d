import { afterAll, beforeAll, expect, it } from "vitest";

import type { Ctx } from "#kernel/ctx";
import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";

import { noteRead } from "./note-read";

let w: DomainWorld;
let asha: Enrolled;
beforeAll(async () => {
  w = await domainWorld();
  asha = await w.nimbus.enroll();
});
afterAll(() => w.drop());

const read = (ctx: Ctx, screen = "student", { studentId }: Enrolled = asha) =>
  noteRead(ctx, { studentId, screen, action: "student.read" });
const readings = async () =>
  (
    await w.owner.query<{ action: string; actor: string; screen: string; id: string }>(
      "select action, actor, entity_id as id, after ->> 'screen' as screen from audit_logs where kind = 'read' and organization_id = $1 order by ctid",
      [w.nimbus.organizationId],
    )
  ).rows;

it("notes a reading once for each actor, student, screen and quarter of an hour", async () => {
  const ops = await w.nimbus.staff("ops");
  const support = await w.nimbus.staff("customer_support");
  const other = await w.nimbus.enroll();
  for (let i = 0; i < 5; i++) read(ops);
  await w.settled();
  read(ops);
  await w.settled();
  const first = { action: "student.read", actor: `member:${ops.memberId}`, screen: "student", id: asha.studentId };
  expect(await readings()).toEqual([first]);

  read(ops, "contact");
  await w.settled();
  read(support);
  await w.settled();
  read(ops, "student", other);
  await w.settled();
  expect((await readings()).slice(1)).toEqual([
    { ...first, screen: "contact" },
    { ...first, actor: `member:${support.memberId}` },
    { ...first, id: other.studentId },
  ]);

  w.pass(14);
  read(await w.nimbus.staff("ops"));
  await w.settled();
  expect(await readings()).toHaveLength(4);
  w.pass(2);
  read(await w.nimbus.staff("ops"));
  await w.settled();
  expect(await readings()).toHaveLength(5);
});

it("notes nobody who reads what is their own", async () => {
  const before = await readings();
  read(await w.nimbus.student(asha));
  read(w.nimbus.job());
  await w.settled();
  expect(await readings()).toEqual(before);
});
