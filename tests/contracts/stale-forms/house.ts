import { createRequestHandler } from "@remix-run/cloudflare";
import type { ServerBuild } from "@remix-run/cloudflare";
import { flatRoutes } from "@remix-run/dev/dist/config/flat-routes.js";

import * as entry from "../../../app/entry.server";
import * as root from "../../../app/root";
import type { Ctx } from "#kernel/ctx";
import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";
import { createContext, portalOf } from "#workers/context";
import type { Env } from "#workers/env";

import { formsOf } from "./html-forms";
import type { HtmlForm } from "./html-forms";

/** Somebody signed in, or a browser whose cookies say who sits there. */
export type Person = { ctx: () => Promise<Ctx> } | { jar: Map<string, string> };
/** What a form sends: a text, several of one name (ticked rows), or a file. */
export type Fields = Record<string, string | readonly string[] | File>;
export type Answer = { path: string; status: number; location: string | null; html: string };
/** `path` below its parent, `address` whole, as the router reads it. */
export type Route = {
  id: string;
  parentId: string;
  path: string;
  index: boolean;
  address: string;
  module: RouteModule;
};
type RouteModule = ServerBuild["routes"][string]["module"];

const modules = import.meta.glob<RouteModule>(["../../../app/routes/**/*.{ts,tsx}", "!**/*.test.*"]);

/** Every route of the product by its file's name, as Remix reads the folder. */
export async function readRoutes(): Promise<Route[]> {
  const found = flatRoutes("app", ["**/.*", "**/*.test.*"]);
  const address = (id: string | undefined): string => {
    const one = id === undefined ? undefined : found[id];
    return one ? [address(one.parentId), one.path].filter(Boolean).join("/") : "";
  };
  return Promise.all(
    Object.values(found).map(async ({ id, parentId = "root", path = "", index = false, file }) => ({
      id: id.replace(/^routes\//, ""),
      parentId: parentId.replace(/^routes\//, ""),
      path,
      index,
      address: `/${address(id)}`,
      module: await modules[`../../../app/${file}`]!(),
    })),
  );
}

/** The product's own pages and forms over a database of their own, without a worker around them: what a browser sees and sends. */
export async function openHouse(planted: Route[] = []) {
  const world = await domainWorld({ meetings: zoom });
  const routes = [...(await readRoutes()), ...planted];
  const remix = createRequestHandler(buildOf(routes), "production");
  const seen = new Map<string, { path: string; form: HtmlForm }>();
  const evening = world.clock.now;
  let begun = 0;

  /** What the worker would make of the request; the clock and the ports are the house's. */
  const contextOf = async (who: Person, request: Request) => {
    const headers = "jar" in who ? { cookie: [...who.jar].map((pair) => pair.join("=")).join("; ") } : undefined;
    const context = await createContext(new Request(request.url, { headers }), env, () => {});
    const own = "jar" in who ? context.ctx : await who.ctx();
    if (own.entrance.kind !== "host") throw new Error("A job sends no forms.");
    const entrance = { ...own.entrance, portal: portalOf(new URL(request.url).pathname) };
    return { ...context, ctx: { ...own, entrance, now: world.clock.now, ports: world.ports } };
  };
  const ask = async (who: Person, path: string, fields?: Fields): Promise<Answer> => {
    const url = new URL(path, `http://${world.nimbus.host}`);
    const request = fields ? new Request(url, { method: "POST", body: bodyOf(fields) }) : new Request(url);
    const context = await contextOf(who, request);
    const answer = await remix(request, context);
    if ("jar" in who)
      for (const line of context.cookies.headers()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        who.jar.set(name, value);
      }
    await world.settled();
    const html = await answer.text();
    for (const form of formsOf(html, path)) seen.set(`${form.action} ${form.intent ?? ""}`, { path, form });
    return { path, status: answer.status, location: answer.headers.get("location"), html };
  };

  return {
    ...world,
    routes,
    /** Every form that stood on a page of this house so far. */
    seen,
    /**
     * Every form begins at the same hour, however far the one before it moved the clock; and now and then the planner is
     * told how the tables have grown, because in a cluster of tests nothing else tells it.
     */
    async evening(): Promise<void> {
      world.clock.now = evening;
      if (begun++ % 40 === 0) await world.owner.query("analyze");
    },
    get: (who: Person, path: string) => ask(who, path),
    send: (who: Person, path: string, fields: Fields) => ask(who, path, fields),
    /** The forms of a page just shown. */
    formsOn: ({ html, path }: Answer) => formsOf(html, path),
    routeAt: (address: string) => routeAt(routes, address),
    standing: watchTables(world),
  };
}
export type House = Awaited<ReturnType<typeof openHouse>>;

const env = {
  BASE_URL: "http://localhost:8787",
  SEAL_KEYS: `1:${btoa("k".repeat(32))}`,
  AUTH_PEPPER: "p".repeat(32),
  DATABASE_URL: "postgres://nobody:none@localhost/none",
} as Partial<Env> as Env;

/** A meeting provider that always answers: a form is sent again whether or not Zoom is well. */
const zoom: NonNullable<Parameters<typeof domainWorld>[0]>["meetings"] = {
  getMeeting: async () => ({
    ok: true,
    value: {
      joinUrl: "https://zoom.us/j/81400014140",
      registrationOn: true,
      passcode: null,
      hostUserId: "host",
      topic: "Networks",
    },
  }),
  addRegistrant: async (_, { email }) => ({
    ok: true,
    value: { registrantId: email, joinUrl: `https://zoom.us/w/${email}` },
  }),
  getHostLink: async () => ({ ok: true, value: { startUrl: "https://zoom.us/s/81400014140" } }),
};

/** As a browser would send it: with a file in parts, else as one line. */
function bodyOf(fields: Fields): FormData | URLSearchParams {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly string[]) : [value as string | File]).map((one) => [name, one] as const),
  );
  if (!pairs.some(([, value]) => value instanceof File)) return new URLSearchParams(pairs as [string, string][]);
  const form = new FormData();
  for (const [name, value] of pairs) form.append(name, value);
  return form;
}

