import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";

import { testBrowser } from "#tests/support/browser";

import { galleryDocument } from "./document";
import { galleryPages } from "./pages";
import { compileStylesheet } from "./stylesheet";

let browser: Browser;
let css = "";
beforeAll(async () => {
  browser = await testBrowser();
  css = await compileStylesheet();
}, 60_000);
afterAll(() => browser?.close());

async function opened(name: string, width: number) {
  const context = await browser.newContext({ viewport: { width, height: 740 }, javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.setContent(
    galleryDocument(
      galleryPages.find((page) => page.name === name)!,
      css,
    ),
  );
  return tab;
}

describe("the filters of a list, without scripts", () => {
  it("fold away on a phone behind how many of them filter, all but the search, and open in place", async () => {
    const tab = await opened("audit", 360);
    expect(await tab.getByLabel("Reason").isVisible()).toBe(true);
    expect(await tab.getByLabel("Action").isVisible()).toBe(false);
    await tab.getByText("Filters (1)", { exact: true }).click();
    expect(await tab.getByLabel("Action").isVisible()).toBe(true);
  });

  it("leave the list more than half of a phone's screen", async () => {
    const tab = await opened("students", 360);
    const first = await tab.getByRole("link", { name: "Asha Raghunathan" }).boundingBox();
    expect(first!.y).toBeLessThan(440);
  });

  it("stand open on a desk, where nothing has to be opened", async () => {
    const tab = await opened("audit", 1280);
    expect(await tab.getByText(/^Filters/).isVisible()).toBe(false);
    expect(await tab.getByLabel("Action").isVisible()).toBe(true);
    await tab.getByLabel("Who", { exact: true }).focus();
    await tab.keyboard.press("Tab");
    expect(await tab.locator(":focus").getAttribute("name")).toBe("for");
  });

  it("stay as they are where there are only two", async () => {
    const tab = await opened("attendance-away", 360);
    expect(await tab.locator("search details").count()).toBe(0);
    expect(await tab.locator("search input:visible").count()).toBeGreaterThan(0);
  });
});
