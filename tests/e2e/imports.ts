import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Something nobody has used yet, for addresses and codes: a journey that is walked again meets nobody it has made before. */
export const stamp = (): string => Date.now().toString(36).slice(-6);

/** Sends a file as its rows stand here, and ends on the page of the import it became. */
export async function upload(page: Page, url: string, kind: string, name: string, rows: string[]): Promise<void> {
  await page.goto(`${url}/admin/ops/students/import`);
  await page.getByLabel("What the file holds").selectOption({ label: kind });
  const buffer = Buffer.from(`${rows.join("\r\n")}\r\n`);
  await page.getByLabel("CSV file").setInputFiles({ name, mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Read the file" }).click();
  await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
}

/** Applies an import, or takes it back: with its reason, by the button that says how many rows. */
export async function apply(page: Page, verb: string, reason: string): Promise<void> {
  await offered(page, verb);
  await page.getByLabel("Reason").fill(reason);
  await page.getByRole("button", { name: verb }).click();
}

/** Waits until an import can be acted on by this button; where it never can, the buttons there are say what was offered instead. */
export async function offered(page: Page, verb: string): Promise<void> {
  const buttons = page.getByRole("main").getByRole("button");
  await expect.poll(() => buttons.allTextContents(), { timeout: 20_000 }).toContain(verb);
}
