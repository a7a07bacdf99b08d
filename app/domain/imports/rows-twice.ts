import type { ReadRow } from "./kind";
import type { Problem } from "./tables";

/** Rows of a file that name the same thing: each is a conflict, and names the others. */
export function rowsTwice<Row extends ReadRow>(
  all: readonly Row[],
  keysOf: (row: Row) => { column: string; value: string }[],
): Map<number, Problem> {
  const byKey = new Map<string, { column: string; value: string; numbers: number[] }>();
  for (const row of all) {
    if (row.skip !== null) continue;
    for (const { column, value } of keysOf(row)) {
      const key = `${column}\u0000${value}`;
      const found = byKey.get(key);
      if (found) found.numbers.push(row.number);
      else byKey.set(key, { column, value, numbers: [row.number] });
    }
  }
  const twice = new Map<number, Problem>();
  for (const { column, value, numbers } of byKey.values())
    if (numbers.length > 1)
      for (const number of numbers)
        if (!twice.has(number))
          twice.set(number, {
            column,
            value,
            rule: `Also in ${rowsText(numbers.filter((other) => other !== number))}`,
            fix: "Leave one of these rows; which one is yours to say",
          });
  return twice;
}

const rowsText = (numbers: number[]) =>
  numbers.length === 1
    ? `row ${numbers[0]}`
    : numbers.length <= 4
      ? `rows ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`
      : `rows ${numbers.slice(0, 3).join(", ")} and ${numbers.length - 3} more`;
