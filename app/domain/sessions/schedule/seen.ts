import { tokenDigest } from "#kernel/ids";

/** A short name for what somebody was shown: the same text again is the same name. */
export const nameOf = async (shown: unknown): Promise<string> =>
  (await tokenDigest(JSON.stringify(shown))).slice(2, 18);

/** The rows a form was made from. */
export const versionsOf = (list: readonly { id: string; version: number }[]): Promise<string> =>
  nameOf(list.map(({ id, version }) => `${id} ${version}`).toSorted((a, b) => (a < b ? -1 : 1)));
