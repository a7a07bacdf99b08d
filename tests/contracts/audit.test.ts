import type { PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { everyTableRule } from "#tests/docs/house";

import { entering, inTransaction, sqlstate, twoSchools } from "./world";
import type { TwoSchools } from "./world";

const audited = (await everyTableRule()).filter((one) => one.record === "audited").map((one) => one.table);
const evidence = (await everyTableRule()).filter((one) => one.record === "evidence").map((one) => one.table);

let w: TwoSchools;
/** Table -> what its audit trigger was told in the migration. */
let told: Map<string, { key: string; subject: string; personal: string[]; secret: string[] }>;
beforeAll(async () => {
  w = await twoSchools();
  const { rows } = await w.owner.query<{ table: string; args: string }>(
    `select tgrelid::regclass::text as "table", encode(tgargs, 'escape') as args from pg_trigger where tgname = 'audit'`,
  );
  told = new Map(
    rows.map(({ table, args }) => {
      const [key = "", subject = "", personal = "", secret = ""] = args.split("\\000");
      const list = (text: string) => text.split(",").filter(Boolean);
      return [table, { key, subject, personal: list(personal), secret: list(secret) }];
    }),
  );
});
afterAll(() => w?.drop());

/** A change of one row of each audited table that means nothing else. */
const changes: Record<string, string> = {
  admission_forms: "agreed_paisa = agreed_paisa + 1",
  allowed_staff_emails: "full_name = full_name || ' I'",
  attendance_contests: "answer = 'changed'",
  attendance_excuses: "withdrawn_at = now()",
  attendance_marks: "minutes = minutes + 1",
  attendance_sheets: "unlocked_until = now()",
  announcements: "text = 'changed'",
  batch_assignments: "reason = 'changed'",
  batch_meetings: "fallback_sealed = 'sealed anew'",
  batches: "name = name || ' changed'",
  cancellation_moves: "closed_reason = 'changed'",
  course_completions: "policy_version = policy_version + 1",
  courses: "name = name || ' changed'",
  dead_letters: "times = times + 1",
  enrollment_extensions: "days = days + 1",
  enrollment_pauses: "reason = 'changed'",
  enrollment_plan_changes: "reason = 'changed'",
  enrollments: "agreed_paisa = agreed_paisa + 1",
  google_identities: "created_at = created_at - interval '1 day'",
  host_accounts: "host_key_sealed = 'sealed anew'",
  invite_rounds: "reason = 'changed'",
  import_plans: "file_name = 'another.csv'",
  memberships: "invited_at = '2026-01-01'",
  onboarding_tasks: "title = title || ' changed'",
  organization_holidays: "name = name || ' changed'",
  organization_hosts: "kind = 'custom'",
  organizations: "support_hours = 'changed'",
  plan_courses: "required = not required",
  plans: "name = name || ' changed'",
  policies: "reason = 'changed'",
  recordings: "link = link || '?again'",
  seat_holds: "purpose = 'order'",
  session_admissions: "reason = 'changed'",
  session_changes: "reason = 'changed'",
  session_notes: "body = 'changed'",
  session_meetings: "read_error = 'changed'",
  sessions: "title = title || ' changed'",
  staff_profiles: "full_name = full_name || ' I'",
  student_contacts: "city = 'Chennai'",
  student_merges: "reason = 'changed'",
  student_profiles: "preferred_name = 'Ash'",
  suppressions: "lifted_at = now()",
  templates: "subject = 'changed'",
  user_emails: "email = 'x' || email",
  users: "disabled_at = now()",
};

type Row = {
  kind: string;
  entity_id: string;
  action: string;
  actor: string;
  on_behalf_of: string | null;
  reason: string | null;
  request_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  organization_id: string;
  id: string;
};
const settings = (action: string) =>
  `select set_config('app.organization_id', $1, true), set_config('app.actor', 'member:${"0".repeat(8)}', true), set_config('app.action', '${action}', true),
    set_config('app.reason', 'because', true), set_config('app.request_id', 'request-1', true)`;
/** As the migrating role, which may do everything; rolled back. */
const changing = <T>(action: string, work: (client: PoolClient) => Promise<T>): Promise<T> =>
  inTransaction(w.owner, "rollback", async (client) => {
    await client.query(settings(action), [w.nimbus.organizationId]);
    return work(client);
  });
const onlyOne = (table: string) =>
  `ctid = (select ctid from ${table} where ${table === "organizations" ? "id" : "organization_id"} = app.organization_id() limit 1)`;
const newRows = async (client: PoolClient, table: string): Promise<Row[]> =>
  (await client.query<Row>("select * from audit_logs where entity = $1 and request_id = 'request-1'", [table])).rows;

describe("every audited table", () => {
  it("is shown here with a change of its own", () => {
    expect(Object.keys(changes).toSorted()).toEqual(audited.toSorted());
    expect([...told.keys()].toSorted()).toEqual(audited.toSorted());
  });

  it.each(audited)("%s: each row was recorded once when it was made", async (table) => {
    const { key } = told.get(table)!;
    const { rows } = await w.owner.query<{ records: string; rows: string }>(
      `select count(*) as rows, coalesce(sum(records), 0) as records from (select (select count(*) from audit_logs a where a.entity = '${table}' and a.entity_id = t.${key} and a.kind = 'change' and a.before is null) as records from ${table} t) x
       where records = 1`,
    );
    const all = await w.owner.query<{ n: string }>(`select count(*) as n from ${table}`);
    expect(Number(all.rows[0]!.n)).toBeGreaterThan(0);
    expect(rows[0]).toEqual({ rows: all.rows[0]!.n, records: all.rows[0]!.n });
  });

  it.each(audited)("%s: a change is one row, with what changed and who, why and in which request", (table) =>
    changing("settings.update", async (client) => {
      const { rowCount } = await client.query(`update ${table} set ${changes[table]} where ${onlyOne(table)}`);
      expect(rowCount).toBe(1);
      const rows = await newRows(client, table);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({
        kind: "change",
        action: "settings.update",
        actor: "member:00000000",
        reason: "because",
        request_id: "request-1",
        organization_id: w.nimbus.organizationId,
      });
      const { secret } = told.get(table)!;
      const column = changes[table]!.split(" ")[0]!;
      const changed = secret.includes(column) ? [] : [column];
      expect(Object.keys(rows[0]!.before ?? {})).toEqual(changed);
      expect(Object.keys(rows[0]!.after ?? {})).toEqual(changed);
    }),
  );

  it.each(audited)("%s: a change that changes nothing is no row", (table) =>
    changing("settings.update", async (client) => {
      const column = changes[table]!.split(" ")[0]!;
      await client.query(`update ${table} set ${column} = ${column} where ${onlyOne(table)}`);
      expect(await newRows(client, table)).toEqual([]);
    }),
  );

  it.each(audited)("%s: a removal is one row, with the whole of what went", (table) =>
    changing("settings.update", async (client) => {
      await withoutKeysInto(client, table);
      await client.query(`delete from ${table} where ${onlyOne(table)}`);
      const rows = await newRows(client, table);
      expect(rows).toHaveLength(1);
      expect(rows[0]!.after).toBeNull();
      expect(Object.keys(rows[0]!.before ?? {}).length).toBeGreaterThan(1);
    }),
  );

  it.each(audited)("%s: nothing changes without a named action", (table) =>
    changing("", async (client) => {
      expect(await sqlstate(client, `update ${table} set ${changes[table]} where ${onlyOne(table)}`)).toBe("HB502");
    }),
  );
});

/** Rows that others point at could not be removed; the keys come back with the rollback. */
async function withoutKeysInto(client: PoolClient, table: string): Promise<void> {
  const { rows } = await client.query<{ text: string }>(
    "select format('alter table %s drop constraint %I', conrelid::regclass, conname) as text from pg_constraint where contype = 'f' and confrelid = $1::regclass",
    [table],
  );
  // Constraint triggers that wait would keep the table from being altered.
  await client.query("set constraints all immediate");
  for (const { text } of rows) await client.query(text);
}

describe("what is personal", () => {
  const withPersonal = () => [...told].filter(([, { personal }]) => personal.length > 0);

  it("is marked on every table that names or reaches somebody", () => {
    expect(Object.fromEntries(withPersonal().map(([table, { personal }]) => [table, personal]))).toEqual({
      user_emails: ["email"],
      student_profiles: ["full_name", "preferred_name"],
      student_contacts: ["phone", "city", "state_or_region"],
      staff_profiles: ["full_name"],
      allowed_staff_emails: ["email", "full_name"],
      google_identities: ["sub"],
      admission_forms: ["full_name", "email", "phone"],
      attendance_excuses: ["reason"],
      attendance_contests: ["message"],
    });
  });

  it("stands in the sealed row as a digest, and apart as itself", async () => {
    for (const [table, { personal }] of withPersonal()) {
      const { rows } = await w.owner.query<{ column: string; plain: number; wrong: number; n: number }>(
        `select c as column, count(*)::int as n,
           (count(*) filter (where a.after ->> c not like 'sha256:%'))::int as plain,
           (count(*) filter (where a.after ->> c is distinct from 'sha256:' || encode(sha256(convert_to(p.salt::text || (p.after -> c)::text, 'UTF8')), 'hex')))::int as wrong
         from audit_logs a left join audit_personal p on p.audit_id = a.id, unnest($2::text[]) c
         where a.entity = $1 and a.after -> c <> 'null' group by c`,
        [table, personal],
      );
      expect(rows.length, table).toBeGreaterThan(0);
      for (const { column, plain, wrong } of rows)
        expect({ column, plain, wrong }, table).toEqual({ column, plain: 0, wrong: 0 });
    }
  });

  it("is nowhere in the sealed rows", async () => {
    const { rows } = await w.owner.query<{ entity: string; value: string }>(
      `with values as (
         select email as value from user_emails union select email from admission_forms union select email from allowed_staff_emails union select full_name from student_profiles
         union select full_name from staff_profiles union select full_name from admission_forms union select sub from google_identities)
       select distinct a.entity, v.value from audit_logs a join values v on position(v.value in concat(a.before::text, a.after::text)) > 0`,
    );
    expect(rows).toEqual([]);
  });

  it("can be erased for one person, and the sealed rows stay as they were", () =>
    changing("student.erase", async (client) => {
      const [student] = w.nimbus.students;
      const before = await client.query("select md5(string_agg(a::text, '' order by id)) as sum from audit_logs a");
      const erased = await client.query("delete from audit_personal where subject_id = any ($1)", [
        [student!.memberId, student!.userId],
      ]);
      expect(erased.rowCount).toBeGreaterThan(2);
      expect(
        (await client.query("select md5(string_agg(a::text, '' order by id)) as sum from audit_logs a")).rows,
      ).toEqual(before.rows);
    }));
});

describe("what is secret", () => {
  it("is marked on every sealed column of an audited table", async () => {
    const { rows } = await w.owner.query<{ table: string; columns: string[] }>(
      `select c.relname as "table", array_agg(a.attname::text order by a.attname) as columns from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname ~ '(sealed|secret|digest)' and c.relname = any ($1) group by 1`,
      [audited.filter((table) => !["suppressions", "import_plans"].includes(table))],
    );
    for (const { table, columns } of rows) expect(told.get(table)!.secret.toSorted(), table).toEqual(columns);
  });

  it("is in no row of the audit, not even by its name", async () => {
    const names = [...new Set([...told.values()].flatMap(({ secret }) => secret))];
    const { rows } = await w.owner.query("select entity from audit_logs where before ?| $1 or after ?| $1", [names]);
    expect(rows).toEqual([]);
    expect(names.length).toBeGreaterThan(2);
  });
});

describe("the worker's role", () => {
  const asStaff = <T>(work: (client: PoolClient) => Promise<T>) =>
    entering(w.app, { system: w.nimbus.organizationId }, work);

  it("reads its own school's audit and writes none of it", () =>
    asStaff(async (client) => {
      const { rows } = await client.query<{ n: string; others: string }>(
        "select count(*) as n, count(*) filter (where organization_id <> app.organization_id()) as others from audit_logs",
      );
      expect(Number(rows[0]!.n)).toBeGreaterThan(0);
      expect(Number(rows[0]!.others)).toBe(0);
      for (const table of ["audit_logs", "audit_personal"])
        for (const text of [
          `insert into ${table} default values`,
          `update ${table} set organization_id = organization_id`,
          `delete from ${table}`,
        ])
          expect(await sqlstate(client, text), text).toBe("42501");
    }));

  it("leaves a note of what was read, signed in or taken along, and of no other kind", () =>
    asStaff(async (client) => {
      await client.query("select app.note('read', 'student_contacts', $1)", [w.nimbus.students[0]!.memberId]);
      const { rows } = await client.query(
        "select kind, entity, action, actor, reason from audit_logs where kind = 'read'",
      );
      expect(rows).toEqual([
        {
          kind: "read",
          entity: "student_contacts",
          action: "settings.update",
          actor: "system:test",
          reason: "because",
        },
      ]);
      expect(await sqlstate(client, "select app.note('change', 'users', null)")).toBe("P0001");
    }));

  it("shows no audit to a student", () =>
    entering(w.app, { portal: "student", host: w.nimbus.host, token: w.nimbus.students[0]!.token }, async (client) => {
      for (const table of ["audit_logs", "audit_personal"])
        expect((await client.query(`select count(*)::int as n from ${table}`)).rows).toEqual([{ n: 0 }]);
    }));
});

describe("evidence", () => {
  it.each(evidence)("%s takes no change and no removal from anybody", async (table) => {
    await changing("settings.update", async (client) => {
      expect(await sqlstate(client, `update ${table} set id = app.uuidv7()`)).toBe("HB503");
      expect(await sqlstate(client, `delete from ${table}`)).toBe("HB503");
    });
    await entering(w.app, { system: w.nimbus.organizationId }, async (client) => {
      expect(await sqlstate(client, `update ${table} set id = app.uuidv7()`)).toBe("42501");
      expect(await sqlstate(client, `delete from ${table}`)).toBe("42501");
    });
  });

  it("a join attempt takes its outcome once, and nothing else with it", () =>
    changing("session.join", async (client) => {
      const one = onlyOne("join_attempts");
      expect(
        await sqlstate(client, `update join_attempts set outcome = 'allowed', facts = '{"x": 1}' where ${one}`),
      ).toBe("HB503");
      expect(
        await sqlstate(client, `update join_attempts set outcome = 'allowed', decided_at = now() where ${one}`),
      ).toBe("ok");
      expect(await sqlstate(client, "update join_attempts set outcome = 'join.full' where outcome = 'allowed'")).toBe(
        "HB503",
      );
    }));

  it("a second decision of one attempt changes nothing", () =>
    entering(w.app, { system: w.nimbus.organizationId }, async (client) => {
      const { rows } = await client.query<{ id: string }>("select id from join_attempts where outcome is null limit 1");
      const settle = async (outcome: string) =>
        (
          await client.query<{ n: number }>(
            "select app.settle_attempts($1, $2, 'system:settle-joins', null, now()) as n",
            [w.nimbus.organizationId, JSON.stringify([{ id: rows[0]!.id, outcome }])],
          )
        ).rows[0]!.n;
      expect(await settle("join.too_early")).toBe(1);
      expect(await settle("allowed")).toBe(0);
      const decided = await client.query("select outcome from join_attempts where id = $1", [rows[0]!.id]);
      expect(decided.rows).toEqual([{ outcome: "join.too_early" }]);
    }));
});
