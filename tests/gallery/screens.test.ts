import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";

import { HtmlValidate } from "html-validate";
import { beforeAll, describe, expect, it } from "vitest";

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
  const executablePath = process.env.CHROMIUM;
  it.skipIf(!executablePath)(
    "has no finding of axe on a narrow phone and on a dark desk, and nothing wider than its window",
    async () => {
      const [{ chromium }, { AxeBuilder }] = await Promise.all([
        import("playwright-core"),
        import("@axe-core/playwright"),
      ]);
      const profile = await mkdtemp(path.join(os.tmpdir(), "hub-axe-"));
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
      const findings: string[] = [];
      try {
        const tab = await browser.newPage();
        for (const [width, colorScheme] of [
          [320, "light"],
          [1280, "dark"],
        ] as const) {
          await tab.setViewportSize({ width, height: 740 });
          await tab.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          for (const page of galleryPages) {
            await tab.setContent(galleryDocument(page, css));
            const where = `${page.name} ${width} ${colorScheme}`;
            const overflow = await tab.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            if (overflow > 0) findings.push(`${where}: ${overflow} px too wide`);
            const { violations } = await new AxeBuilder({ page: tab }).analyze();
            for (const v of violations)
              findings.push(`${where}: ${v.id} ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
          }
        }
      } finally {
        await browser.close();
        await rm(profile, { recursive: true, force: true });
      }
      expect(findings).toEqual([]);
    },
    240_000,
  );
});
