import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { noteRead } from "#domain/audit/note-read";
import { sendInvites } from "#domain/notifications/invites/send-invites";
import { can } from "#kernel/actions";
import { staffRoles } from "#kernel/ctx";
import type { Ctx } from "#kernel/ctx";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";

import { getHomeAs } from "./get-home-as";
import { getHomePage } from "./get-home-page";
import { closeSessionLater } from "./close-session-later";

let w: DomainWorld;
let asha: Enrolled;
let sessionId: string;
beforeAll(async () => {
  w = await domainWorld();
  const batchId = await w.nimbus.batch();
  asha = await w.nimbus.assign(await w.nimbus.enroll(), batchId);
  sessionId = await w.nimbus.lesson(batchId, 5, { fallbackUrl: "https://zoom.us/j/1" });
  await w.nimbus.lesson(batchId, 60 * 24);
});
afterAll(() => w.drop());

/** What the worker makes of the address: everything of the request goes through this student's wall. */
const looking = (ctx: Ctx, { studentId }: Pick<Enrolled, "studentId"> = asha): Ctx =>
  ctx.entrance.kind === "host" ? { ...ctx, entrance: { ...ctx.entrance, viewing: studentId } } : ctx;

describe("a look through a student's eyes", () => {
  it("shows exactly what the student's own Home shows", async () => {
    const own = await getHomePage(await w.nimbus.student(asha));
    const { page, student } = await getHomeAs(looking(await w.nimbus.staff("customer_support")), asha.studentId);
    expect(page).toEqual(own);
    expect(page.sessions).toHaveLength(2);
    expect(student).toEqual({ name: "Student 1", code: "MD-1001" });
  });

  it("is for the roles that have it, and for no other", async () => {
    for (const role of staffRoles) {
      const answer = getHomeAs(looking(await w.nimbus.staff(role)), asha.studentId);
      const ctx = await w.nimbus.staff(role);
      if (can(ctx.actor, "student.view_as") === true) expect((await answer).student.code, role).toBe("MD-1001");
      else expect(await refusal(answer), role).toEqual({ code: "forbidden" });
    }
  });

  it("finds no student of another school, no member of staff, nobody whose account is closed", async () => {
    const ops = await w.nimbus.staff("ops");
    const stranger = await w.raga.enroll();
    const closed = await w.nimbus.enroll();
    await w.nimbus.asOwner("update memberships set disabled_at = now() where id = $1", [closed.studentId]);
    for (const studentId of [stranger.studentId, ops.memberId, closed.studentId, crypto.randomUUID()])
      expect(await refusal(getHomeAs(looking(ops, { studentId }), studentId))).toEqual({ code: "not_found" });
  });

  it("opens nothing where the address did not open the student's wall, or another one's", async () => {
    const ops = await w.nimbus.staff("ops");
    const other = await w.nimbus.enroll();
    expect(await refusal(getHomeAs(ops, asha.studentId))).toEqual({ code: "not_found" });
    expect(await refusal(getHomeAs(looking(ops, other), asha.studentId))).toEqual({ code: "not_found" });
    expect(await refusal(getHomeAs(w.nimbus.job(), asha.studentId))).toEqual({ code: "not_found" });
  });

  it("is not reached by a student, nor with a hint that somebody made up", async () => {
    const other = await w.nimbus.student(await w.nimbus.enroll());
    const atStaffDoor = { ...looking(other), entrance: { ...looking(other).entrance, portal: "staff" } } as Ctx;
    expect(await refusal(getHomeAs(atStaffDoor, asha.studentId))).toEqual({ code: "auth.required" });
    expect(await refusal(getHomeAs(looking(other), asha.studentId))).toEqual({ code: "auth.required" });
    const trainer = await w.nimbus.staff("trainer");
    const forged = {
      ...looking(trainer),
      actor: { ...trainer.actor, role: "leadership" },
    } as Ctx;
    // The hint's role is put right, and with it the page refuses.
    expect(await refusal(getHomeAs(forged, asha.studentId))).toEqual({ code: "hint.stale" });
    expect(await refusal(getHomeAs(forged, asha.studentId))).toEqual({ code: "forbidden" });
  });

  it("lets no command through, whatever the role may do elsewhere", async () => {
    const lead = await w.nimbus.staff("leadership");
    const again = () =>
      closeSessionLater(looking(lead), { sessionId, minutes: 60, reason: "through the student's page" });
    expect((await refusal(again())).code).toMatch(/^(not_found|forbidden)$/);
    const invite = { choice: { who: "all", again: true } as never, expected: 1, reason: "through the student's page" };
    expect((await refusal(sendInvites(looking(lead), invite))).code).toMatch(/^(invite.nobody|forbidden)$/);
    const { n } = await w.one<{ n: string }>(
      "select count(*) as n from audit_logs where reason = 'through the student''s page'",
    );
    expect(n).toBe("0");
  });

  it("is noted once a quarter of an hour, under its own action", async () => {
    const ops = await w.nimbus.staff("ops", "nosy");
    for (let i = 0; i < 3; i++) {
      await getHomeAs(looking(ops), asha.studentId);
      noteRead(looking(ops), { studentId: asha.studentId, screen: "view_as", action: "student.view_as" });
      await w.settled();
    }
    const { rows } = await w.owner.query(
      "select kind, action, entity_id, after from audit_logs where actor = $1 and kind = 'read'",
      [`member:${ops.memberId}`],
    );
    expect(rows).toEqual([
      { kind: "read", action: "student.view_as", entity_id: asha.studentId, after: { screen: "view_as" } },
    ]);
  });
});

