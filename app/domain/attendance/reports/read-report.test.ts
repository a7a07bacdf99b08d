import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeText } from "./decode-text";
import { instantOf, writtenTime } from "./local-time";
import { matcher } from "./match-participants";
import { readReport } from "./read-report";

const kolkata = "Asia/Kolkata";
/** Half past seven on a Monday evening in Kolkata. */
const near = Date.parse("2026-11-23T14:00:00Z");
const iso = (text: string, zone = kolkata) => {
  const written = writtenTime(text);
  return written && new Date(instantOf(written, zone, near)).toISOString();
};

describe("a time in a report", () => {
  it.each([
    ["11/23/2026 07:31:05 PM", "2026-11-23T14:01:05.000Z"],
    ["23/11/2026 07:31:05 PM", "2026-11-23T14:01:05.000Z"],
    ["23.11.26 19:31", "2026-11-23T14:01:00.000Z"],
    ["2026-11-23 19:31:05", "2026-11-23T14:01:05.000Z"],
    ["Nov 23, 2026 07:31 PM", "2026-11-23T14:01:00.000Z"],
    ["23 November 2026, 7:31 p.m.", "2026-11-23T14:01:00.000Z"],
    ["2026-11-23T14:01:05Z", "2026-11-23T14:01:05.000Z"],
    ["2026-11-23T19:31:05+05:30", "2026-11-23T14:01:05.000Z"],
    ["11/24/2026 12:05 AM", "2026-11-23T18:35:00.000Z"],
  ])("%s", (text, instant) => {
    expect(iso(text)).toBe(instant);
  });
  it.each(["", "yesterday", "23/11/2026", "19:31", "31/02/2026 10:00", "11/23/2026 25:00", "11/23/2026 13:00 PM"])(
    "is not %j",
    (text) => {
      expect(writtenTime(text)).toBeNull();
    },
  );
  it("that can be two days is the one near the class", () => {
    const written = writtenTime("03/04/2026 10:00")!;
    const of = (day: string) => new Date(instantOf(written, "UTC", Date.parse(day))).toISOString().slice(0, 10);
    expect(of("2026-04-03")).toBe("2026-04-03");
    expect(of("2026-03-04")).toBe("2026-03-04");
  });
  test.prop([
    fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
    fc.constantFrom("Asia/Kolkata", "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "UTC"),
  ])("means the moment at which that zone's clock shows it", (date, zone) => {
    const instant = Math.floor(date.getTime() / 1000) * 1000;
    const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    const text = shown.format(instant);
    const read = instantOf(writtenTime(text)!, zone, instant);
    // In the hour a zone has twice, either is right.
    expect(shown.format(read)).toBe(text);
  });
});

const zoom = `Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
814 000 1414,VPC and subnets,11/23/2026 07:20:00 PM,11/23/2026 09:31:00 PM,host@nimbus.example,131,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
"Rao, Asha",Asha@Example.com,11/23/2026 07:28:00 PM,11/23/2026 09:30:00 PM,122,Yes,No
Meera,,11/23/2026 07:25:00 PM,11/23/2026 07:28:00 PM,3,Yes,Yes
Meera,,11/23/2026 07:45:00 PM,11/23/2026 09:30:00 PM,105,Yes,No
`;

describe("a report", () => {
  it("as Zoom writes it gives each stay, and no wait at the door", () => {
    const { lines, problems } = readReport(zoom);
    expect(problems).toEqual([]);
    expect(lines.map(({ row, name, email, minutes }) => [row, name, email, minutes])).toEqual([
      [5, "Rao, Asha", "asha@example.com", 122],
      [7, "Meera", null, 105],
    ]);
  });
  it.each([
    ["semicolons", zoom.replace('"Rao, Asha"', "Rao Asha").replaceAll(",", ";")],
    ["tabs", zoom.replace('"Rao, Asha"', "Rao Asha").replaceAll(",", "\t")],
    ["a byte order mark and Windows' lines", `\uFEFF${zoom.replaceAll("\n", "\r\n")}`],
    ["its newer headings", zoom.replace("User Email,Join Time,Leave Time", "Email,Join time,Leave time")],
  ])("reads the same with %s", (_, text) => {
    expect(readReport(text).lines).toHaveLength(2);
    expect(readReport(text).problems).toEqual([]);
  });
  it("takes the duration where nobody wrote when they left", () => {
    const { lines } = readReport(
      "Email,Join Time,Duration\na@x.example,2026-11-23 19:31,40\nb@x.example,2026-11-23 19:31,\n",
    );
    expect(lines.map(({ left, minutes }) => [left, minutes])).toEqual([
      [null, 40],
      [null, null],
    ]);
  });
  it.each([
    ["", "empty"],
    ["PK\u0003\u0004…", "save it as CSV"],
    ["Name,Phone\nAsha,1", "headings"],
    ["Name,User Email,Total Duration (Minutes),Guest\nAsha,a@x.example,120,No", "Show unique users"],
    ["Name,Join Time\nAsha,soon", "Line 2: “soon” is no join time"],
    ["Name,Join Time,Leave Time\nAsha,2026-11-23 19:31,later", "Line 2: “later” is no leave time"],
    ["Name,Join Time\n", "nobody"],
    [`Name,Join Time\n${"Asha,soon\n".repeat(9)}`, "And 4 lines more"],
  ])("%j is refused in words", (text, words) => {
    const { lines, problems } = readReport(text);
    expect(problems.join(" ")).toContain(words);
    expect(lines.length === 0 || problems.length > 0).toBe(true);
  });
  test.prop([fc.string({ unit: "binary", maxLength: 300 })])(
    "whatever it is, is read or refused and never breaks",
    (text) => {
      const { lines, problems } = readReport(text);
      expect(lines.length > 0 || problems.length > 0).toBe(true);
    },
  );
  it("is text in the encodings spreadsheets write", () => {
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...Array.from("Zoë", (c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]).flat(),
    ]);
    expect(decodeText(utf16)).toBe("Zoë");
    expect(decodeText(new Uint8Array([0xfe, 0xff, 0, 65]))).toBe("A");
    expect(decodeText(new TextEncoder().encode("Zoë"))).toBe("Zoë");
    expect(decodeText(new Uint8Array([90, 111, 0xeb]))).toBe("Zoë");
  });
});

describe("a participant", () => {
  const who = matcher({
    links: [{ student_id: "link", alias: "x1@students.invalid", registrant_id: "reg-1" }],
    codes: [{ code: "MD-1", student_id: "code" }],
    addresses: [{ email: "a@x.example", student_id: "address" }],
    knownBefore: [
      { email: "a@x.example", student_id: "before" },
      { email: "b@x.example", student_id: "before" },
    ],
  });
  const none = { email: null, registrantId: null, customerKey: null };
  it("is known by number, key, alias, own address, and an address matched before, in this order", () => {
    expect(who({ email: "a@x.example", registrantId: "reg-1", customerKey: "md-1" })).toBe("link");
    expect(who({ ...none, email: "a@x.example", customerKey: "md-1" })).toBe("code");
    expect(who({ ...none, email: "x1@students.invalid" })).toBe("link");
    expect(who({ ...none, email: "a@x.example" })).toBe("address");
    expect(who({ ...none, email: "b@x.example" })).toBe("before");
  });
  it("is nobody without any of these: a name alone says nothing", () => {
    expect(who(none)).toBeNull();
    expect(who({ ...none, email: "c@x.example", registrantId: "reg-2", customerKey: "MD-2" })).toBeNull();
  });
});
