import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import { safeNextPath } from "./next-path";

describe("safeNextPath", () => {
  it("keeps a path of the portal with its query", () => {
    expect(safeNextPath("/app/join/1?x=1#y", "student")).toBe("/app/join/1?x=1");
    expect(safeNextPath("/admin/ops/today", "staff")).toBe("/admin/ops/today");
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/app",
    "/\t/evil.example/app",
    "/app/../auth/login",
    "/application",
    "/admin/ops",
    "",
    null,
    undefined,
    `/app/${"x".repeat(600)}`,
  ])("sends a student nowhere for %j", (wanted) => {
    expect(safeNextPath(wanted, "student")).toBeNull();
  });

  it("does not lead staff back to the sign-in page", () => {
    expect(safeNextPath("/admin/login", "staff")).toBeNull();
  });

  property.prop([
    fc.oneof(
      fc.webUrl(),
      fc.webPath(),
      fc.string({ unit: "binary" }).map((s) => `/${s}`),
      fc.string().map((s) => `/app${s}`),
    ),
  ])("never leaves the host", (wanted) => {
    const next = safeNextPath(wanted, "student");
    if (next === null) return;
    const url = new URL(next, "https://nimbus.example");
    expect(url.host).toBe("nimbus.example");
    expect(url.pathname).toMatch(/^\/app(\/|$)/);
  });
});
