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
let raga: DemoSchool;
let support: Visitor;
let asha: { id: string; email: string };
beforeAll(async () => {
  worker = await testWorker();
  ({ nimbus, raga } = await demoSchools(worker));
  support = await signInStaff(nimbus.url, nimbus.staff("customer_support"));
  const email = nimbus.student("class_live");
  asha = { email, id: await idOf(email) };
});
afterAll(() => worker.stop());

const idOf = async (email: string): Promise<string> => {
  const { rows } = await worker.database.owner.query<{ id: string }>(
    "select m.id from user_emails e join memberships m on m.user_id = e.user_id and m.kind = 'student' where e.email = $1",
    [email],
  );
  return rows[0]!.id;
};
const view = (id: string) => `/admin/ops/students/${id}/view`;
const text = async (answer: Response) => (await answer.text()).replaceAll("<!-- -->", "");

describe("a look through a student's eyes", () => {
  test("shows the class the student would join, a banner, and a button that does nothing", async () => {
    const page = await support.get(view(asha.id));
    expect(page.status).toBe(200);
    const html = await text(page);
    expect(html).toContain("You see what");
    expect(html).toMatch(/<fieldset disabled=""/);
    expect(html).toContain("only they can join with it");
    expect(html).not.toContain("/app/join/");
    expect(html).not.toMatch(/zoom|\/j\/\d/i);
  });

  test("shows their classes and notifications too, each noted, and leads from one to the other and nowhere else", async () => {
    for (const [page, heading] of [
      ["/classes", "Your classes"],
      ["/notifications", "Notifications"],
    ] as const) {
      const answer = await support.get(view(asha.id) + page);
      expect(answer.status, page).toBe(200);
      const html = await text(answer);
      expect(html).toContain("You see what");
      expect(html).toMatch(/<fieldset disabled=""/);
      expect(html).toContain(heading);
      // Neither its links nor its forms lead to the student's own door, where the looker would be refused.
      expect(html).not.toMatch(/(href|action)="\/app/);
      expect(html).toContain(`href="${view(asha.id)}/classes"`);
      expect((await support.post(view(asha.id) + page, { intent: "excuse" })).status).toBe(405);
    }
    const html = await text(await support.get(view(asha.id)));
    expect(html).not.toMatch(/(href|action)="\/app/);
    expect(html).toContain(`href="${view(asha.id)}/classes"`);
    await expect
      .poll(async () => {
        const { rows } = await worker.database.owner.query<{ screen: string }>(
          "select after ->> 'screen' as screen from audit_logs where kind = 'read' and action = 'student.view_as' and entity_id = $1 order by 1",
          [asha.id],
        );
        return rows.map(({ screen }) => screen);
      })
      .toEqual(["view_as", "view_as_classes", "view_as_notifications"]);
    const trainer = await signInStaff(nimbus.url, nimbus.staff("trainer"));
    for (const page of ["/classes", "/notifications"]) {
      expect((await trainer.get(view(asha.id) + page)).status).toBe(403);
      expect((await support.get(view(await idOf(raga.student("class_live"))) + page)).status).toBe(404);
    }
  });

  test("takes nothing: no form, no data call that writes, no other method", async () => {
    const before = await worker.database.owner.query("select count(*)::int as n from audit_logs where kind = 'change'");
    for (const fields of [{}, { intent: "merge" }, { attemptKey: "x" }] as Record<string, string>[])
      expect((await support.post(view(asha.id), fields)).status).toBe(405);
    expect((await hubFetch(new URL(view(asha.id), nimbus.url), { method: "DELETE" })).status).toBe(405);
    const after = await worker.database.owner.query("select count(*)::int as n from audit_logs where kind = 'change'");
    expect(after.rows).toEqual(before.rows);
  });

  test("is written down once", async () => {
    for (let i = 0; i < 3; i++) await support.get(view(asha.id));
    for (let tries = 0; tries < 50; tries++) {
      const { rows } = await worker.database.owner.query<{ n: number }>(
        "select count(*)::int as n from audit_logs where kind = 'read' and action = 'student.view_as' and after ->> 'screen' = 'view_as' and entity_id = $1",
        [asha.id],
      );
      if (rows[0]!.n === 1) return;
      expect(rows[0]!.n).toBeLessThan(2);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("The look was not noted.");
  });

  test("is forbidden to a role without it, and other schools' students do not exist", async () => {
    const trainer = await signInStaff(nimbus.url, nimbus.staff("trainer"));
    expect((await trainer.get(view(asha.id))).status).toBe(403);
    expect((await support.get(view(await idOf(raga.student("class_live"))))).status).toBe(404);
    expect((await support.get(view(crypto.randomUUID()))).status).toBe(404);
    expect((await support.get(view("nonsense"))).status).toBe(404);
  });

  test("is not opened by an address written otherwise, nor by a student, nor by a made-up hint", async () => {
    for (const path of [
      view(asha.id).toUpperCase().replace("/ADMIN/OPS/STUDENTS", "/admin/ops/students"),
      view(asha.id).replace("/view", "/%76iew"),
      view(asha.id).replace("/students/", "/students//"),
      `${view(asha.id)}/`,
    ]) {
      const answer = await support.get(path);
      if (answer.status === 200) expect(await text(answer), path).toContain("You see what");
      else expect([301, 302, 303, 404], path).toContain(answer.status);
    }
    const student = await signInStudent(nimbus.url, worker.standins.url, asha.email);
    expect((await student.get(view(asha.id))).status).toBe(302);
    const asStaff = `__Host-hub_staff=${student.jar.get(nimbus.url, "__Host-hub")}`;
    expect((await hubFetch(new URL(view(asha.id), nimbus.url), { headers: { cookie: asStaff } })).status).toBe(302);

    const sales = await signInStaff(nimbus.url, nimbus.staff("sales"));
    const forged = (sales.jar.get(nimbus.url, "__Host-hub_staff") ?? "").replace(/\.sales$/, ".leadership");
    const answer = await hubFetch(new URL(view(asha.id), nimbus.url), {
      headers: { cookie: `__Host-hub_staff=${forged}` },
    });
    expect([303, 403]).toContain(answer.status);
    expect(await text(answer)).not.toContain("You see what");
  });
});

test("the list of who never signed in streams as a file that no spreadsheet runs", async () => {
  const ops = await signInStaff(nimbus.url, nimbus.staff("ops"));
  const answer = await ops.get("/admin/ops/invites/export");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("text/csv");
  expect(answer.headers.get("content-disposition")).toMatch(/nimbus-never-signed-in-\d{4}-\d\d-\d\d\.csv/);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = bytes.subarray(3).toString("utf8").trim().split("\r\n");
  expect(lines[0]).toBe("Student code,Name,E-mail,Batches,Account since,Last invited,Last invite");
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines.slice(1)) expect(line).not.toMatch(/(^|,)"?[=+@-]/);
  expect((await support.get("/admin/ops/invites/export")).status).toBe(403);
});
