import { describe, expect, it } from "vitest";

import { ipKeyOf, portalOf } from "./context";

describe("the network address sign-in limits count by", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["", "none"],
    [null, "none"],
    ["rubbish'; drop", "none"],
  ])("of %j is %j", (ip, key) => {
    expect(ipKeyOf(ip)).toBe(key);
  });

  it("is one for a customer's whole IPv6 network and another for the next one's", () => {
    expect(ipKeyOf("2001:db8:1:2::a")).toBe(ipKeyOf("2001:db8:1:2:ffff::b"));
    expect(ipKeyOf("2001:db8:1:2::a")).not.toBe(ipKeyOf("2001:db8:1:3::a"));
  });
});

describe("the door of a path", () => {
  it.each([
    ["/app", "student"],
    ["/app.data", "student"],
    ["/app/profile", "student"],
    ["/api/app/zoom/join", "student"],
    ["/application", "public"],
    ["/admin/login", "public"],
    ["/admin/login.data", "public"],
    ["/admin/ops/today", "staff"],
    ["/sales", "staff"],
    ["/auth/login", "public"],
    ["/", "public"],
  ])("%s is %s", (path, portal) => {
    expect(portalOf(path)).toBe(portal);
  });
});
