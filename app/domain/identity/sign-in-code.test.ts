import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import { newSignInCode, readSignInCode, sameDigest } from "./sign-in-code";

const drawing = (...numbers: number[]) => {
  const line = [...numbers];
  return (into: Uint32Array) => {
    into[0] = line.shift()!;
    return into;
  };
};

describe("newSignInCode", () => {
  it("is six digits, leading zeros kept", () => {
    expect(newSignInCode(drawing(7))).toBe("000007");
    expect(newSignInCode(drawing(4_294_000_000 - 1))).toBe("999999");
  });

  it("draws again where the rest of 32 bits would favour low codes", () => {
    expect(newSignInCode(drawing(4_294_000_000, 4_294_967_295, 123_456))).toBe("123456");
  });
});

describe("readSignInCode", () => {
  it.each([
    "123456",
    " 123 456 ",
    "123-456",
    "123–456",
    "１２３４５６",
    "१२३४५६",
    "١٢٣٤٥٦",
    "1 2 3 4 5 6",
    "123\u200b456",
  ])("reads %j", (typed) => {
    expect(readSignInCode(typed)).toBe("123456");
  });

  it.each(["", "12345", "1234567", "12345a", "123456 123456", "①②③④⑤"])("refuses %j", (typed) => {
    expect(readSignInCode(typed)).toBeNull();
  });

  property.prop([fc.string({ unit: "binary" })])("never throws, and gives six plain digits or nothing", (typed) => {
    expect(readSignInCode(typed) ?? "000000").toMatch(/^[0-9]{6}$/);
  });
});

property.prop([fc.string(), fc.string()])("sameDigest says what === says", (a, b) => {
  expect(sameDigest(a, b)).toBe(a === b);
  expect(sameDigest(a, a)).toBe(true);
});
