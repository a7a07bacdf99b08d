import type { Mapping, Problem } from "../tables";
import type { Field } from "./columns";
import type { Read } from "./read-phone";

/** What a cell says to take a value away; a blank one leaves it as it is. */
export const clearToken = "-clear-";

/** The cells of one row by field: a blank one is undefined, one that clears is null. Collects what cannot be read. */
export class Cells {
  readonly problems: Problem[] = [];
  constructor(
    private readonly fields: readonly Field[],
    private readonly mapping: Mapping,
    private readonly cells: readonly string[],
  ) {}

  /** As typed, without blanks around it. */
  text(key: string): string | undefined {
    const at = this.mapping[key];
    const text = at === undefined ? "" : (this.cells[at] ?? "").replaceAll(/[\u00A0\u200B\uFEFF]/g, " ").trim();
    return text === "" ? undefined : text;
  }

  read<T>(key: string, how: (typed: string) => Read<T>): T | undefined {
    const typed = this.text(key);
    if (typed === undefined) return undefined;
    if (typed.toLowerCase() === clearToken) {
      this.problem(key, "Cannot be empty", "Leave the cell blank to keep what stands in Hub");
      return undefined;
    }
    const read = how(typed);
    if (read.ok) return read.value;
    this.problem(key, read.rule, read.fix);
    return undefined;
  }

  /** The same for what may be taken away: null where the cell says so. */
  clearable<T>(key: string, how: (typed: string) => Read<T>): T | null | undefined {
    return this.text(key)?.toLowerCase() === clearToken ? null : this.read(key, how);
  }

  problem(key: string, rule: string, fix: string): void {
    const column = this.fields.find((field) => field.key === key)?.label ?? key;
    this.problems.push({ column, value: this.text(key) ?? "", rule, fix });
  }
}

/** Text of at most so many characters, its blanks and lines drawn together. */
export const asText =
  (most: number) =>
  (typed: string): Read<string> => {
    const text = typed.replaceAll(/\s+/g, " ").normalize("NFC");
    return text.length <= most
      ? { ok: true, value: text }
      : { ok: false, rule: `At most ${most} characters`, fix: "Shorten it" };
  };
