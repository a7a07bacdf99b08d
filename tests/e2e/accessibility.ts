import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds against WCAG 2.2 AA and good practice, and by how much a page is wider than its window. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const found = await findingsOf(page, { runOnly: { type: "tag", values: wcag } });
  return [...found, ...(await tooWide(page))];
}

/** Only what another colour scheme changes. */
export const contrastFindings = (page: Page): Promise<string[]> =>
  findingsOf(page, { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } });

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What the script leaves on the window. */
type Axed = { axe: { run(context: Document, options: RunOptions): Promise<AxeResults> } };

async function findingsOf(page: Page, rules: RunOptions): Promise<string[]> {
  // Reading half a megabyte of script takes longer than looking at a page with it: once for as long as the window lasts.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const violations = await page.evaluate(
    async (options) => (await (globalThis as unknown as Axed).axe.run(document, options)).violations,
    // What is in order is not written down node by node: a third of the time, and nobody reads it.
    { ...rules, resultTypes: ["violations" as const] },
  );
  return violations.map((v) => `${v.id} (${v.help}): ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

/** By how much a page is wider than its window. */
export async function tooWide(page: Page): Promise<string[]> {
  const extra = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return extra > 0 ? [`${extra} px too wide`] : [];
}
