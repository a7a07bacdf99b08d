import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";
import { auditRests } from "#tests/support/audit-witness";

import { sealAudit } from "./seal-audit";
import { verifyAudit } from "./verify-audit";

let world: DomainWorld;
let school: DomainWorld["nimbus"];
beforeAll(async () => {
  world = await domainWorld();
  school = world.nimbus;
  await school.enroll();
  await school.enroll();
});
afterAll(() => world?.drop());

const waiting = async (of = school): Promise<number> =>
  (
    await world.one<{ n: number }>("select count(*)::int as n from audit_unsealed where organization_id = $1", [
      of.organizationId,
    ])
  ).n;
type Seal = { number: number; records: string[]; total: number; digest: string };
const seals = async (of = school): Promise<Seal[]> =>
  (
    await world.owner.query<Seal>(
      "select number, records, total::int, encode(digest, 'hex') as digest from audit_seals where organization_id = $1 order by number",
      [of.organizationId],
    )
  ).rows;
const head = async (of = school): Promise<Seal> => (await seals(of)).at(-1)!;
const verified = (kept?: Parameters<typeof verifyAudit>[1], of = school) => verifyAudit(of.job(), kept);
const why = async (kept?: Parameters<typeof verifyAudit>[1], of = school): Promise<string> => {
  const said = await verified(kept, of);
  return said.holds ? "It holds." : said.why;
};

/** What only the owner of the database can do, and does behind every trigger's back. */
async function tamper(text: string, values: unknown[] = []): Promise<void> {
  const tables = ["audit_logs", "audit_seals", "audit_unsealed"];
  const client = await world.owner.connect();
  try {
    await client.query("begin");
    await client.query(auditRests("somebody alters the record"));
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
    await client.query(text, values);
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
    await client.query("commit");
  } finally {
    client.release(true);
  }
}

describe("the nightly seal", () => {
  it("covers every record once, in as many seals as it takes, and tells its head to the log", async () => {
    const recorded = await waiting();
    expect(recorded).toBeGreaterThan(20);
    expect(await sealAudit(school.job(), 7)).toEqual({ sealed: recorded });
    const made = await seals();
    expect(made.map(({ number }) => number)).toEqual(made.map((_, i) => i + 1));
    expect(made).toHaveLength(Math.ceil(recorded / 7));
    expect(made.at(-1)!.total).toBe(recorded);
    const { n } = await world.one("select count(*)::int as n from audit_logs where organization_id = $1", [
      school.organizationId,
    ]);
    expect(new Set(made.flatMap(({ records }) => records)).size).toBe(n);
    expect(await waiting()).toBe(0);
    expect(world.logged).toContain("audit.sealed");
    expect(await verified()).toEqual({
      holds: true,
      records: recorded,
      seals: made.length,
      waiting: 0,
      head: made.at(-1)!.digest,
    });
  });

  it("does nothing where nothing was recorded since", async () => {
    const before = await head();
    expect(await sealAudit(school.job())).toEqual({ sealed: 0 });
    expect(await head()).toEqual(before);
  });

  it("run twice at once seals once", async () => {
    await school.enroll();
    const recorded = await waiting();
    const ran = await Promise.all([1, 2, 3].map(() => sealAudit(school.job(), 4)));
    expect(ran.reduce((sum, { sealed }) => sum + sealed, 0)).toBe(recorded);
    expect(await verified()).toMatchObject({ holds: true, waiting: 0 });
  });

  it("leaves what an open transaction has recorded to the night after, though it began before others", async () => {
    const client = await world.owner.connect();
    try {
      await client.query("begin");
      await client.query(
        "select set_config('app.organization_id', $1, true), set_config('app.action', 'settings.update', true)",
        [school.organizationId],
      );
      await client.query("update organizations set support_hours = 'at night' where id = app.organization_id()");
      await school.enroll();
      const recorded = await waiting();
      expect(await sealAudit(school.job())).toEqual({ sealed: recorded });
      await client.query("commit");
    } finally {
      client.release(true);
    }
    expect(await verified()).toMatchObject({ holds: true, waiting: 1 });
    expect(await sealAudit(school.job())).toEqual({ sealed: 1 });
    expect(await verified()).toMatchObject({ holds: true, waiting: 0 });
  });

  it("is each school's own", async () => {
    const recorded = await waiting(world.raga);
    expect(await sealAudit(world.raga.job())).toEqual({ sealed: recorded });
    expect(await head(world.raga)).toMatchObject({ number: 1, total: recorded });
    expect(await verified(null, world.raga)).toMatchObject({ holds: true, records: recorded });
  });

  it("can be altered, removed or forged by nobody the worker is", async () => {
    for (const text of [
      "update audit_seals set total = 0",
      "delete from audit_seals",
      "insert into audit_seals (number, digest, records, total) values (99, sha256(''), '{}', 0)",
      "delete from audit_unsealed",
      "update audit_unsealed set audit_id = app.uuidv7()",
      "insert into audit_unsealed (audit_id) values (app.uuidv7())",
    ])
      await expect(
        world.ports.database.batch(
          [
            {
              sql: "select app.enter_system($1::uuid, 'system:test', 'job.seal-audit', null, null, now())",
              params: [school.organizationId],
              arrayMode: false,
            },
            { sql: text, params: [], arrayMode: false },
          ],
          { readOnly: false, isolation: "ReadCommitted" },
        ),
      ).rejects.toMatchObject({ code: "42501" });
  });
});

