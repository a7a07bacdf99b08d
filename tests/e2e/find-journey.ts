import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { accessibilityFindings } from "./accessibility";
import type { Stage, Tab } from "./stage";

/** How staff finds people: by list, by palette, by keys; and takes a list along. */
export function findJourney(of: () => Stage): void {
  const desk = async (
    role = "ops",
    looking: { scripts?: boolean; width?: number } = {},
  ): Promise<Tab & { url: string }> => {
    const stage = of();
    const raga = stage.school("raga");
    const tab = await stage.open({ width: 1280, ...looking }, await stage.member(raga, raga.staff(role)));
    return { ...tab, url: raga.url };
  };

  it.each([true, false])(
    "finds a student whose name is misspelt, and keeps it in the address, scripts: %s",
    async (scripts) => {
      const { page, url } = await desk("ops", { scripts });
      await page.goto(`${url}/admin/ops/students`, { waitUntil: scripts ? "networkidle" : "load" });
      const search = page.getByRole("main").getByRole("searchbox");
      await search.fill("schmdit ana");
      await search.press("Enter");
      await page.waitForURL(/\?q=schmdit\+ana/);
      const first = page.getByRole("row").nth(1).getByRole("link");
      await expect.poll(() => first.textContent()).toBe("Anna Schmidt");
      await page.getByRole("link", { name: "Clear filters" }).click();
      await page.waitForURL(`${url}/admin/ops/students`);
      await expect.poll(() => search.inputValue()).toBe("");
      await page.getByLabel("State").selectOption("SUSPENDED");
      await page.getByRole("button", { name: "Show" }).click();
      await page.waitForURL(/state=SUSPENDED/);
      await expect.poll(() => page.getByRole("row").count()).toBe(2);
    },
  );

  it("turns the order by a header, and says it to who cannot see the arrow", async () => {
    const { page, url } = await desk();
    await page.goto(`${url}/admin/ops/students`, { waitUntil: "networkidle" });
    const header = page.getByRole("columnheader", { name: "Name" });
    expect(await header.getAttribute("aria-sort")).toBe("ascending");
    const names = () => page.getByRole("rowheader").allTextContents();
    const up = await names();
    await header.getByRole("link").click();
    await page.waitForURL(/sort=-name/);
    await expect.poll(() => header.getAttribute("aria-sort")).toBe("descending");
    expect(await names()).toEqual(up.toReversed());
  });

  it("counts what is chosen and gives the file of exactly these; all of the filter without choosing", async () => {
    const { page, url } = await desk();
    await page.goto(`${url}/admin/ops/students`, { waitUntil: "networkidle" });
    const all = await page.getByRole("rowheader").allTextContents();
    await expect.poll(() => page.getByText("Choose students above").count()).toBe(0);
    await page
      .getByRole("checkbox", { name: /^Choose / })
      .nth(1)
      .check();
    await page.getByText("1 student chosen").waitFor();
    const [few] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export as CSV" }).click(),
    ]);
    const lines = (path: string) => readFileSync(path, "utf8").trimEnd().split("\r\n");
    expect(
      lines(await few.path())
        .slice(1)
        .map((line) => line.split(",")[1]),
    ).toEqual([all[1]]);
    const [whole] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: /^Export all/ }).click(),
    ]);
    expect(whole.suggestedFilename()).toMatch(/^students-raga-\d{4}-\d{2}-\d{2}\.csv$/);
    expect(lines(await whole.path()).length).toBe(all.length + 1);
    expect(new URL(page.url()).pathname).toBe("/admin/ops/students");
  });

  it("goes by the palette to a student, a class and a place, with the keyboard alone", async () => {
    const { page, url } = await desk();
    await page.goto(`${url}/admin/ops/today`, { waitUntil: "networkidle" });
    await page.keyboard.press("Control+k");
    const box = page.getByRole("combobox", { name: /Find a student/ });
    await box.waitFor();
    await page.getByRole("option", { name: "Students" }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.type("ana schmit");
    await expect.poll(() => page.getByRole("option").first().textContent()).toMatch(/^Anna Schmidt/);
    await expect.poll(() => box.getAttribute("aria-activedescendant")).not.toBeNull();
    await expect
      .poll(async () => {
        await page.keyboard.press("Enter");
        return new URL(page.url()).pathname;
      })
      .toMatch(/^\/admin\/ops\/students\/[0-9a-f-]{36}$/);
    await page.keyboard.press("Control+k");
    await box.waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("main").click({ position: { x: 2, y: 2 } });
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.waitForURL("**/admin/ops/today");
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.getByRole("heading", { level: 1, name: "Students" }).waitFor();
    await page.keyboard.press("/");
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("list-search");
    // In a field a letter is a letter.
    await page.keyboard.type("g t?");
    expect(await page.getByRole("main").getByRole("searchbox").inputValue()).toBe("g t?");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("shows the keys, and turns those of one letter off for good", async () => {
    const { page, url } = await desk();
    await page.goto(`${url}/admin/ops/today`, { waitUntil: "networkidle" });
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keys" });
    await dialog.waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole("checkbox").uncheck();
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("?");
    await page.reload({ waitUntil: "networkidle" });
    await page.keyboard.press("?");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /Find a student/ }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(1);
  });

  it("is a page of its own without scripts", async () => {
    const { page, url } = await desk("ops", { scripts: false, width: 360 });
    await page.goto(`${url}/admin/ops/today`);
    await page.getByRole("link", { name: "Find", exact: true }).click();
    await page.waitForURL("**/admin/ops/find");
    await page.getByRole("searchbox").fill("anna.schmidt@");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("link", { name: "Anna Schmidt" }).click();
    await page.waitForURL(/\/admin\/ops\/students\/[0-9a-f-]{36}$/);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("Anna Schmidt");
  });

  it("says what is wrong with an address that was changed by hand, and never breaks", async () => {
    const { page, url } = await desk();
    for (const search of ["?state=NOPE", "?after=x", "?sort=id;drop", "?q=a&q=b"]) {
      const answer = await page.goto(`${url}/admin/ops/students${search}`);
      expect(answer?.status(), search).toBe(422);
      expect(await page.textContent("main")).toContain("Something in what you sent needs fixing.");
    }
  });
}
