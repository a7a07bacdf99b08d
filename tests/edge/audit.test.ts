import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { demoSchools } from "#tests/support/demo-schools";
import type { DemoSchool } from "#tests/support/demo-schools";
import { hubFetch } from "#tests/support/http";
import { signInStaff, signInStudent } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let nimbus: DemoSchool;
let manager: Visitor;
let ops: Visitor;
const reason = "=the trainer, asked for it";
beforeAll(async () => {
  worker = await testWorker();
  ({ nimbus } = await demoSchools(worker));
  manager = await signInStaff(nimbus.url, nimbus.staff("ops_manager"));
  ops = await signInStaff(nimbus.url, nimbus.staff("ops"));
  const done = await ops.post(`/admin/ops/sessions/${nimbus.sessions.live}`, {
    intent: "close_later",
    until: "60",
    reason,
  });
  expect(done.status).toBe(303);
});
afterAll(() => worker.stop());

const exports = async () =>
  (
    await worker.database.owner.query<{ actor: string; after: unknown }>(
      "select actor, after from audit_logs where kind = 'export' order by ctid",
    )
  ).rows;

describe("who did what", () => {
  test("is one page with the sentence, its reason and what it changed", async () => {
    const page = await (await manager.get("/admin/ops/audit?q=trainer%2C+asked&action=session.open_window")).text();
    expect(page).toMatch(/Sana Sheikh \(ops\) keeps “[^”]+” of [A-Z0-9-]+ open until/);
    expect(page).toContain(reason);
    expect(page).toContain("closes at");
  });

  test("opens one record, and everything of its request", async () => {
    const page = await (await manager.get("/admin/ops/audit?action=session.open_window")).text();
    const record = /\/admin\/ops\/audit\/[0-9a-f-]{36}/.exec(page)![0];
    const shown = await manager.get(record);
    expect(shown.status).toBe(200);
    expect(await shown.text()).toMatch(/The same request did (<!-- -->)?1 thing/);
    expect((await manager.get("/admin/ops/audit/01234567-89ab-7def-8123-456789abcdef")).status).toBe(404);
    expect((await manager.get("/admin/ops/audit/nonsense")).status).toBe(404);
  });

  test("is nothing for other roles, and refuses an address that says nothing", async () => {
    expect((await ops.get("/admin/ops/audit")).status).toBe(403);
    const student = await signInStudent(nimbus.url, worker.standins.url, nimbus.student("class_live"));
    expect((await student.get("/admin/ops/audit")).status).toBe(302);
    expect((await manager.get("/admin/ops/audit?kind=odd")).status).toBe(422);
    expect((await manager.get("/admin/ops/audit?after=odd")).status).toBe(422);
  });
});

describe("the export", () => {
  test("is a file that no spreadsheet runs, and is recorded before its first byte", async () => {
    const answer = await manager.post("/admin/ops/audit/export", { filter: "?action=session.open_window" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="who-did-what-nimbus-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const lines = (await answer.text()).trim().split("\r\n");
    expect(lines[0]).toContain("who,did,student");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`"'${reason}"`);
    const noted = await exports();
    expect(noted).toEqual([
      { actor: expect.stringMatching(/^member:/), after: { filter: { action: "session.open_window" } } },
    ]);
  });

  test("is refused to others, and from another site, and nothing is noted then", async () => {
    const before = await exports();
    expect((await ops.post("/admin/ops/audit/export", { filter: "" })).status).toBe(403);
    const forged = await hubFetch(new URL("/admin/ops/audit/export", nimbus.url), {
      jar: manager.jar,
      headers: { origin: "https://elsewhere.example", "content-type": "application/x-www-form-urlencoded" },
      body: "filter=",
    });
    expect(forged.status).toBe(403);
    expect(await exports()).toEqual(before);
    expect((await manager.get("/admin/ops/audit/export")).status).toBe(302);
  });
});
