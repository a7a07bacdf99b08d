import { cloneElement, isValidElement } from "react";
import { describe, expect, it } from "vitest";

import { schoolWords } from "#kernel/school-words";
import type { Tenant } from "#app/ui/tenant";

import { galleryDocument } from "./document";
import { galleryPages } from "./pages";
import type { GalleryPage } from "./pages";
import { raga } from "./world";

const words = schoolWords({ batch: "Cohort" });

/** A gallery page's own examples, said as the school would say them; what a view makes is held by a rule on its source. */
function said(value: unknown): unknown {
  if (typeof value === "string")
    return /\s|^[A-Z]/.test(value)
      ? value.replaceAll(/\b[Bb]atch(es)?\b/g, (one) => words[one as "batch" | "batches" | "Batch" | "Batches"])
      : value;
  if (Array.isArray(value)) return value.map(said);
  if (value === null || typeof value !== "object" || isValidElement(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, said(one)]));
}

function atSchool({ screen, ...page }: GalleryPage, tenant: Tenant): GalleryPage {
  const props = said(screen.props) as { tenant?: Tenant | null };
  return { ...page, screen: cloneElement(screen, { ...props, ...(props.tenant ? { tenant } : {}) }) };
}

/** What is read or read out of a page. */
function textsOf(html: string): string[] {
  const body = html.slice(html.indexOf("<body>"));
  const named = [...body.matchAll(/\s(?:aria-label|placeholder|title|alt|content)="([^"]*)"/g)].map(
    ([, text]) => text!,
  );
  const plain = body.replaceAll(/<script[\s\S]*?<\/script>|<[^>]*>/g, "\n").split("\n");
  return [...named, ...plain].map((text) => text.trim()).filter(Boolean);
}
/** A file keeps the name it came with. */
const saysBatch = (page: GalleryPage) =>
  textsOf(galleryDocument(page, "")).filter((text) => /batch/i.test(text) && !text.endsWith(".csv"));

describe("a school that calls a batch a cohort", () => {
  it.each(galleryPages)("reads nothing of a batch on $name", (page) => {
    expect(saysBatch(atSchool(page, { ...raga, words }))).toEqual([]);
  });

  it("would be seen to read of one", () => {
    const page = galleryPages.find(({ name }) => name === "batches")!;
    const planted = atSchool(page, { ...raga, words: { ...words, Batches: "Batches" } });
    expect(saysBatch(planted)).toContain("Batches");
  });
});
