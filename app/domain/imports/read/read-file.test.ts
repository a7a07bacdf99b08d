import { readFileSync } from "node:fs";

import { test } from "@fast-check/vitest";
import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";

import { csvLine, csvStart } from "#kernel/csv";
import { schoolWords, usualWords } from "#kernel/school-words";

import { studentFields } from "../students/fields";
import { readStudentRow } from "../students/read-student-row";
import { guessMapping, knownHeader } from "./columns";
import { decodeFile } from "./decode-file";
import { parseTable } from "./parse-table";
import { dateOrderOf, daysOf } from "./read-day";

const bytesOf = (name: string) => new Uint8Array(readFileSync(`tests/fixtures/imports/${name}`));
function tableOf(name: string) {
  const decoded = decodeFile(bytesOf(name));
  if (!decoded.ok) throw new Error(decoded.why);
  const parsed = parseTable(decoded.text, knownHeader(studentFields, usualWords));
  if (!parsed.ok) throw new Error(parsed.why);
  return { ...parsed.table, encoding: decoded.encoding };
}
function studentsIn(name: string, zone = "Asia/Kolkata", options: Record<string, string> = {}) {
  const { header, rows } = tableOf(name);
  const days = daysOf({ header, rows });
  const reading = {
    mapping: guessMapping(studentFields, header, usualWords),
    options,
    zone,
    header,
    days,
    meetingOrigins: [],
  };
  return rows.map((row) => readStudentRow(row, reading));
}

describe("what a spreadsheet saved", () => {
  it("is read in Windows-1252 with semicolons, by headers of another language", () => {
    expect(tableOf("windows-1252-semicolons.csv")).toMatchObject({ encoding: "Windows-1252", delimiter: ";" });
    expect(studentsIn("windows-1252-semicolons.csv", "Europe/Berlin")).toMatchObject([
      { fullName: "Jürgen Müller", email: "juergen@example.com", phone: "+491712345678" },
      { fullName: "Zoë Weiß", phone: "+491712345679" },
    ]);
  });
  it("is read in UTF-16, with a mark and tabs, or without one", () => {
    expect(tableOf("utf16le-tabs.csv")).toMatchObject({ encoding: "UTF-16 LE", delimiter: "\t" });
    expect(studentsIn("utf16le-tabs.csv")[0]).toMatchObject({ fullName: "आशा राव", phone: "+919876543210" });
    expect(tableOf("utf16be-no-mark.csv")).toMatchObject({ encoding: "UTF-16 BE", delimiter: "," });
    expect(studentsIn("utf16be-no-mark.csv")).toHaveLength(2);
  });
  it("keeps lines and commas within quotes, and counts rows as they come", () => {
    const { rows, header } = tableOf("bom-quoted-newlines.csv");
    expect(header).toEqual(["Name", "E-mail", "Remarks"]);
    expect(rows.map(({ number }) => number)).toEqual([2, 3]);
    expect(rows[0]!.cells).toEqual(["Rao, Asha", "asha@example.com", 'called twice\r\nsays "next week"']);
  });
  it("finds its header below a title, and passes over what names nobody", () => {
    expect(studentsIn("title-above.csv").map(({ number, label, skip }) => [number, label, skip])).toEqual([
      [5, "Asha Rao", null],
      [7, "Total: 1", "Names nobody: no e-mail, code or external id"],
      [8, "Name", "Repeats the header"],
    ]);
  });
  it("may begin with Excel's own line about the delimiter", () => {
    expect(tableOf("sep-line.csv")).toMatchObject({
      delimiter: ";",
      header: ["Name", "E-mail"],
      rows: [{ number: 3 }],
    });
  });
  it("has its guard against formulas taken off again", () => {
    expect(studentsIn("formulas.csv").map(({ notes }) => notes)).toEqual(["+1 day", "@SUM(A1)"]);
  });
  it.each([
    ["workbook-named.csv", "workbook"],
    ["picture-named.csv", "not_text"],
  ])("is refused in words where it is no text: %s", (name, why) => {
    expect(decodeFile(bytesOf(name))).toEqual({ ok: false, why });
  });
  it("is refused where it is empty, has no rows, or a quote that never ends", () => {
    expect(decodeFile(new TextEncoder().encode(" \r\n"))).toEqual({ ok: false, why: "empty" });
    expect(parseTable("Name,E-mail\r\n")).toMatchObject({ ok: false, why: "no_rows" });
    expect(() => tableOf("torn-quote.csv")).toThrow("quotes");
  });
});

