import type { PoolClient } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { auditRests } from "#tests/support/audit-witness";
import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { asOwner } from "./world";

/**
 * Every test database is watched while its tests run, and the last thing that happens to it is this check: see
 * tests/support/database.ts. Here the check itself is shown to find what is planted.
 */
let w: DomainWorld;
beforeEach(async () => {
  w = await domainWorld();
});
afterEach(() => w?.drop());

const committed = (work: (client: PoolClient) => Promise<unknown>) => asOwner(w.owner, w.nimbus.organizationId, work);
const found = () => w.witness.contradictions();
const course = () => `update courses set name = name || '!' where id = '${w.nimbus.courseId}'`;
const alsoRecorded = (entityId: string) =>
  `insert into audit_logs (organization_id, kind, entity, entity_id, action, actor, before, after) select organization_id, 'change', 'courses', '${entityId}', 'org.create', 'test', '{}', '{}' from courses limit 1`;

describe("the witness of the audit", () => {
  it("finds nothing where commands did the writing, nor where nothing was changed or kept", async () => {
    const student = await w.nimbus.assign(await w.nimbus.enroll(), await w.nimbus.batch());
    expect(student.enrollmentId).toBeTruthy();
    await committed((client) => client.query("update courses set name = name"));
    await committed(async (client) => {
      await client.query("savepoint s");
      await client.query(course());
      await client.query("rollback to savepoint s");
    });
    expect(await found()).toEqual([]);
  });

  it("finds a change past the trigger, whichever kind it is", async () => {
    const { planId, courseId } = w.nimbus;
    await committed(async (client) => {
      await client.query("alter table courses disable trigger user");
      await client.query(course());
      await client.query("insert into courses (code, name) values ('X', 'Made in silence')");
      await client.query("delete from courses where code = 'X'");
      await client.query("alter table courses enable trigger user");
      await client.query("update plans set name = name || '!' where id = $1", [planId]);
    });
    expect((await found()).toSorted()).toEqual([
      expect.stringMatching(/^delete courses [0-9a-f-]{36}: 1 row changes, 0 audit rows$/),
      expect.stringMatching(/^insert courses [0-9a-f-]{36}: 1 row changes, 0 audit rows$/),
      `update courses ${courseId}: 1 row changes, 0 audit rows`,
    ]);
  });

  it("finds a change that was recorded twice, and a record of what never happened", async () => {
    const { courseId, batch } = w.nimbus;
    const batchId = await batch();
    await committed((client) => client.query(course() + ";" + alsoRecorded(courseId)));
    await committed((client) => client.query(alsoRecorded(batchId)));
    expect((await found()).toSorted()).toEqual(
      [
        `update courses ${courseId}: 1 row changes, 2 audit rows`,
        `update courses ${batchId}: 0 row changes, 1 audit rows`,
      ].toSorted(),
    );
  });

  it("finds a record that was altered or taken away", async () => {
    await committed((client) => client.query("update audit_logs set reason = 'another' where entity = 'courses'"));
    await committed((client) =>
      client.query(
        "delete from audit_logs where id in (select id from audit_logs where entity = 'plans' limit 1) and not exists (select from audit_personal p where p.audit_id = audit_logs.id)",
      ),
    );
    const said = new Set(await found());
    expect(said).toEqual(
      new Set(["UPDATE of audit_logs: the audit is never altered", "DELETE of audit_logs: the audit is never altered"]),
    );
  });

  it("passes over bulk that says so, in its own transaction and no other", async () => {
    await committed(async (client) => {
      await client.query(auditRests("a test of the test"));
      await client.query("alter table courses disable trigger user");
      await client.query(course());
      await client.query("alter table courses enable trigger user");
    });
    expect(await found()).toEqual([]);
  });
});
