import { canonicalEmail } from "#kernel/email";

import { asText, Cells } from "../read/cells";
import { readDay } from "../read/read-day";
import type { DateOrder } from "../read/read-day";
import { readMoney } from "../read/read-money";
import { readPhone } from "../read/read-phone";
import type { Read } from "../read/read-phone";
import type { FileReading, ImportOptions, Mapping, Problem } from "../tables";
import { studentFields } from "./fields";
import { readLegacyState } from "./legacy-state";
import type { LegacyState } from "./legacy-state";

export type StudentRow = {
  number: number;
  cells: string[];
  label: string;
  /** Why there is nothing to do about this row, or null. */
  skip: string | null;
  problems: Problem[];
  externalId?: string;
  code?: string;
  fullName?: string;
  email?: string;
  /** Null takes it away, undefined leaves it. */
  phone?: string | null;
  plan?: string;
  validFromOn?: string;
  validUntilOn?: string | null;
  pricePaisa?: number;
  paid?: "all" | number;
  state?: LegacyState;
  pausedUntilOn?: string;
  batch?: string;
  notes?: string;
};

export type Reading = {
  mapping: Mapping;
  options: ImportOptions;
  zone: string;
  header: readonly string[];
  /** How each column of the file writes its days, as far as its values say. */
  days: FileReading["days"];
  /** Where the school's meetings may be. */
  meetingOrigins: readonly string[];
};

/** A day of this column: as chosen for the file, else as the column's own values say, else it is asked for. */
export function dayIn(reading: Reading, key: string): (typed: string) => Read<string> {
  const chosen = reading.options["dateOrder"] as DateOrder | undefined;
  const seen = reading.days[reading.mapping[key] ?? -1];
  const order = chosen ?? (seen === "ask" ? null : (seen ?? null));
  return (typed) => readDay(typed, order);
}

/** One row of a sheet as values, each column by its own rule; what cannot be read is a problem with its fix. */
export function readStudentRow(row: { number: number; cells: string[] }, reading: Reading): StudentRow {
  const cells = new Cells(studentFields, reading.mapping, row.cells);
  const [first, last] = [cells.read("fullName", asText(200)), cells.read("lastName", asText(100))];
  const read = {
    externalId: cells.read("externalId", asText(120)),
    code: cells.read("code", readCode),
    fullName: first && last ? `${first} ${last}` : first,
    email: cells.read("email", readEmail),
    phone: cells.clearable("phone", (typed) => readPhone(typed, reading.zone)),
    plan: cells.read("plan", asText(200)),
    validFromOn: cells.read("validFrom", dayIn(reading, "validFrom")),
    validUntilOn: cells.clearable("validUntil", dayIn(reading, "validUntil")),
    pricePaisa: cells.read("price", readMoney),
    paid: cells.read("paid", readPaid),
    state: cells.read("state", readLegacyState),
    pausedUntilOn: cells.read("pausedUntil", dayIn(reading, "pausedUntil")),
    batch: cells.read("batch", readBatchCode),
    notes: cells.read("notes", asText(400)),
  };
  return {
    ...row,
    ...read,
    label:
      read.fullName ?? cells.text("email") ?? cells.text("code") ?? cells.text("externalId") ?? `Row ${row.number}`,
    skip: skipped(cells, row.cells, reading.header),
    problems: cells.problems,
  };
}

function skipped(cells: Cells, typed: readonly string[], header: readonly string[]): string | null {
  if (header.length > 1 && header.every((name, i) => (typed[i] ?? "").trim() === name)) return "Repeats the header";
  const named = ["email", "code", "externalId"].some((key) => cells.text(key) !== undefined);
  const told = ["fullName", "phone"].filter((key) => cells.text(key) !== undefined).length;
  return !named && told < 2 ? "Names nobody: no e-mail, code or external id" : null;
}

export function readEmail(typed: string): Read<string> {
  const read = canonicalEmail(typed.replace(/^mailto:/i, "").replace(/^.*<(.+)>$/, "$1"));
  if (read.ok) return { ok: true, value: read.email };
  // Its sentence ends with a full stop of its own; what tells the problem sets another.
  return { ok: false, rule: "One e-mail address", fix: read.fix.replace(/\.$/, "") };
}

export function readCode(typed: string): Read<string> {
  const code = typed.toUpperCase().replaceAll(/\s/g, "");
  return /^[A-Z]{1,6}-[0-9]{1,9}$/.test(code)
    ? { ok: true, value: code }
    : { ok: false, rule: "A code like MD-1001", fix: "Correct it, or leave it blank and Hub gives the next one" };
}

export function readBatchCode(typed: string): Read<string> {
  const code = typed.toUpperCase().replaceAll(/\s+/g, "-");
  return /^[A-Z0-9][A-Z0-9-]{0,29}$/.test(code)
    ? { ok: true, value: code }
    : { ok: false, rule: "{ABatch} code", fix: "Capital letters, digits and dashes, like AWS-14" };
}

const paidWords =
  /^(yes|y|true|paid|full|fully ?paid|paid in full|settled|waived|free|done|complete|completed|nil due)$/i;
const dueWords = /^(no|n|false|due|unpaid|not paid|pending|none|-)$/i;
function readPaid(typed: string): Read<"all" | number> {
  if (paidWords.test(typed)) return { ok: true, value: "all" };
  if (dueWords.test(typed)) return { ok: true, value: 0 };
  const amount = readMoney(typed);
  return amount.ok
    ? amount
    : { ok: false, rule: "paid, due, or an amount", fix: "Write paid, due, or the amount paid before Hub, like 20000" };
}
