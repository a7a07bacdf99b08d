import { afterAll, beforeAll, expect, test } from "vitest";

import { demoSchools } from "#tests/support/demo-schools";
import type { DemoSchool } from "#tests/support/demo-schools";
import { hubFetch } from "#tests/support/http";
import { signInStaff, signInStudent } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let nimbus: DemoSchool;
beforeAll(async () => {
  worker = await testWorker();
  ({ nimbus } = await demoSchools(worker));
});
afterAll(() => worker.stop());

const withCookie = (path: string, cookie: string) => hubFetch(new URL(path, nimbus.url), { headers: { cookie } });

test("a role written into the cookie's hint opens nothing that the real role does not", async () => {
  const sales = await signInStaff(nimbus.url, nimbus.staff("sales"));
  const cookie = sales.jar.get(nimbus.url, "__Host-hub_staff") ?? "";
  expect((await withCookie("/admin/ops/today", `__Host-hub_staff=${cookie}`)).status).toBe(403);

  const forged = cookie.replace(/\.sales$/, ".leadership");
  expect(forged).not.toBe(cookie);
  for (const path of ["/admin/ops/today", "/admin/ops/dead-letters", `/admin/ops/sessions/${nimbus.sessions.live}`]) {
    const answer = await withCookie(path, `__Host-hub_staff=${forged}`);
    expect(answer.status).toBe(303);
    expect(await answer.text()).not.toContain("AWS-14");
    // The answer puts the hint right, and with it the page refuses.
    const corrected =
      answer.headers
        .getSetCookie()
        .find((line) => line.startsWith("__Host-hub_staff="))
        ?.split(";")[0] ?? "";
    expect(corrected).toContain(".sales");
    expect((await withCookie(path, corrected)).status).toBe(403);
  }
});

test("somebody else's ids in the hint show one's own page", async () => {
  const [asha, lakshmi] = [
    await signInStudent(nimbus.url, worker.standins.url, nimbus.student("class_live")),
    await signInStudent(nimbus.url, worker.standins.url, nimbus.student("class_later")),
  ];
  const hintOf = (cookie = "") => cookie.split("~")[1];
  const mine = asha.jar.get(nimbus.url, "__Host-hub") ?? "";
  const forged = `${mine.split("~")[0]}~${hintOf(lakshmi.jar.get(nimbus.url, "__Host-hub"))}`;
  const page = await (await withCookie("/app/profile", `__Host-hub=${forged}`)).text();
  expect(page).toContain(nimbus.student("class_live"));
  expect(page).not.toContain(nimbus.student("class_later"));
});
