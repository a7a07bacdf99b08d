/**
 * Host-only cookies: a session of one tenant is worthless on another's host. `__Host-` makes the browser hold us to it
 * (Secure, Path=/, no Domain); browsers treat *.localhost as secure.
 */
export const cookieNames = { student: "__Host-hub", staff: "__Host-hub_staff", flow: "__Host-hub_flow" } as const;
export type CookieName = keyof typeof cookieNames;

const maxAge: Record<CookieName, number> = { student: 180 * 86_400, staff: 86_400, flow: 15 * 60 };

export type Cookies = {
  get(name: CookieName): string | null;
  set(name: CookieName, value: string): void;
  clear(name: CookieName): void;
  /** What the answer must carry. */
  headers(): string[];
};

export function createCookies(header: string | null): Cookies {
  const out = new Map<string, string>();
  const write = (name: CookieName, value: string, age: number) =>
    out.set(name, `${cookieNames[name]}=${value}; Path=/; Max-Age=${age}; Secure; HttpOnly; SameSite=Lax`);
  return {
    get: (name) => cookieIn(header ?? "", cookieNames[name]) || null,
    set: (name, value) => void write(name, value, maxAge[name]),
    clear: (name) => void write(name, "", 0),
    headers: () => [...out.values()],
  };
}

/** The value of a cookie, the last of its name; read where it is asked for, because most requests ask for one of many. */
function cookieIn(header: string, name: string): string | null {
  let found: string | null = null;
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) found = pair.slice(at + 1).trim();
  }
  return found;
}
