import type { Fields, House, Person } from "./house";

/** A page with the form on it, made anew for every check. */
export type Opened = {
  who: Person;
  /** Where the form stands; the harness reads it there, hidden fields and all. */
  path: string;
  /** What the person types, ticks (a list) or chooses, by field; the rest is sent as the page has it. */
  types: Fields;
  /** The button pressed before, where the form stands in its answer: "Show what it does" before "Record it". */
  first?: string;
  /** Hidden fields by which the right form is known, where a page has several of one intent. */
  which?: Record<string, string>;
  /** What somebody else does between the opening of the page and the button, said as "somebody …". */
  meanwhile: Record<string, () => Promise<unknown>>;
  /** Of `meanwhile`: what the form may be done after all the same, and why nothing is lost by it. */
  harmless?: Record<string, string>;
};

export type StaleForm = {
  /** The route's file and the intent of the button: "admin.ops.dead-letters replay". */
  form: string;
  begin(house: House): Promise<Opened>;
  /** Why sending it again rightly does it again. */
  again?: string;
  /** Tables that keep every try, done or refused. */
  records?: string[];
  /** Why nothing in the database shows that it was done. */
  leavesNoTrace?: string;
};
