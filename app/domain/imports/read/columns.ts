import type { SchoolWords } from "#kernel/school-words";

import type { Mapping } from "../tables";

/** One thing a kind of import can read, and the headers under which schools keep it. */
export type Field = {
  key: string;
  /** May hold the school's words, in braces, as its hint may. */
  label: string;
  /** Nothing can be imported without a column for it. */
  required?: boolean;
  /** Days: where day and month could be swapped it has to be asked. */
  day?: boolean;
  hint?: string;
  /** Lower case, without blanks and signs; said of batches, as in the usual words. */
  aliases: readonly string[];
};

/** A header as its letters and digits: "E-mail ID *" is "emailid". */
export const bareHeader = (header: string): string =>
  header
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");

/** The column a file of failed rows has more than the file it comes from, behind all others. */
export const fixColumn = "What to fix";

/** A file's columns as its school sends them: one that comes back put right is of the shape of the one it came from. */
export const ownColumns = (header: readonly string[]): readonly string[] =>
  header.at(-1) === fixColumn ? header.slice(0, -1) : header;

/** All headers that mean a field, the surest first; where they say batch, the school's own word does as well. */
function headersOf({ label, key, aliases }: Field, words: SchoolWords): string[] {
  const known = [bareHeader(label), key.toLowerCase(), ...aliases];
  return [...known, ...known.map((one) => one.replace("batch", bareHeader(words.batch)))];
}

export const knownHeader = (fields: readonly Field[], words: SchoolWords) => {
  const all = new Set(fields.flatMap((field) => headersOf(field, words)));
  return (header: string) => all.has(bareHeader(header));
};

/** Which column each field is read from, as far as the headers say; the first of two columns with one meaning. */
export function guessMapping(fields: readonly Field[], header: readonly string[], words: SchoolWords): Mapping {
  const bare = header.map(bareHeader);
  const mapping: Mapping = {};
  const taken = new Set<number>();
  for (const field of fields)
    for (const alias of headersOf(field, words)) {
      const at = bare.findIndex((one, i) => one === alias && !taken.has(i));
      if (at < 0) continue;
      mapping[field.key] = at;
      taken.add(at);
      break;
    }
  return mapping;
}
