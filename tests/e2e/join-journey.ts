import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import { hubFetch } from "#tests/support/http";

import { signInStudent } from "./sign-in";
import type { Stage, Tab } from "./stage";

/** A student signs in, sees the class and is in it; and the proof that this test can fail. */
export function joinJourney(of: () => Stage): void {
  it.each([true, false])("leads from the address of the school into the live class, scripts: %s", async (scripts) => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    const { page } = await stage.open({ scripts });
    await page.goto(nimbus.url);
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await page.waitForURL(`${nimbus.url}/auth/login`);
    await signInStudent(page, nimbus.url, stage.demo.sandbox, nimbus.student("class_live"));
    await expect.poll(() => page.title()).toBe("Home · Nimbus Academy");
    await page.getByText("Live now").waitFor();
    await page.getByRole("button", { name: "Join class" }).click();
    await inMeeting(page, stage);
    expect(await page.textContent("body")).toContain("Asha R · MD-1001");
  });

  it("goes through the page of a class that was opened by its link", async () => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    const { page } = await stage.open({}, await stage.student(nimbus, nimbus.student("class_live")));
    await page.goto(`${nimbus.url}/app/join/${nimbus.sessions.live}`);
    expect(await page.title()).toBe("Join class · Nimbus Academy");
    await page.getByRole("button", { name: "Join class" }).click();
    await inMeeting(page, stage);
  });

  it.each([true, false])("would not arrive if the policy forgot the meeting's origin, scripts: %s", async (scripts) => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    const tab = await stage.open({ scripts }, await stage.student(nimbus, nimbus.student("class_live")));
    await forgetMeetingOrigins(tab);
    await tab.page.goto(`${nimbus.url}/app`);
    await tab.page.getByRole("button", { name: "Join class" }).click();
    await expect.poll(() => tab.complaints.join("\n")).toContain("form-action");
    await tab.page.waitForTimeout(500);
    expect(tab.page.url()).not.toContain(stage.demo.sandbox);
    tab.complaints.length = 0;
  });

  it("shows Home without anything moving under the finger", async () => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    const { page } = await stage.open({}, await stage.student(nimbus, nimbus.student("class_live")));
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(`${nimbus.url}/app`, { waitUntil: "networkidle" });
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
    expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.01);
  });
}

/** Arrived: the address is the meeting's, on another origin than the page's. */
export async function inMeeting(page: Page, { demo }: Pick<Stage, "demo">): Promise<void> {
  await page.waitForURL((url) => url.origin === new URL(demo.sandbox).origin && url.pathname.startsWith("/j/"));
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("You are in");
}

/** Plants the bug: the page as it is, under a policy whose forms may stay here only. */
async function forgetMeetingOrigins({ page }: Tab): Promise<void> {
  await page.route("**/app", async (route) => {
    const { cookie = "" } = await route.request().allHeaders();
    // Not by the route's own fetch, which asks the system where nimbus.localhost is.
    const answer = await hubFetch(route.request().url(), { headers: { cookie } });
    const headers = Object.fromEntries(answer.headers);
    const policy = headers["content-security-policy"] ?? "";
    headers["content-security-policy"] = policy.replace(/form-action 'self' http[^;]*/, "form-action 'self'");
    await route.fulfill({ status: answer.status, headers, body: await answer.text() });
  });
}
