import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { pressJoin } from "./press-join";
import type { Stage } from "./stage";

/** In the gate's own order; each student has only the one thing wrong. */
const refusals = [
  { who: "no_batch", session: "live", status: 403, title: "You are not in this batch" },
  { who: "suspended", session: "live", status: 403, title: "Your plan is suspended" },
  { who: "expired", session: "live", status: 403, title: "Your plan has ended" },
  { who: "paused", session: "live", status: 403, title: "Your plan is paused" },
  { who: "unpaid", session: "live", status: 403, title: "A payment is open" },
  { who: "class_live", session: "cancelled", status: 422, title: "This class was cancelled" },
  { who: "class_later", session: "later", status: 422, title: "You can't join yet" },
] as const;

/** Every reason in words, with what support needs to look it up. */
export function refusalJourney(of: () => Stage): void {
  describe.each(refusals)("$who", ({ who, session, status, title }) => {
    it.each([true, false])(`reads "${title}", scripts: %s`, async (scripts) => {
      const stage = of();
      const nimbus = stage.school("nimbus");
      const { page } = await stage.open({ scripts }, await stage.student(nimbus, nimbus.student(who)));
      await page.goto(`${nimbus.url}/app/join/${nimbus.sessions[session]}`);
      expect(await heading(page)).toBe(title);
      const answer = await pressJoin(page, nimbus.sessions[session]);
      expect(answer.status()).toBe(status);
      expect(await heading(page)).toBe(title);
      expect(await page.title()).toBe(`${title} · Nimbus Academy`);
      expect(await page.getByText(/^Quote request/).textContent()).toMatch(/request [0-9a-f]{12} and support/);
      expect(await page.getByRole("link", { name: /^\+91/ }).isVisible()).toBe(true);
    });
  });

  it("gives the first reason of several: suspended before cancelled, unpaid before cancelled", async () => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    for (const [who, title] of [
      ["suspended", "Your plan is suspended"],
      ["unpaid", "A payment is open"],
    ] as const) {
      const { page } = await stage.open({ scripts: false }, await stage.student(nimbus, nimbus.student(who)));
      await page.goto(`${nimbus.url}/app/join/${nimbus.sessions.cancelled}`);
      expect(await heading(page)).toBe(title);
    }
  });

  it("tells the opening time in the school's zone and in the student's own", async () => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    const student = await stage.student(nimbus, nimbus.student("class_later"));
    const abroad = await stage.open({ zone: "Europe/London" }, student);
    await abroad.page.goto(`${nimbus.url}/app/join/${nimbus.sessions.later}`);
    const said = abroad.page.getByText(/^Opens on/);
    await abroad.page.getByText("in London").waitFor();
    expect(await said.textContent()).toMatch(/^Opens on \w{3} \d+ \w{3}, \d+:\d\d [ap]m IST$/);
    const home = await stage.open({ zone: "Asia/Kolkata" }, student);
    await home.page.goto(`${nimbus.url}/app/join/${nimbus.sessions.later}`);
    await expect.poll(async () => (await home.page.textContent("main")) ?? "").not.toMatch(/ in [A-Z]\w+\)/);
  });

  it("knows no class of another school, and no class that never was", async () => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    const { page } = await stage.open({}, await stage.student(nimbus, nimbus.student("class_live")));
    for (const id of [stage.school("raga").sessions.live, "01920000-0000-7000-8000-000000000000", "nonsense"]) {
      const answer = await page.goto(`${nimbus.url}/app/join/${id}`);
      expect(answer?.status()).toBe(404);
      expect(await heading(page)).toBe("This class does not exist");
    }
  });

  it("shows a blocked student on Home what is wrong, instead of a button", async () => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    for (const [who, words] of [
      ["suspended", "The second instalment bounced twice"],
      ["paused", "Your plan is paused until"],
      ["expired", "Your plan ended on"],
      ["unpaid", "A payment is open"],
    ] as const) {
      const { page } = await stage.open({ scripts: false }, await stage.student(nimbus, nimbus.student(who)));
      await page.goto(`${nimbus.url}/app`);
      expect(await page.textContent("main")).toContain(words);
      expect(await page.getByRole("button", { name: "Join class" }).count()).toBe(0);
    }
  });
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();
