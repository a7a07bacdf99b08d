import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runCron } from "#tests/support/cron";
import { demoSchools } from "#tests/support/demo-schools";
import type { DemoSchool } from "#tests/support/demo-schools";
import { hubFetch } from "#tests/support/http";
import { importVisitor, sendFile } from "#tests/support/import-visitor";
import { signInStaff, signInStudent, visitor } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let nimbus: DemoSchool;
let ops: Visitor;
let desk: ReturnType<typeof importVisitor>;
beforeAll(async () => {
  worker = await testWorker();
  ({ nimbus } = await demoSchools(worker));
  ops = await signInStaff(nimbus.url, nimbus.staff("ops"));
  desk = importVisitor(nimbus.url, ops);
});
afterAll(() => worker.stop());

const sheet = (n: number, mark: string) =>
  Buffer.from(
    ["External id,Name,E-mail,Phone,Status,Paid"]
      .concat(
        Array.from(
          { length: n },
          (_, i) => `${mark}-${i},Student ${i},${mark}${i}@sheet.example,98${10_000_000 + i},active,paid`,
        ),
      )
      .join("\r\n"),
  );
const fixture = (name: string) => readFileSync(`tests/fixtures/imports/${name}`);
const firstPlan = (html: string) => /name="planId"[\s\S]*?<option value="([0-9a-f-]{36})"/.exec(html)?.[1] ?? "";
const made = async (mark: string) => {
  const { rows } = await worker.database.owner.query<{ n: number; codes: number }>(
    "select count(*)::int as n, count(distinct p.code)::int as codes from user_emails e join memberships m on m.user_id = e.user_id join student_profiles p on p.id = m.id join enrollments x on x.student_id = p.id where e.email like $1",
    [`${mark}%@sheet.example`],
  );
  return rows[0]!;
};

describe("a file that is sent", () => {
  test.each([
    ["workbook-named.csv", "This is a workbook"],
    ["picture-named.csv", "This file is not text"],
    ["header-only.csv", "There are no rows below the header"],
    ["torn-quote.csv", "opened and never closed"],
  ])("and is no CSV comes back with words beside its field: %s", async (name, words) => {
    const answer = await sendFile(nimbus.url, ops, { bytes: fixture(name), name });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain(words);
    expect(html).toContain('href="#file-file"');
  });

  test("of fifty megabytes is answered in words, not by a broken connection", async () => {
    const answer = await sendFile(nimbus.url, ops, {
      bytes: Buffer.alloc(50 * 1024 * 1024, "Asha,asha@example.com\r\n"),
    });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain("A file may have at most 10 MB.");
  });

  test("of a little below the limit is read", async () => {
    const line = "L-1,Asha Rao,asha@example.com,,,\r\n";
    const bytes = Buffer.concat([
      Buffer.from("External id,Name,E-mail,Phone,Status,Paid\r\n"),
      Buffer.alloc(9_900_000, "\r\n"),
      Buffer.from(line),
    ]);
    expect((await sendFile(nimbus.url, ops, { bytes })).status).toBe(303);
  });

  test("by somebody who may not import, or nobody, changes nothing", async () => {
    const trainer = await signInStaff(nimbus.url, nimbus.staff("trainer"));
    const student = await signInStudent(nimbus.url, worker.standins.url, nimbus.student("class_live"));
    const count = async () =>
      (await worker.database.owner.query("select count(*)::int as n from import_plans")).rows[0];
    const before = await count();
    expect((await sendFile(nimbus.url, trainer, { bytes: sheet(2, "no") })).status).toBe(403);
    for (const who of [student, visitor(nimbus.url)]) {
      const answer = await sendFile(nimbus.url, who, { bytes: sheet(2, "no") });
      expect([answer.status, answer.headers.get("location")?.split("?")[0]]).toEqual([303, "/admin/login"]);
      // Nobody but staff may send more than a form holds.
      expect((await sendFile(nimbus.url, who, { bytes: Buffer.alloc(200_000, "a") })).status).toBe(413);
    }
    const forged = await hubFetch(new URL("/admin/ops/students/import", nimbus.url), {
      jar: ops.jar,
      body: "x",
      headers: { origin: "http://raga.localhost", "content-type": "multipart/form-data; boundary=x" },
    });
    expect(forged.status).toBe(403);
    const torn = await hubFetch(new URL("/admin/ops/students/import", nimbus.url), {
      jar: ops.jar,
      body: "--x\r\nno form at all",
      headers: { origin: new URL(nimbus.url).origin, "content-type": "multipart/form-data; boundary=x" },
    });
    expect(torn.status).toBe(422);
    expect(await count()).toEqual(before);
  });
});

