import { createRequestHandler } from "@remix-run/cloudflare";
import type { AppLoadContext, ServerBuild } from "@remix-run/cloudflare";

import type { Portal } from "#kernel/ctx";

import { portalOf } from "./context";

type Pages = (request: Request, context: AppLoadContext) => Promise<Response>;

/** The first words of a portal's addresses; what is public may be anywhere. */
export const doors: Record<Portal, readonly string[] | null> = {
  student: ["app"],
  staff: ["admin", "sales"],
  public: null,
};

/**
 * Remix holds an address against every route it knows, four times for a page, and makes a router of all of them to render
 * it: with a console of seventy pages that was a quarter of what a student's Home cost. So each portal has a handler that
 * knows its own routes, and those that have no word of their own (root, the front page, what is not found).
 */
export function createPages(build: ServerBuild): Pages {
  const pages = Object.fromEntries(
    Object.entries(doors).map(([portal, words]) => [
      portal,
      createRequestHandler(words ? withRoutesOf(build, words) : build, "production"),
    ]),
  ) as Record<Portal, Pages>;
  return (request, context) => pages[portalOf(new URL(request.url).pathname)](request, context);
}

function withRoutesOf(build: ServerBuild, words: readonly string[]): ServerBuild {
  const routes = routesOf(build.routes, words);
  const assets = { ...build.assets, routes: pick(build.assets.routes, Object.keys(routes)) };
  return { ...build, routes, assets };
}

/** The routes an address beginning with one of the words can lead to. Hub's routes have one parent, the root. */
export function routesOf<T extends { path?: string }>(
  routes: Record<string, T>,
  words: readonly string[],
): Record<string, T> {
  const reachable = Object.entries(routes).filter(([, { path }]) => {
    const first = path?.split("/")[0];
    return !first || first === "*" || words.includes(first);
  });
  return Object.fromEntries(reachable);
}

const pick = <T>(all: Record<string, T>, keys: readonly string[]): Record<string, T> =>
  Object.fromEntries(keys.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));
