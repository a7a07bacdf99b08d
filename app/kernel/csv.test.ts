import { test } from "@fast-check/vitest";
import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";

import { csvLine, unguarded } from "./csv";

describe("a line of CSV", () => {
  it("holds no cell that a spreadsheet would run", () => {
    expect(csvLine(["=1+1", "+91 98", "-5", "@x", "\tx", "'=1", "fine"])).toBe(
      `'=1+1,'+91 98,'-5,'@x,"'\tx",''=1,fine\r\n`,
    );
  });
  it("writes numbers as they are and nothing for null", () => {
    expect(csvLine([-5, null, 0])).toBe("-5,,0\r\n");
  });
  test.prop([fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 6 })])(
    "reads back as what was written",
    (cells) => {
      const read = Papa.parse<string[]>(csvLine(cells), { delimiter: ",", newline: "\r\n" }).data[0]!;
      expect(read.map(unguarded)).toEqual(cells);
    },
  );
});
