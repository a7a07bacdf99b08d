import type { Member } from "#kernel/ctx";

/** The login cookie's value: the token, and after a tilde the hint of who it is. The database believes the token only. */
export const loginCookie = (token: string, member: Member | null) =>
  `${token}~${member ? `${member.userId}.${member.memberId}.${member.role}` : ""}`;

/** The token a login cookie carries, null where it carries none. */
export function loginToken(cookie: string | null): string | null {
  const [token = ""] = (cookie ?? "").split("~");
  return /^[\w-]{20,100}$/.test(token) ? token : null;
}