describe("verifying the record", () => {
  /** One record of the second seal. */
  const someRecord = async () => (await seals())[1]!.records[3]!;

  it("finds a record that was changed, by its seal", async () => {
    const id = await someRecord();
    await tamper("update audit_logs set reason = 'another reason' where id = $1", [id]);
    expect(await why()).toMatch(/^Seal 2 of 2026-11-23 14:00 UTC does not hold: one of its 7 records, .* was changed/);
    await tamper("update audit_logs set reason = null where id = $1", [id]);
    expect(await verified()).toMatchObject({ holds: true });
  });

  it.each(["at = at + interval '1 microsecond'", "actor = actor || ' '", "subject_id = app.uuidv7()", "kind = 'read'"])(
    "finds any column of it: %s",
    async (change) => {
      const id = await someRecord();
      await tamper("create table before_it as select * from audit_logs where id = $1".replace("$1", `'${id}'`));
      await tamper(`update audit_logs set ${change} where id = $1`, [id]);
      expect(await why()).toMatch(/^Seal 2 /);
      await tamper("delete from audit_personal where audit_id = $1", [id]);
      await tamper("delete from audit_logs where id = $1", [id]);
      await tamper("insert into audit_logs select * from before_it");
      await world.owner.query("drop table before_it");
      expect(await verified()).toMatchObject({ holds: true });
    },
  );

  it("finds a record that was removed", async () => {
    const id = await someRecord();
    await tamper(`create table before_it as select * from audit_logs where id = '${id}'`);
    await tamper("delete from audit_logs where id = $1", [id]);
    expect(await why()).toMatch(/^Seal 2 of .* does not hold: 1 of its 7 records are gone\.$/);
    await tamper("insert into audit_logs select * from before_it");
    await world.owner.query("drop table before_it");
    expect(await verified()).toMatchObject({ holds: true });
  });

  it("finds an old record that was put in afterwards", async () => {
    const [first] = (await seals())[0]!.records;
    const put = `insert into audit_logs (id, organization_id, at, kind, entity, action, actor)
      select app.uuidv7(), organization_id, at - interval '1 day', 'change', 'users', 'settings.update', 'member:forged' from audit_logs where id = $1`;
    await tamper(put, [first]);
    expect(await why()).toMatch(/^1 records stand in no seal and wait for none/);
    await tamper("delete from audit_logs where actor = 'member:forged'");
    expect(await verified()).toMatchObject({ holds: true });
  });

  it("finds a record that was removed before it was sealed", async () => {
    await tamper("insert into audit_unsealed (organization_id, audit_id) values ($1, app.uuidv7())", [
      school.organizationId,
    ]);
    expect(await why()).toBe("1 records that waited for their seal are gone.");
    await tamper("delete from audit_unsealed where organization_id = $1", [school.organizationId]);
    expect(await verified()).toMatchObject({ holds: true });
  });

  it.each([
    ["its digest", "digest = sha256('')", /^Seal 2 .* was changed/],
    ["its night", "sealed_at = sealed_at - interval '1 day'", /^Seal 2 .* was changed/],
    ["what it covers", "records = records[1:3]", /^Seal 2 /],
    ["its count", "total = total + 1", /^Seal 2 .*: its count of records was changed/],
  ])("finds a seal of which was changed %s", async (_, change, says) => {
    await tamper("create table before_it as select * from audit_seals where number = 2");
    await tamper(`update audit_seals set ${change} where number = 2 and organization_id = $1`, [school.organizationId]);
    expect(await why()).toMatch(says);
    await tamper("delete from audit_seals where number = 2");
    expect(await why()).toBe("Seal 2 is gone: after it comes seal 3.");
    await tamper("insert into audit_seals select * from before_it");
    await world.owner.query("drop table before_it");
    expect(await verified()).toMatchObject({ holds: true });
  });

  it("still holds when what is personal of somebody was erased", async () => {
    const { n } = await world.one("select count(*)::int as n from audit_personal where organization_id = $1", [
      school.organizationId,
    ]);
    expect(n).toBeGreaterThan(0);
    await world.owner.query("delete from audit_personal where organization_id = $1", [school.organizationId]);
    expect(await verified()).toMatchObject({ holds: true });
  });

  it("knows a head that was kept outside, also when the chain has grown since, and by its number", async () => {
    const kept = await head();
    await school.enroll();
    await sealAudit(school.job());
    expect(await verified({ digest: kept.digest, number: null })).toMatchObject({ holds: true });
    expect(await verified({ digest: kept.digest, number: kept.number })).toMatchObject({ holds: true });
    expect(await why({ digest: kept.digest, number: 1 })).toBe(
      `Seal 1 has not the digest ${kept.digest}: this is not the chain it was taken from.`,
    );
  });

  it("finds by such a head alone that the end of the chain was cut off, or all of it made anew", async () => {
    const kept = await head();
    const { organizationId } = school;
    const unseal = `with gone as (delete from audit_seals where organization_id = $1 and number >= $2 returning records)
      insert into audit_unsealed (organization_id, audit_id) select $1, unnest(records) from gone`;
    await tamper(unseal, [organizationId, kept.number]);
    expect(await verified()).toMatchObject({ holds: true });
    expect(await why({ digest: kept.digest, number: null })).toMatch(
      /^No seal has the digest [0-9a-f]{64}: this is not/,
    );
    await tamper(unseal, [organizationId, 1]);
    await tamper(
      "update audit_logs set reason = 'as it should have been' where id = (select min(audit_id::text)::uuid from audit_unsealed where organization_id = $1)",
      [organizationId],
    );
    await sealAudit(school.job());
    expect(await verified()).toMatchObject({ holds: true });
    expect(await why({ digest: kept.digest, number: null })).toMatch(/^No seal has the digest/);
  });
});