describe("in the database", () => {
  const entered = async (begin: string, work: (client: Client) => Promise<void>) => {
    const ops = await w.nimbus.staff("ops");
    const client = new Client({ connectionString: w.appUrl });
    await client.connect();
    try {
      await client.query(begin);
      const digest = ops.entrance.kind === "host" ? ops.entrance.tokenDigest : null;
      await client.query("select app.enter_as($1, $2::bytea, null, $3, $4, 'request')", [
        w.nimbus.host,
        digest,
        asha.studentId,
        w.clock.now,
      ]);
      await work(client);
    } finally {
      await client.end();
    }
  };
  const sqlstate = async (client: Client, text: string): Promise<string> => {
    await client.query("savepoint s");
    const said = await client.query(text).then(
      () => "ok",
      (error: { code?: string }) => error.code ?? "?",
    );
    await client.query("rollback to savepoint s");
    return said;
  };

  it("the entrance stands in a transaction that only reads, and in no other", async () => {
    await expect(entered("begin", async () => {})).rejects.toMatchObject({ code: "HB403" });
    await entered("begin read only", async (client) => {
      expect(await sqlstate(client, "set transaction read write")).toBe("25001");
      for (const text of [
        "insert into outbox (event, payload) values ('x.done', '{}')",
        `update student_profiles set preferred_name = 'X' where id = '${asha.studentId}'`,
        "select app.note('read', 'x', null)",
        "select app.revoke_auth_sessions(null, null, now())",
        `insert into seat_holds (batch_id, student_id, purpose, expires_at) select id, '${asha.studentId}', 'order', now() from batches limit 1`,
      ])
        expect(await sqlstate(client, text), text).toBe("25006");
    });
  });

  it("the wall is the student's: no meeting, no link, nobody else, and no audit", async () => {
    const others = await w.nimbus.enroll();
    await entered("begin read only", async (client) => {
      const count = async (from: string) =>
        (await client.query<{ n: number }>(`select count(*)::int as n from ${from}`)).rows[0]!.n;
      for (const table of [
        "session_meetings",
        "batch_meetings",
        "registrant_links",
        "deliveries",
        "audit_logs",
        "users",
      ])
        expect(await count(table), table).toBe(0);
      expect(await count("enrollments")).toBe(1);
      expect(await count(`student_profiles where id = '${others.studentId}'`)).toBe(0);
      const { rows } = await client.query(
        "select app.scope() as scope, app.member_id() as member, app.setting('on_behalf_of') as for_whom, app.setting('actor') as actor",
      );
      const ops = await w.nimbus.staff("ops");
      expect(rows).toEqual([
        { scope: "own", member: asha.studentId, for_whom: `member:${asha.studentId}`, actor: `member:${ops.memberId}` },
      ]);
    });
  });

  it("leaves nothing behind on the connection", async () => {
    await entered("begin read only", async (client) => {
      await client.query("commit");
      expect((await client.query("select app.scope() as scope, app.setting('on_behalf_of') as b")).rows).toEqual([
        { scope: "none", b: null },
      ]);
    });
  });
});
