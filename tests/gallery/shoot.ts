// Renders every screen to .hub/gallery as HTML and as pictures at the two widths and both schemes, for looking at while
// working on one: `node sandbox/run.mjs tests/gallery/shoot.ts [name…]`.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { testBrowser } from "#tests/support/browser";

import { galleryDocument } from "./document";
import { galleryPages } from "./pages";
import { compileStylesheet } from "./stylesheet";

const folder = path.resolve(process.env["GALLERY_DIR"] ?? ".hub/gallery");
mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const css = await compileStylesheet();
const pages = galleryPages.filter((page) => wanted.length === 0 || wanted.includes(page.name));
const browser = await testBrowser();
const tab = await browser.newPage();
for (const page of pages) {
  const html = galleryDocument(page, css);
  writeFileSync(path.join(folder, `${page.name}.html`), html);
  for (const width of [360, 1280])
    for (const colorScheme of ["light", "dark"] as const) {
      await tab.setViewportSize({ width, height: width === 360 ? 740 : 860 });
      await tab.emulateMedia({ colorScheme });
      await tab.setContent(html);
      await tab.screenshot({ path: path.join(folder, `${page.name}-${width}-${colorScheme}.png`), fullPage: true });
    }
}
await browser.close();
console.log(`${pages.length} pages in ${folder}, ${css.length} bytes of CSS`);
