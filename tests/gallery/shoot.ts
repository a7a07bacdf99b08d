// Renders every screen to .hub/gallery as HTML and, given a browser (CHROMIUM=/usr/bin/chromium), as pictures at the
// two widths and both schemes: `node sandbox/run.mjs tests/gallery/shoot.ts [name…]`.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { galleryDocument } from "./document";
import { galleryPages } from "./pages";
import { compileStylesheet } from "./stylesheet";

const folder = path.resolve(process.env.GALLERY_DIR ?? ".hub/gallery");
await mkdir(folder, { recursive: true });
const wanted = process.argv.slice(2);
const css = await compileStylesheet();
const pages = galleryPages.filter((page) => wanted.length === 0 || wanted.includes(page.name));
for (const page of pages) await writeFile(path.join(folder, `${page.name}.html`), galleryDocument(page, css));
console.log(`${pages.length} pages in ${folder}, ${css.length} bytes of CSS`);

const executablePath = process.env.CHROMIUM;
if (executablePath) {
  const profile = await mkdtemp(path.join(os.tmpdir(), "hub-gallery-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const tab = await browser.newPage();
  for (const page of pages)
    for (const width of [360, 1280])
      for (const colorScheme of ["light", "dark"] as const) {
        await tab.setViewportSize({ width, height: width === 360 ? 740 : 860 });
        await tab.emulateMedia({ colorScheme });
        await tab.goto(pathToFileURL(path.join(folder, `${page.name}.html`)).href);
        await tab.screenshot({ path: path.join(folder, `${page.name}-${width}-${colorScheme}.png`), fullPage: true });
      }
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
