import type { CookieJar } from "#tests/support/http";

/** All that the hub told somebody it had done. Whatever fails afterwards, it has to be so. */
export type Acknowledged = {
  since: Date;
  /** Codes asked for and promised, by the flow their cookie names. */
  codes: { flowId: string; email: string }[];
  signIns: { email: string; jar: CookieJar }[];
  /** Joins answered, with the answer. */
  joins: { key: string; outcome: string }[];
  /** Staff commands, each with a reason of its own. */
  commands: { reason: string }[];
  /** Classes scheduled, to be reminded of. */
  classes: { id: string; title: string }[];
  /** What was taken back while the run was still going on. */
  broken: string[];
};

export const nothingYet = (): Acknowledged => ({
  since: new Date(),
  codes: [],
  signIns: [],
  joins: [],
  commands: [],
  classes: [],
  broken: [],
});
