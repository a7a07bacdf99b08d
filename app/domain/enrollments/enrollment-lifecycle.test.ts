import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "#kernel/ids";
import { addDays } from "#kernel/time";
import { asOwner, twoSchools } from "#tests/contracts/world";
import type { TwoSchools } from "#tests/contracts/world";
import { auditRests } from "#tests/support/audit-witness";

import { effectiveState } from "./effective-state";
import type { EffectiveFacts } from "./effective-state";
import { enrollmentLifecycle } from "./enrollment-lifecycle";
import type { EnrollmentState } from "./enrollment.machine";

const today = "2026-11-23";
const day = (n: number) => addDays(today, n);

let w: TwoSchools;
beforeAll(async () => {
  w = await twoSchools();
});
afterAll(() => w?.drop());

type Pause = { state: "approved" | "active"; from: number; until: number };
type Case = [
  what: string,
  state: "ACTIVE" | "PAUSED" | "BATCH_PENDING",
  validFor: number | null,
  pauses: Pause[],
  becomes: EnrollmentState,
  validAfter: number | null,
];
const cases: Case[] = [
  ["valid until today", "ACTIVE", 0, [], "ACTIVE", 0],
  ["valid until yesterday", "ACTIVE", -1, [], "EXPIRED", -1],
  ["waiting for a batch until yesterday", "BATCH_PENDING", -1, [], "EXPIRED", -1],
  ["a pause that begins today", "ACTIVE", 10, [{ state: "approved", from: 0, until: 5 }], "PAUSED", 10],
  ["a pause that begins tomorrow", "ACTIVE", 10, [{ state: "approved", from: 1, until: 5 }], "ACTIVE", 10],
  ["a pause on its last day", "PAUSED", -3, [{ state: "active", from: -6, until: 0 }], "PAUSED", -3],
  ["a pause that ended yesterday", "PAUSED", -3, [{ state: "active", from: -7, until: -1 }], "ACTIVE", 4],
  ["a pause whose days are not enough", "PAUSED", -9, [{ state: "active", from: -7, until: -1 }], "EXPIRED", -2],
  ["a pause that began in a missed night", "ACTIVE", 10, [{ state: "approved", from: -3, until: 5 }], "PAUSED", 10],
  ["a pause all of whose nights were missed", "ACTIVE", -1, [{ state: "approved", from: -2, until: -1 }], "ACTIVE", 1],
  [
    "one pause after another",
    "PAUSED",
    10,
    [
      { state: "active", from: -7, until: -1 },
      { state: "approved", from: 0, until: 3 },
    ],
    "PAUSED",
    17,
  ],
  [
    "three pauses and a week of missed nights",
    "ACTIVE",
    2,
    [
      { state: "approved", from: -6, until: -5 },
      { state: "approved", from: -3, until: -2 },
      { state: "approved", from: -1, until: 1 },
    ],
    "PAUSED",
    6,
  ],
];

/** Brings one enrollment of the demo into the state of the case, past the machine: this is about the night alone. */
async function place(enrollmentId: string, [, state, validFor, pauses]: Case): Promise<void> {
  await asOwner(w.owner, w.nimbus.organizationId, async (client) => {
    await client.query(auditRests("a starting point, and no history"));
    for (const table of ["enrollments", "enrollment_pauses"])
      await client.query(`alter table ${table} disable trigger user`);
    await client.query("delete from enrollment_pauses where enrollment_id = $1", [enrollmentId]);
    await client.query(
      "update enrollments set state = $2, resume_to = $3, valid_from_on = '2020-01-01', valid_until_on = $4 where id = $1",
      [enrollmentId, state, state === "PAUSED" ? "ACTIVE" : null, validFor === null ? null : day(validFor)],
    );
    for (const pause of pauses)
      await client.query(
        "insert into enrollment_pauses (id, enrollment_id, student_id, state, from_on, until_on, reason) select $2, id, student_id, $3, $4, $5, 'exams' from enrollments where id = $1",
        [enrollmentId, uuidv7(Date.now()), pause.state, day(pause.from), day(pause.until)],
      );
    for (const table of ["enrollments", "enrollment_pauses"])
      await client.query(`alter table ${table} enable trigger user`);
  });
}
const factsOf = async (enrollmentId: string): Promise<EffectiveFacts> =>
  (
    await w.owner.query<EffectiveFacts>(
      `select e.state, e.valid_until_on::text as "validUntilOn", coalesce((select jsonb_agg(jsonb_build_object('fromOn', p.from_on, 'untilOn', p.until_on)) from enrollment_pauses p
         where p.enrollment_id = e.id and p.state in ('approved', 'active')), '[]') as pauses from enrollments e where e.id = $1`,
      [enrollmentId],
    )
  ).rows[0]!;
const runNight = () =>
  enrollmentLifecycle({ ...w.desk.as(w.nimbus.organizationId), now: new Date(`${today}T00:30:00Z`) });

describe("the night", () => {
  it("writes down for every plan what the day already knew, and the second time nothing", async () => {
    const { rows } = await w.owner.query<{ id: string }>(
      "select id from enrollments where organization_id = $1 order by id limit $2",
      [w.nimbus.organizationId, cases.length],
    );
    const ids = rows.map((row) => row.id);
    for (const [i, one] of cases.entries()) await place(ids[i]!, one);
    const known = await Promise.all(ids.map(async (id) => effectiveState(await factsOf(id), today)));

    const counts = await runNight();
    for (const [i, [what, , , , becomes, validAfter]] of cases.entries()) {
      const facts = await factsOf(ids[i]!);
      const valid = validAfter === null ? null : day(validAfter);
      expect({ known: known[i], state: facts.state, valid: facts.validUntilOn }, what).toEqual({
        known: becomes,
        state: becomes,
        valid,
      });
    }
    expect(counts.pausesEnded).toBe(6);
    expect(counts.pausesActivated).toBe(7);
    expect(await runNight()).toEqual({
      expired: 0,
      pausesActivated: 0,
      pausesEnded: 0,
      transferTimeouts: 0,
      daysCaughtUp: 0,
    });
  });
});
