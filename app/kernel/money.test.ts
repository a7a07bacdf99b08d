import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import { formatPaisa, parsePaisa, plainPaisa } from "./money";

describe("an amount as people read it", () => {
  it.each([
    [250_000, "INR", "en-IN", "₹2,500"],
    [12_000_050, "INR", "en-IN", "₹1,20,000.50"],
    [-250_005, "INR", "en-IN", "-₹2,500.05"],
    [0, "INR", "en-IN", "₹0"],
    [123_450, "EUR", "en-IN", "€1,234.50"],
  ])("%i paisa of %s in %s is %s", (paisa, currency, locale, text) => {
    expect(formatPaisa(paisa, currency, locale)).toBe(text);
  });
});

describe("an amount as people type it", () => {
  it.each([
    ["2500", "en-IN", 250_000],
    ["2,500.5", "en-IN", 250_050],
    ["₹1,20,000", "en-IN", 12_000_000],
    ["Rs. 2500/-", "en-IN", 250_000],
    [" 0.29 ", "en-IN", 29],
    ["2,500,000", "en-IN", 250_000_000],
    ["1.234,50 €", "de-DE", 123_450],
    ["1234.50", "de-DE", 123_450],
    ["10.00", "de-DE", 1_000],
    ["1.000", "de-DE", 100_000],
  ])("%j in %s is %i paisa", (typed, locale, paisa) => {
    expect(parsePaisa(typed, locale)).toBe(paisa);
  });

  it.each([
    ["", "en-IN"],
    ["abc", "en-IN"],
    ["-5", "en-IN"],
    ["12,5", "en-IN"],
    ["1,2,3", "en-IN"],
    ["1.234", "en-IN"],
    ["1e3", "en-IN"],
    ["1.2.3", "de-DE"],
    ["9999999999999", "en-IN"],
  ])("%j in %s is no amount", (typed, locale) => {
    expect(parsePaisa(typed, locale)).toBeNull();
  });

  const amount = fc.integer({ min: 0, max: 99_999_999_999_999 });
  property.prop([amount, fc.constantFrom(["INR", "en-IN"], ["EUR", "de-DE"], ["USD", "en-US"])])(
    "comes back to the paisa from how it is read and how a field carries it",
    (paisa, [currency, locale]) => {
      expect(parsePaisa(formatPaisa(paisa, currency!, locale!), locale!)).toBe(paisa);
      expect(parsePaisa(plainPaisa(paisa), locale!)).toBe(paisa);
    },
  );
});
