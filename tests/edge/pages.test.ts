import { matchRoutes } from "@remix-run/react";
import type { ServerBuild } from "@remix-run/cloudflare";
import { beforeAll, expect, test } from "vitest";

import { buildWorker } from "#sandbox/bundle";
import { inRoot } from "#sandbox/paths";
import { portalOf } from "#workers/context";
import { doors, routesOf } from "#workers/pages";

type Rows = Record<string, { id: string; path?: string; index?: boolean; parentId?: string }>;
let all: Rows;
beforeAll(async () => {
  await buildWorker();
  const build = (await import(inRoot("build/server/index.js"))) as ServerBuild;
  all = build.routes as Rows;
});

/** As Remix makes its tree: the root, and everything under it. */
const treeOf = (rows: Rows) => [
  {
    id: "root",
    path: "",
    children: Object.values(rows)
      .filter(({ parentId }) => parentId === "root")
      .map(({ id, path, index }) => (index ? { id, path, index: true as const } : { id, path })),
  },
];
const found = (rows: Rows, address: string) =>
  matchRoutes(treeOf(rows), address)?.map(({ route, params }) => ({ id: route.id, params })) ?? null;

test("a portal's own routes find for each of its addresses what all routes find", () => {
  const plain = Object.values(all).map(({ path = "" }) => `/${path.replaceAll(/:\w+/g, "x1").replace("*", "nowhere")}`);
  const odd = plain.flatMap((path) => [`${path}/`, `${path}/more`, `/app${path}`, `/admin${path}`, path.toUpperCase()]);
  const escaped = [
    "/app/%62atches",
    "/app/b%2Fatches",
    "/app//batches",
    "//app",
    "/admin/ops/students/a%20b",
    "/apple",
  ];
  const addresses = [...plain, ...odd, ...escaped];
  const seen = new Set<string>();
  for (const address of addresses) {
    const portal = portalOf(address);
    const words = doors[portal];
    if (!words) continue;
    seen.add(portal);
    expect(found(routesOf(all, words), address), address).toEqual(found(all, address));
  }
  expect(seen).toEqual(new Set(["student", "staff"]));
});

test("a student's pages are looked for among few routes", () => {
  expect(Object.keys(routesOf(all, doors.student!)).length).toBeLessThan(Object.keys(all).length / 4);
});

test("every route's parent is the root: a route under another would be lost to its portal", () => {
  for (const route of Object.values(all)) if (route.id !== "root") expect(route.parentId, route.id).toBe("root");
});