describe("a header in the school's own word for a batch", () => {
  const words = schoolWords({ batch: "Jahrgang", batches: "Jahrgänge" });
  it.each(["Batch code", "Jahrgang code", "Jahrgang", "Jahrgang no.", "cohort"])("is known as %s", (header) => {
    expect(guessMapping(studentFields, ["Name", header], words)).toMatchObject({ batch: 1 });
    expect(knownHeader(studentFields, words)(header)).toBe(true);
  });
  it("is not known at another school", () => {
    expect(guessMapping(studentFields, ["Name", "Jahrgang"], usualWords)).not.toHaveProperty("batch");
  });
});

describe("a phone number", () => {
  it("is read however the spreadsheet mangled it, and refused where digits are lost", () => {
    const read = studentsIn("mangled-phones.csv");
    expect(read.map(({ label, phone, problems }) => [label, phone ?? problems[0]?.rule])).toEqual([
      ["A", "+919876543210"],
      ["B", "The spreadsheet rounded this number"],
      ["C", "+919876543210"],
      ["D", "+919876543210"],
      ["E", "+919876543210"],
      ["F", "+919876543210"],
      ["G", "+919876543210"],
      ["H", "One number, not several"],
      ["I", "+919876543210"],
      ["J", "10 digits, or the country code and the number"],
    ]);
    for (const { problems } of read) for (const { fix } of problems) expect(fix).toMatch(/^[A-Z]/);
  });
});

describe("a day", () => {
  it("is read in every form people write it", () => {
    const read = studentsIn("days-in-every-form.csv");
    expect(read.slice(0, 6).map(({ validFromOn }) => validFromOn)).toEqual(Array(6).fill("2026-11-23"));
    expect(read.slice(6).map(({ problems }) => problems[0]?.rule)).toEqual(["A day that exists", "A day"]);
  });
  it("is asked for where day and month could be swapped, and read by the answer", () => {
    expect(dateOrderOf(["03/04/2026", "07/08/2026"])).toBe("ask");
    expect(dateOrderOf(["03/04/2026", "23/08/2026"])).toBe("dmy");
    expect(dateOrderOf(["03/04/2026", "08/23/2026"])).toBe("mdy");
    expect(dateOrderOf(["13/04/2026", "08/23/2026"])).toBe("ask");
    expect(dateOrderOf(["2026-04-03", ""])).toBeNull();
    // Nobody is asked what the rest of the column says: 23/11 has its day first, so 01/11 has.
    expect(studentsIn("days-of-one-order.csv").map(({ validFromOn }) => validFromOn)).toEqual([
      "2026-11-01",
      "2026-11-23",
    ]);
    expect(studentsIn("ambiguous-days.csv")[0]!.problems[0]!.rule).toBe("This can be read as two days");
    expect(studentsIn("ambiguous-days.csv", "Asia/Kolkata", { dateOrder: "dmy" })[0]!.validFromOn).toBe("2026-04-03");
    expect(studentsIn("ambiguous-days.csv", "Asia/Kolkata", { dateOrder: "mdy" })[0]!.validFromOn).toBe("2026-03-04");
  });
});

describe("what our own writer wrote", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !text.includes("\uFEFF"));
  const shape = fc
    .integer({ min: 2, max: 6 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 20 }),
    );
  // A row of blanks is no row, and a spreadsheet's header has names.
  const named = shape.filter((rows) => rows.every((cells) => cells.some((text) => text.trim() !== "")));
  test.prop([named])("is read back as it was, and no cell of it runs", (rows) => {
    const text = csvStart + rows.map((cells) => csvLine(cells)).join("");
    const decoded = decodeFile(new TextEncoder().encode(text));
    // Text of odd characters is told apart from a table; what an assertion gives back is no verdict.
    if (!decoded.ok) {
      expect(decoded.why).toBe("not_text");
      return;
    }
    const header = csvLine(rows[0]!.map((_, i) => `Column ${i}`));
    const parsed = parseTable(header + decoded.text);
    if (!parsed.ok) throw new Error(parsed.why);
    expect(parsed.table.rows.map(({ cells }) => cells)).toEqual(rows);
    const raw = Papa.parse<string[]>(text, { delimiter: "," }).data.flat();
    for (const one of raw) expect(one).not.toMatch(/^\uFEFF?[=+\-@\t\r\n]/);
  });
});