function buildOf(routes: Route[]): ServerBuild {
  const all = [
    { id: "root", path: "", parentId: undefined, index: false, module: root as RouteModule },
    ...routes.map(({ id, parentId, path, index, module }) => ({
      id,
      parentId,
      path: path || undefined,
      index,
      module,
    })),
  ];
  const manifest = all.map(({ module, ...route }) => ({
    ...route,
    module: "",
    hasAction: "action" in module,
    hasLoader: "loader" in module,
    hasClientAction: false,
    hasClientLoader: false,
    hasErrorBoundary: "ErrorBoundary" in module,
  }));
  return {
    mode: "production",
    entry: { module: entry },
    routes: Object.fromEntries(all.map((route) => [route.id, route])),
    assets: {
      version: "house",
      url: "",
      entry: { module: "", imports: [] },
      routes: Object.fromEntries(manifest.map((route) => [route.id, route])),
    },
    publicPath: "/",
    assetsBuildDirectory: "",
    isSpaMode: false,
    future: {
      v3_fetcherPersist: true,
      v3_relativeSplatPath: true,
      v3_throwAbortReason: true,
      v3_lazyRouteDiscovery: false,
      v3_singleFetch: true,
    },
  };
}

/** The route an address leads to: the one with the fewest holes in its path, and the one that takes anything last. */
function routeAt(routes: Route[], address: string): Route | undefined {
  const { pathname } = new URL(address, "http://hub");
  const fits = ({ address: pattern }: Route) =>
    new RegExp(`^${pattern.replaceAll(/\/:[^/]+/g, "/[^/]+").replace(/\/\*$/, "/.*")}$`).test(pathname);
  const holes = ({ address: pattern }: Route) => (pattern.match(/:/g)?.length ?? 0) + (pattern.endsWith("*") ? 100 : 0);
  return routes.filter(fits).toSorted((a, b) => holes(a) - holes(b))[0];
}

/** Per table: how many rows and versions there are, and what stands in them. Notes of what somebody read are no change. */
export type Standing = Map<string, { rows: number; versions: number; content: string }>;

/**
 * Reads the whole database at every call, but the words of a table's rows only where one was added, rewritten or removed
 * since the last: a row's place and the transaction that wrote it tell that, and cost next to nothing to read.
 */
function watchTables({ owner }: DomainWorld): () => Promise<Standing> {
  let tables: { name: string; versioned: boolean }[] | undefined;
  const known = new Map<string, { written: string; stands: Parameters<Standing["set"]>[1] }>();
  return async () => {
    // What waits for its seal follows the record row by row, and adds nothing to it.
    tables ??= (
      await owner.query<{ name: string; versioned: boolean }>(
        `select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'version') as versioned
         from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'audit_unsealed' order by 1`,
      )
    ).rows;
    const writings = await owner.query<{ name: string; written: string }>({
      name: "writings",
      text: tables
        .map(
          ({ name }) =>
            `select '${name}' as name, count(*) || ' ' || coalesce(bit_xor(hashtidextended(t.ctid, t.xmin::text::bigint)), 0) as written from public.${name} t`,
        )
        .join(" union all "),
    });
    const written = new Map(writings.rows.map((one) => [one.name, one.written]));
    const each = tables
      .filter(({ name }) => known.get(name)?.written !== written.get(name))
      .map(
        ({ name, versioned }) =>
          `select '${name}' as name, count(*)::int as rows, ${versioned ? "coalesce(sum(version), 0)::int" : "0"} as versions,
             md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) as content
           from public.${name} t ${name === "audit_logs" ? "where kind <> 'read'" : ""}`,
      );
    if (each.length > 0) {
      const { rows } = await owner.query<{ name: string; rows: number; versions: number; content: string }>(
        each.join(" union all "),
      );
      for (const { name, ...stands } of rows) known.set(name, { written: written.get(name)!, stands });
    }
    return new Map(tables.map(({ name }) => [name, known.get(name)!.stands]));
  };
}
