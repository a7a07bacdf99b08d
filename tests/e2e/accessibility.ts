import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds against WCAG 2.2 AA and good practice, and by how much a page is wider than its window. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const found = await findingsOf(axeOn(page).withTags(wcag));
  return [...found, ...(await tooWide(page))];
}

/** Only what another colour scheme changes. */
export const contrastFindings = (page: Page): Promise<string[]> =>
  findingsOf(axeOn(page).withRules(["color-contrast", "link-in-text-block"]));

/** What is in order is not written down node by node: a third of the time, and nobody reads it. */
const axeOn = (page: Page) => new AxeBuilder({ page }).options({ resultTypes: ["violations"] });

async function findingsOf(axe: AxeBuilder): Promise<string[]> {
  // "Legacy" opens no second page to gather the results in; that is for frames of other origins, and there are none.
  const { violations } = await axe.setLegacyMode().analyze();
  return violations.map((v) => `${v.id} (${v.help}): ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

/** By how much a page is wider than its window. */
export async function tooWide(page: Page): Promise<string[]> {
  const extra = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return extra > 0 ? [`${extra} px too wide`] : [];
}
