import type { Portal } from "#kernel/ctx";

const portals = { student: /^\/app(\/|$)/, staff: /^\/(admin|sales)(\/|$)/ } satisfies Record<
  Exclude<Portal, "public">,
  RegExp
>;

/** Where to go after signing in: a path of that portal on this very host, else null. Never a host, so that no link can send anybody elsewhere. */
export function safeNextPath(wanted: string | null | undefined, portal: Exclude<Portal, "public">): string | null {
  if (!wanted || wanted.length > 500 || !/^\/[^/\\]/.test(wanted)) return null;
  let url: URL;
  try {
    url = new URL(wanted, "http://here.invalid");
  } catch {
    return null;
  }
  if (url.host !== "here.invalid" || !portals[portal].test(url.pathname) || url.pathname.startsWith("/admin/login"))
    return null;
  return url.pathname + url.search;
}
