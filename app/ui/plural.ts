const rules = new Intl.PluralRules("en-IN");

/** "1 try", "3 tries": the count and its word in the right form. */
export function plural(count: number, one: string, other: string): string {
  return `${count} ${rules.select(count) === "one" ? one : other}`;
}
