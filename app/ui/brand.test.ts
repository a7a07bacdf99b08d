import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import { brandColours, brandCss, brandProblem, contrast, defaultBrand } from "./brand";

const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, "0")}`);

describe("brand", () => {
  test.prop([hex], { numRuns: 500 })("is readable for any colour a school brings", (brand) => {
    const c = brandColours(brand);
    expect(contrast(c.solid, "#ffffff")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(c.solidHover, "#ffffff")).toBeGreaterThanOrEqual(4.5);
    for (const surface of ["#ffffff", "#f4f5f8", c.tint]) expect(contrast(c.text, surface)).toBeGreaterThanOrEqual(4.5);
    for (const surface of ["#14161b", "#22242b", c.tintDark])
      expect(contrast(c.textDark, surface)).toBeGreaterThanOrEqual(4.5);
  });

  test.prop([fc.string()])("prints nothing of an input that is no colour", (text) => {
    fc.pre(!/^#[0-9a-f]{6}$/i.test(text));
    expect(brandCss(text)).toBe(brandCss(defaultBrand));
  });

  it("keeps a usable colour as it is", () => {
    expect(brandColours("#1f5fbf").solid).toBe("#1f5fbf");
    expect(brandProblem("#1f5fbf")).toBeNull();
  });

  it("refuses a pale colour and what is no colour, each with its fix", () => {
    expect(brandProblem("#ffe680")).toMatch(/darker/);
    expect(brandProblem("red;}")).toMatch(/six digits/);
  });
});
