import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { accessibilityFindings, contrastFindings, tooWide } from "./accessibility";
import { sendAddress } from "./sign-in";
import type { School, SignedIn, Stage } from "./stage";

type Visit = { name: string; path: string; as?: SignedIn };

/** The pages as they really come, with their policy, their styles and their data. */
export function accessibilityJourney(of: () => Stage): void {
  describe.each(["signed out", "student", "staff"] as const)("%s", (who) => {
    it("has no finding of axe, on a phone and a desk, light and dark, and nothing wider than its window", async () => {
      const stage = of();
      const waiting = await pagesOf[who](stage, stage.school("nimbus"));
      // Two pages at a time, as the machine has two cores; most of it is axe's own work.
      const lane = async (): Promise<string[]> => {
        const { page, context } = await stage.open();
        const found: string[] = [];
        for (let visit = waiting.shift(); visit; visit = waiting.shift()) {
          await context.clearCookies();
          if (visit.as) await context.addCookies(visit.as.cookies);
          found.push(...(await findingsOf(page, visit, stage.school("nimbus").url)));
        }
        return found;
      };
      const findings = (await Promise.all([lane(), lane()])).flat();
      expect(findings).toEqual([]);
    });
  });

  it("is named by its title, errors too", async () => {
    const stage = of();
    const { url } = stage.school("nimbus");
    const { page } = await stage.open();
    for (const [address, title] of [
      [url, "Nimbus Academy"],
      [`${url}/auth/login`, "Sign in · Nimbus Academy"],
      [`${url}/admin/login`, "Staff sign-in · Nimbus Academy"],
      [`${url}/nothing/here`, "This page does not exist · Nimbus Academy"],
      [stage.demo.hub, "There is nothing at this address"],
    ] as const) {
      await page.goto(address);
      expect(await page.title()).toBe(title);
    }
  });

  it("keeps its words and edges in forced colours", async () => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    const { page } = await stage.open({}, await stage.student(nimbus, nimbus.student("class_live")));
    await page.emulateMedia({ forcedColors: "active" });
    await page.goto(`${nimbus.url}/app`);
    const join = page.getByRole("button", { name: "Join class" });
    const { border, text, ground } = await join.evaluate((button) => {
      const style = getComputedStyle(button);
      return { border: style.borderTopStyle, text: style.color, ground: style.backgroundColor };
    });
    expect(border).toBe("solid");
    expect(text).not.toBe(ground);
  });
}

/** One page as a phone and a desk show it, light and dark. */
async function findingsOf(page: Page, { name, path }: Visit, schoolUrl: string): Promise<string[]> {
  const findings: string[] = [];
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: "light" });
  const answer = await page.goto(new URL(path, schoolUrl).href);
  expect(answer?.status()).not.toBe(500);
  for (const [width, colorScheme] of [
    [360, "light"],
    [1280, "light"],
    [1280, "dark"],
    [360, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 740 });
    await page.emulateMedia({ colorScheme });
    const found = colorScheme === "light" ? await accessibilityFindings(page) : await contrastFindings(page);
    findings.push(...found.map((one) => `${name} at ${width} px, ${colorScheme}: ${one}`));
  }
  // A small phone, and a desk at 200 %.
  for (const width of [320, 640]) {
    await page.setViewportSize({ width, height: 500 });
    findings.push(...(await tooWide(page)).map((one) => `${name} at ${width} px: ${one}`));
  }
  return findings;
}

const pagesOf: Record<"signed out" | "student" | "staff", (stage: Stage, school: School) => Promise<Visit[]>> = {
  async "signed out"(stage, school) {
    // Somebody who waits for a code: the page that takes it needs its cookie.
    const tab = await stage.open();
    await sendAddress(tab.page, school.url, "somebody@nowhere.example");
    const waiting = await tab.context.storageState();
    return [
      { name: "landing", path: "/" },
      { name: "sign in", path: "/auth/login" },
      { name: "code", path: "/auth/confirm", as: waiting },
      { name: "staff sign-in", path: "/admin/login" },
      { name: "denied", path: "/auth/denied" },
      { name: "not found", path: "/nothing/here" },
      { name: "unknown host", path: stage.demo.hub },
    ];
  },
  async student(stage, school) {
    const of = (situation: string) => stage.student(school, school.student(situation));
    const { live, later, cancelled } = school.sessions;
    return [
      { name: "Home, live", path: "/app", as: await of("class_live") },
      { name: "Home, later", path: "/app", as: await of("class_later") },
      { name: "Home, suspended", path: "/app", as: await of("suspended") },
      { name: "Home, no batch", path: "/app", as: await of("no_batch") },
      { name: "join", path: `/app/join/${live}`, as: await of("class_live") },
      { name: "too early", path: `/app/join/${later}`, as: await of("class_later") },
      { name: "cancelled", path: `/app/join/${cancelled}`, as: await of("class_live") },
      { name: "payment", path: `/app/join/${live}`, as: await of("unpaid") },
      { name: "profile", path: "/app/profile", as: await of("class_live") },
      { name: "not found", path: "/app/nothing", as: await of("class_live") },
    ];
  },
  async staff(stage, school) {
    const as = await stage.member(school, school.staff("ops"));
    const trainer = await stage.member(school, school.staff("trainer"));
    const manager = await stage.member(school, school.staff("ops_manager"));
    return [
      { name: "Today", path: "/admin/ops/today", as },
      { name: "another day", path: "/admin/ops/today?day=2026-01-01", as },
      { name: "class", path: `/admin/ops/sessions/${school.sessions.live}`, as },
      { name: "cancelled class", path: `/admin/ops/sessions/${school.sessions.cancelled}`, as },
      { name: "students", path: "/admin/ops/students", as },
      { name: "no student", path: "/admin/ops/students?q=xyzxyz&state=REFUNDED", as },
      { name: "a wrong filter", path: "/admin/ops/students?state=nothing", as },
      { name: "students of a trainer", path: "/admin/ops/students", as: trainer },
      { name: "find", path: "/admin/ops/find?q=a", as },
      { name: "dead letters", path: "/admin/ops/dead-letters", as },
      { name: "own batches", path: "/admin/ops/today?owner=mine", as },
      { name: "who did what", path: "/admin/ops/audit", as: manager },
      { name: "Today of a trainer", path: "/admin/ops/today", as: trainer },
      { name: "not allowed", path: "/admin/ops/dead-letters", as: trainer },
    ];
  },
};
