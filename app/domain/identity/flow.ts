import { isUuid, randomToken, tokenDigest } from "#kernel/ids";

/**
 * One sign-in in one browser. The flow cookie holds the flow's id and a secret; the database keeps only the digest of both
 * together. The id stands in the cookie so that a typed code can be digested before the first trip.
 */
export type Flow = { id: string; cookie: string; digest: string };

export async function newFlow(id: string): Promise<Flow> {
  const cookie = `${id}.${randomToken()}`;
  return { id, cookie, digest: await tokenDigest(cookie) };
}

export async function readFlow(cookie: string | null): Promise<Flow | null> {
  const id = flowIdOf(cookie);
  return cookie && id ? { id, cookie, digest: await tokenDigest(cookie) } : null;
}

/** The id a flow cookie names, null where it is no flow cookie of ours. */
export function flowIdOf(cookie: string | null): string | null {
  const [id = "", secret = "", ...rest] = (cookie ?? "").split(".");
  return isUuid(id) && /^[\w-]{43}$/.test(secret) && rest.length === 0 ? id : null;
}
