import { brotliCompressSync } from "node:zlib";

import { HtmlValidate } from "html-validate";
import { beforeAll, describe, expect, it } from "vitest";

import { accessibilityFindings } from "#tests/e2e/accessibility";
import { testBrowser } from "#tests/support/browser";

import { galleryDocument } from "./document";
import { galleryPages } from "./pages";
import { compileStylesheet } from "./stylesheet";

let css = "";
beforeAll(async () => {
  css = await compileStylesheet();
}, 60_000);

const html = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard"],
  rules: {
    // React's way of writing attributes, the same to every parser.
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "no-implicit-input-type": "off",
    "void-style": "off",
    "doctype-style": "off",
    "long-title": "off",
    // The roles of a table are written out because its display changes on a phone.
    "no-redundant-role": "off",
    "prefer-native-element": "off",
    // The gallery's own sheet; the product links it.
    "require-sri": "off",
    // A page without scripts renews itself by a meta element where it stands, which browsers honour.
    "element-permitted-content": "off",
    "meta-refresh": "off",
    "tel-non-breaking": "off",
    // React's useId.
    "valid-id": "off",
  },
});

describe.each(galleryPages)("$name", (page) => {
  it("is valid HTML", async () => {
    const report = await html.validateString(galleryDocument(page, ""));
    const found = report.results.flatMap((result) =>
      result.messages.map((m) => `${m.ruleId}: ${m.message} (${m.selector})`),
    );
    expect(found).toEqual([]);
  });

  it("fits the strict policy and a slow network", () => {
    const text = galleryDocument(page, "");
    expect(text).not.toMatch(/\sstyle="|\son[a-z]+="|<script|<img|src="http/);
    expect(text.match(/<h1/g)).toHaveLength(1);
    const bytes = brotliCompressSync(text).length + brotliCompressSync(css).length;
    expect(bytes).toBeLessThan(20_000);
  });
});

describe("in a browser", () => {
  const findings: string[] = [];
  const looked: string[] = [];
  beforeAll(async () => {
    const browser = await testBrowser();
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const tab = await context.newPage();
    for (const [width, colorScheme] of [
      [320, "light"],
      [1280, "dark"],
    ] as const) {
      await tab.setViewportSize({ width, height: 740 });
      await tab.emulateMedia({ colorScheme });
      for (const page of galleryPages) {
        const where = `${page.name} at ${width} px, ${colorScheme}`;
        await tab.setContent(galleryDocument(page, css));
        findings.push(...(await accessibilityFindings(tab)).map((found) => `${where}: ${found}`));
        looked.push(where);
      }
    }
    await browser.close();
  }, 400_000);

  it("looks at every screen, on a narrow phone and on a dark desk", () => {
    expect(looked).toHaveLength(galleryPages.length * 2);
  });

  it("has no finding of axe, and nothing wider than its window", () => {
    expect(findings).toEqual([]);
  });

  it("would find a picture without words, pale text and a page that is too wide, after a page in order", async () => {
    const browser = await testBrowser();
    const context = await browser.newContext({ viewport: { width: 320, height: 740 } });
    const tab = await context.newPage();
    const planted = (style: string, main: string) =>
      tab.setContent(
        `<!DOCTYPE html><html lang="en"><head><title>x</title><style>${style}</style></head><body><main><h1>x</h1>${main}</main></body></html>`,
      );
    await planted("@media (prefers-color-scheme: dark) { p { color: #999 } }", "<p>Classes open at seven.</p>");
    const inOrder = await accessibilityFindings(tab);
    await tab.emulateMedia({ colorScheme: "dark" });
    const dark = (await accessibilityFindings(tab)).join("\n");
    await tab.emulateMedia({ colorScheme: "light" });
    await planted("p { color: #bbb; width: 900px }", `<img src="data:,"><p>Classes open at seven.</p>`);
    const found = (await accessibilityFindings(tab)).join("\n");
    await browser.close();
    expect(inOrder).toEqual([]);
    expect(dark).toContain("color-contrast");
    expect(found).toContain("image-alt");
    expect(found).toContain("color-contrast");
    expect(found).toMatch(/\d+ px too wide/);
  });
});
