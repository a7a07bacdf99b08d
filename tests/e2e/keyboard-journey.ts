import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import { inMeeting } from "./join-journey";
import type { Stage } from "./stage";

/** Without a pointer: every stop is seen, and the way is short. */
export function keyboardJourney(of: () => Stage): void {
  const home = async () => {
    const stage = of();
    const nimbus = stage.school("nimbus");
    const { page } = await stage.open({}, await stage.student(nimbus, nimbus.student("class_live")));
    await page.goto(`${nimbus.url}/app`, { waitUntil: "networkidle" });
    return { stage, page };
  };

  it("skips to the page, then reaches Join at once, and joins", async () => {
    const { stage, page } = await home();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toMatchObject({ text: "Skip to the page", visible: true });
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toMatchObject({ text: "Join class", visible: true, ring: "solid 2px" });
    await page.keyboard.press("Enter");
    await inMeeting(page, stage);
  });

  it("shows a ring on every stop of Home, and holds nobody fast", async () => {
    const { page } = await home();
    const stops: string[] = [];
    for (let step = 0; step < 30; step++) {
      await page.keyboard.press("Tab");
      const at = await focused(page);
      if (at.text === "" || stops.includes(at.text)) break;
      expect(at).toMatchObject({ visible: true, ring: "solid 2px" });
      stops.push(at.text);
    }
    expect(stops).toEqual(expect.arrayContaining(["Skip to the page", "Home", "Profile", "Join class"]));
  });

  it("puts the focus on the heading after a move inside the app", async () => {
    const { page } = await home();
    await page.getByRole("link", { name: "Profile" }).press("Enter");
    await page.waitForURL("**/app/profile");
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    expect(await page.title()).toBe("Profile · Nimbus Academy");
    await page.goBack();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain("AWS");
  });

  it("moves the focus to what is wrong with a form, with and without scripts", async () => {
    const stage = of();
    for (const scripts of [true, false]) {
      const { page } = await stage.open({ scripts });
      await page.goto(`${stage.school("nimbus").url}/auth/login`);
      await page.getByLabel("Your email address").evaluate((field) => field.setAttribute("type", "text"));
      await page.getByLabel("Your email address").fill("asha");
      await page.getByLabel("Your email address").press("Enter");
      await page.getByRole("alert").waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("alert");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("email");
    }
  });
}

/** What has the focus, whether it can be seen, and the ring around it. */
function focused(page: Page): Promise<{ text: string; visible: boolean; ring: string }> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return { text: "", visible: false, ring: "" };
    const box = at.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    return {
      text: at.textContent?.trim() ?? "",
      visible: box.width > 20 && box.height > 12 && box.top >= 0 && box.bottom <= innerHeight,
      ring: `${outlineStyle} ${outlineWidth}`,
    };
  });
}