describe("an import, page by page without scripts", () => {
  test("is read, looked at, applied, and taken back; its rows to fix come as a file", async () => {
    const bytes = Buffer.concat([
      sheet(3, "page"),
      Buffer.from("\r\npage-9,Broken,broken@sheet.example,12,active,paid"),
    ]);
    const at = await desk.upload(bytes, { name: "legacy.csv" });
    const columns = await desk.page(at);
    expect(columns).toContain("Which column is what");
    // Several plans, and no column that says which: it is asked for beside its field.
    const planId = firstPlan(columns);
    await desk.map(at, { planId });
    const ready = await desk.settled(at);
    expect(ready).toContain("Apply 3 rows");
    const failed = await ops.post(`${at}/failed-rows`, {});
    expect(failed.headers.get("content-disposition")).toContain("legacy%20-%20to%20fix.csv");
    expect(await failed.text()).toContain("Broken,broken@sheet.example,12");
    const without = await ops.post(at, { intent: "apply", version: "3", reason: "" });
    expect([without.status, (await without.text()).includes("Say why")]).toEqual([422, true]);
    await desk.act(at, "apply");
    expect(await desk.settled(at)).toContain("Take back 3 rows");
    await isOneThread("import.apply", at);
    expect(await made("page")).toEqual({ n: 3, codes: 3 });
    const again = await ops.post(at, { intent: "apply", version: "3", reason: "Back button" });
    expect([again.status, (await again.text()).includes("in another state now")]).toEqual([409, true]);
    await desk.act(at, "undo", "Wrong sheet");
    expect(await desk.settled(at)).toContain("Undone");
    await isOneThread("import.undo", at);
  });

  /** What somebody set going by one press is one request in the record, whoever of them wrote it, and says for whom. */
  async function isOneThread(action: string, at: string): Promise<void> {
    const planId = at.split("/").at(-1)!;
    const { rows } = await worker.database.owner.query<{ request: string; who: string[]; entities: number }>(
      `select a.request_id as request, array_agg(distinct coalesce(a.on_behalf_of, a.actor)) as who, count(distinct a.entity)::int as entities
       from audit_logs a where a.kind = 'change' and a.action = $1 and a.request_id in (select x.request_id from audit_logs x where x.entity_id = $2 and x.action = $1) group by 1`,
      [action, planId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.who).toEqual([expect.stringMatching(/^member:/)]);
    expect(rows[0]!.entities).toBeGreaterThan(3);
    const { rows: stray } = await worker.database.owner.query(
      "select entity from audit_logs a where a.action = $1 and a.reason = (select x.reason from audit_logs x where x.entity_id = $2 and x.action = $1 limit 1) and a.request_id <> $3",
      [action, planId, rows[0]!.request],
    );
    expect(stray).toEqual([]);
    const manager = await signInStaff(nimbus.url, nimbus.staff("ops_manager"));
    const screen = await manager.get(`/admin/ops/audit?request=${rows[0]!.request}`);
    expect([screen.status, (await screen.text()).includes(action === "import.undo" ? "Wrong sheet" : "")]).toEqual([
      200,
      true,
    ]);
  }

  test("is finished once though the runtime dies in the middle", async () => {
    const at = await desk.upload(sheet(2_500, "dies"));
    await desk.map(at, { planId: firstPlan(await desk.page(at)) });
    await desk.settled(at);
    await desk.act(at, "apply");
    await expect.poll(() => made("dies").then(({ n }) => n), { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
    await worker.crash();
    expect((await made("dies")).n).toBeLessThan(2_500);
    // Its lease runs out; a minute's cron finds it.
    await worker.database.owner.query(
      "update outbox set due_at = clock_timestamp(), queued_until = null where state in ('pending', 'claimed')",
    );
    await runCron(worker.hub, worker.secrets.cronSecret, "relay-outbox");
    await desk.settled(at);
    expect(await made("dies")).toEqual({ n: 2_500, codes: 2_500 });
    worker.errors();
  });
});
