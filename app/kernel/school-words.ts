/**
 * A school may call its batches something else: "Cohort", "Group". Screens, mails and files that a person reads say so;
 * code, tables and addresses keep the one word. Whole sentences take the words, none is put together from parts.
 */
export type SchoolWords = {
  /** Inside a sentence. */
  batch: string;
  batches: string;
  /** With its article. */
  aBatch: string;
  /** At the head of a sentence, a column or a page. */
  ABatch: string;
  Batch: string;
  Batches: string;
};

/** As the school gave them: singular, and the plural where the rule of English does not make it. */
export type GivenWords = { batch?: string; batches?: string };

export function schoolWords({ batch: one = "Batch", batches: many = pluralOf(one) }: GivenWords): SchoolWords {
  const batch = small(one);
  const article = /^[aeiou]/i.test(batch) ? "an" : "a";
  return {
    batch,
    batches: small(many),
    aBatch: `${article} ${batch}`,
    ABatch: `${capital(article)} ${batch}`,
    Batch: capital(one),
    Batches: capital(many),
  };
}
export const usualWords: SchoolWords = schoolWords({});

/** The words of the school that is asked; the usual ones before it is known, which is before the first round trip. */
export const wordsOf = ({ tenant }: { tenant: { words: GivenWords } | null }): SchoolWords =>
  tenant ? schoolWords(tenant.words) : usualWords;

/** A sentence that is written down apart from its school, "No seat is left in this {batch}.", in the school's words. */
export const inWords = (sentence: string, words: SchoolWords): string =>
  sentence.replaceAll(/\{(batch|batches|aBatch|ABatch|Batch|Batches)\}/g, (_, key: keyof SchoolWords) => words[key]);

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
/** "MBA group" keeps its capitals. */
function small(word: string): string {
  return /^.\p{Lu}/u.test(word) ? word : word.charAt(0).toLowerCase() + word.slice(1);
}
function pluralOf(one: string): string {
  if (/(s|x|z|ch|sh)$/i.test(one)) return `${one}es`;
  return /[^aeiou]y$/i.test(one) ? `${one.slice(0, -1)}ies` : `${one}s`;
}
