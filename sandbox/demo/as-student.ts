import { contestMark } from "#domain/attendance/contest-mark";
import { requestSignInCode } from "#domain/identity/request-sign-in-code";
import { verifySignInCode } from "#domain/identity/verify-sign-in-code";
import type { Ctx } from "#kernel/ctx";
import { tokenDigest } from "#kernel/ids";

import type { Desk } from "./commands";
import { emailOf } from "./schools";
import type { School } from "./schools";

const network = "demo";

/** A browser at the school's door that nobody has signed in with. */
function atTheDoor(desk: Desk, school: School, organizationId: string): Ctx {
  const host = `${school.slug}.localhost`;
  const entrance = { kind: "host" as const, host, portal: "public" as const, tokenDigest: null };
  return { ...desk.as(organizationId), entrance, actor: { kind: "anonymous" } };
}

/** Asks for a code by an address that nobody has invited. */
export async function knock(desk: Desk, school: School, organizationId: string, email: string): Promise<void> {
  await requestSignInCode(atTheDoor(desk, school, organizationId), { email, next: null, ipKey: network });
}

/** A student signs in and says that a mark is wrong. */
export async function contest(
  desk: Desk,
  school: School,
  organizationId: string,
  about: { name: string; sessionId: string; message: string },
): Promise<void> {
  const ctx = await signedIn(desk, school, organizationId, about.name);
  await contestMark(ctx, { sessionId: about.sessionId, message: about.message });
}

/** The code goes out by mail as always; the demo actor reads it as it is sealed. */
async function signedIn(desk: Desk, school: School, organizationId: string, name: string): Promise<Ctx> {
  const door = atTheDoor(desk, school, organizationId);
  const { vault } = desk.ports;
  let code = "";
  const seal: typeof vault.seal = (text) => {
    code = text;
    return vault.seal(text);
  };
  const reading = { ...door, ports: { ...desk.ports, vault: { ...vault, seal } } };
  const email = emailOf(school, name);
  const { flowCookie } = await requestSignInCode(reading, { email, next: null, ipKey: network });
  const { token, member } = await verifySignInCode(door, {
    flowCookie,
    code,
    ipKey: network,
    device: "Chrome on Android",
  });
  if (!member) throw new Error(`${name} could not sign in.`);
  const entrance = {
    kind: "host" as const,
    host: `${school.slug}.localhost`,
    portal: "student" as const,
    tokenDigest: await tokenDigest(token),
  };
  return { ...door, entrance, actor: { kind: "member", ...member } };
}
