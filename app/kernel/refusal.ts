import { inWords, usualWords } from "./school-words";
import type { SchoolWords } from "./school-words";

/** The eight ways an answer can be no, and the HTTP status each one is. */
export const refusalStatus = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  refused: 422,
  too_many: 429,
  unavailable: 503,
} as const;
export type RefusalKind = keyof typeof refusalStatus;

export type RefusalSpec = {
  kind: RefusalKind;
  /** What a person reads: what happened, what it means, what to do. */
  message: string;
};

type RefusalDetails = {
  /** Per field, what was wrong and the fix. */
  fields?: Record<string, string[]>;
  retryAt?: string;
  data?: Record<string, unknown>;
};
const fieldsIn = (fields: Record<string, string[]>, words: SchoolWords) =>
  Object.fromEntries(
    Object.entries(fields).map(([field, told]) => [field, told.map((sentence) => inWords(sentence, words))]),
  );

/** HTTP has a status of its own for a body that is too large. */
const bodiesTooLarge: ReadonlySet<string> = new Set(["input.too_large", "import.file_too_large"]);

/**
 * An answer, not a bug: thrown or returned, it reaches a person as a sentence. Anything else that is thrown is ours: 500,
 * a request id, and nothing leaks.
 */
export class Refusal extends Error {
  readonly details: RefusalDetails;
  constructor(
    readonly code: string,
    readonly kind: RefusalKind,
    /** May hold the words of a school in braces, as its details may: see `inWords`. */
    private readonly sentence: string,
    private readonly given: RefusalDetails = {},
    words: SchoolWords = usualWords,
  ) {
    super(inWords(sentence, words));
    this.name = "Refusal";
    this.details = given.fields ? { ...given, fields: fieldsIn(given.fields, words) } : given;
  }
  /** The same no, as this school says it. */
  toldIn(words: SchoolWords): Refusal {
    return new Refusal(this.code, this.kind, this.sentence, this.given, words);
  }
  get status() {
    return bodiesTooLarge.has(this.code) ? 413 : refusalStatus[this.kind];
  }
}

/** Declares a domain's refusals as data and gives back one constructor for them. */
export function declareRefusals<const T extends Record<string, RefusalSpec>>(specs: T) {
  const refuse = (code: keyof T & string, details?: Refusal["details"]): Refusal => {
    const spec = specs[code];
    if (!spec) throw new Error(`undeclared refusal ${code}`);
    return new Refusal(code, spec.kind, spec.message, details);
  };
  return { specs, refuse };
}

export const { specs: kernelRefusals, refuse } = declareRefusals({
  "auth.required": { kind: "unauthenticated", message: "Sign in to go on." },
  "host.unknown": { kind: "not_found", message: "There is nothing at this address." },
  "hint.stale": { kind: "conflict", message: "Your role has changed. Open the page again." },
  not_found: { kind: "not_found", message: "This does not exist, or it is not yours to see." },
  forbidden: { kind: "forbidden", message: "Your role does not allow this. Ask a manager if you need it done." },
  conflict: {
    kind: "conflict",
    message: "This changed while you were looking at it. Nothing was saved: look again, then decide.",
  },
  "input.invalid": { kind: "invalid", message: "Something in what you sent needs fixing." },
  "input.too_large": { kind: "invalid", message: "That is too large to send." },
  "origin.mismatch": {
    kind: "forbidden",
    message: "This request came from another site, so nothing was done. Open the page again and repeat it there.",
  },
  "method.not_allowed": { kind: "invalid", message: "This address does not answer that kind of request." },
  too_many: { kind: "too_many", message: "Too many requests in a short time. Wait a minute and try again." },
  unavailable: {
    kind: "unavailable",
    message: "Hub cannot reach its database right now. Nothing was lost; try again in a moment.",
  },
  internal: {
    kind: "unavailable",
    message: "Something went wrong on our side. Nothing was lost; try again, and quote the request number if it stays.",
  },
  "seat.none_left": { kind: "conflict", message: "No seat is left in this {batch}." },
});
