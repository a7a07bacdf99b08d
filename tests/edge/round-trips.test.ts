import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hiddenFields } from "#tests/support/http";
import { demoSchools } from "#tests/support/demo-schools";
import type { DemoSchool } from "#tests/support/demo-schools";
import { mailedCode, signInStaff, signInStudent, visitor } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let nimbus: DemoSchool;
let student: Visitor;
let ops: Visitor;
beforeAll(async () => {
  worker = await testWorker();
  ({ nimbus } = await demoSchools(worker));
  student = await signInStudent(nimbus.url, worker.standins.url, nimbus.student("class_live"));
  ops = await signInStaff(nimbus.url, nimbus.staff("ops"));
  await quiet();
});
afterAll(() => worker.stop());

/** Waits until the worker has nothing left to do after its answers. */
async function quiet(): Promise<void> {
  for (let seen = -1; seen !== worker.database.trips.stats().http;) {
    seen = worker.database.trips.stats().http;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

/** Round trips of one request to the database until its answer is there: HTTP calls, and no WebSocket at all. */
async function trips(request: () => Promise<Response>): Promise<[trips: number, status: number]> {
  await quiet();
  worker.database.trips.resetStats();
  const answer = await request();
  const { http, background, webSockets } = worker.database.trips.stats();
  expect(webSockets).toBe(0);
  return [http - background, answer.status];
}

describe("round trips to Neon", () => {
  test("Home is one", async () => {
    expect(await trips(() => student.get("/app"))).toEqual([1, 200]);
  });
  test("what a student was told is one, and that it was read waits until after the answer", async () => {
    const { owner } = worker.database;
    await owner.query(
      `insert into notifications (organization_id, user_id, template, subject_id, occurrence, category)
       select e.organization_id, e.user_id, 'address_added', e.id, 'test', 'account' from user_emails e where e.email = $1`,
      [nimbus.student("class_live")],
    );
    const unread = async () =>
      (await owner.query("select 1 from notifications where template = 'address_added' and state <> 'read'")).rowCount;
    expect(await unread()).toBe(1);
    expect(await trips(() => student.get("/app"))).toEqual([1, 200]);
    await quiet();
    expect(await unread()).toBe(0);
    expect(await trips(() => student.get("/app/notifications"))).toEqual([1, 200]);
    expect(await (await student.get("/app/notifications")).text()).toContain("Another address opens your account");
  });
  test("a join is one before the answer", async () => {
    expect(await trips(() => student.join(nimbus.sessions.live, crypto.randomUUID()))).toEqual([1, 200]);
    expect(await trips(() => student.join(nimbus.sessions.later, crypto.randomUUID()))).toEqual([1, 403]);
  });
  test("the join form is one", async () => {
    expect(
      await trips(() => student.post(`/app/join/${nimbus.sessions.live}`, { attemptKey: crypto.randomUUID() })),
    ).toEqual([1, 303]);
  });
  test("each step of a sign-in is at most two", async () => {
    const who = visitor(nimbus.url);
    const email = nimbus.student("class_later");
    const hidden = hiddenFields(await (await who.get("/auth/login")).text());
    const since = new Date(Date.now() - 50);
    expect(await trips(() => visitor(nimbus.url).get("/auth/login"))).toEqual([1, 200]);
    expect((await trips(() => who.post("/auth/login", { ...hidden, email })))[0]).toBeLessThanOrEqual(2);
    expect((await trips(() => who.get("/auth/confirm")))[0]).toBeLessThanOrEqual(2);
    const code = await mailedCode(worker.standins.url, email, since);
    const [count, status] = await trips(() => who.post("/auth/confirm", { code }));
    expect(status).toBe(303);
    expect(count).toBeLessThanOrEqual(2);
  });
  test("console pages are one", async () => {
    expect(await trips(() => ops.get("/admin/ops/today"))).toEqual([1, 200]);
    expect(await trips(() => ops.get(`/admin/ops/sessions/${nimbus.sessions.live}`))).toEqual([1, 200]);
    expect(await trips(() => ops.get("/admin/ops/invites?who=never_invited"))).toEqual([1, 200]);
    expect(await trips(() => ops.get("/admin/ops/sign-ins"))).toEqual([1, 200]);
    const { rows } = await worker.database.owner.query<{ id: string }>(
      "select m.id from user_emails e join memberships m on m.user_id = e.user_id and m.kind = 'student' where e.email = $1",
      [nimbus.student("class_live")],
    );
    // That personal data was read is noted beside the answer, which does not wait for it.
    const manager = await signInStaff(nimbus.url, nimbus.staff("ops_manager"));
    for (const page of ["view", "view/classes", "view/notifications", "merge"]) {
      const [count, status] = await trips(() => manager.get(`/admin/ops/students/${rows[0]!.id}/${page}`));
      expect([count <= 2, status]).toEqual([true, 200]);
    }
    expect(await trips(() => ops.get("/admin/ops/students?state=ACTIVE&sort=-name"))).toEqual([1, 200]);
    expect(await trips(() => ops.get("/admin/ops/students?q=asha"))).toEqual([1, 200]);
    expect(await trips(() => ops.get("/admin/ops/find?q=asha"))).toEqual([1, 200]);
  });
  test("an export is two before its first row, and one for every thousand", async () => {
    const form = { all: "filter", filter: "" };
    const whole = async () => {
      const answer = await ops.post("/admin/ops/students/export", form);
      const text = await answer.clone().text();
      expect(answer.headers.get("content-disposition")).toMatch(
        /^attachment; filename="students-nimbus-[0-9-]+\.csv"$/,
      );
      expect(text.split("\r\n").length).toBeGreaterThan(5);
      return answer;
    };
    expect(await trips(whole)).toEqual([3, 200]);
  });
  test("the student's pages and the ledger are one", async () => {
    const { rows } = await worker.database.owner.query<{ id: string }>(
      "select m.id from user_emails e join memberships m on m.user_id = e.user_id and m.kind = 'student' where e.email = $1",
      [nimbus.student("class_live")],
    );
    const at = `/admin/ops/students/${rows[0]!.id}`;
    for (const path of [at, `${at}/contact`, `${at}/assign`, `${at}/payment`, "/admin/ops/payments"])
      expect(await trips(() => ops.get(path)), path).toEqual([1, 200]);
    const manager = await signInStaff(nimbus.url, nimbus.staff("ops_manager"));
    expect(await trips(() => manager.get("/admin/ops/audit?q=nothing&kind=change"))).toEqual([1, 200]);
  });
  test("a command is two", async () => {
    const form = { intent: "close_later", until: "60", reason: "the trainer asked for it" };
    expect(await trips(() => ops.post(`/admin/ops/sessions/${nimbus.sessions.live}`, form))).toEqual([2, 303]);
  });
});
