import { readFileSync, readdirSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { paths } from "#app/paths";
import { readMigrations } from "#migrations/files";
import { inRoot } from "#sandbox/paths";
import { devVarsExample } from "#workers/cli/dev-vars-example";
import { envSchema } from "#workers/env";
import { schemaVersion } from "#workers/schema-version";

describe("files that say the same thing twice", () => {
  it("the worker expects the newest migration", () => {
    expect(schemaVersion).toBe(readMigrations(inRoot("migrations")).at(-1)?.name);
  });

  it(".dev.vars.example is what the environment's schema says; npm run verify:env -- --write-example renews it", () => {
    expect(readFileSync(inRoot(".dev.vars.example"), "utf8")).toBe(devVarsExample());
  });

  it("names no value of a secret in the example", () => {
    for (const line of readFileSync(inRoot(".dev.vars.example"), "utf8").split("\n")) {
      const [name = "", value = ""] = line.split("=");
      if (/^\w+(SECRET|KEY|KEYS|PEPPER|URL)$/.test(name)) expect(value, name).toBe("");
    }
    expect(Object.keys(envSchema.shape).length).toBeGreaterThan(10);
  });
});

/** Every address, by its name; `:id` stands for the id in it. */
const addresses = Object.entries(paths).map(([name, path]): [string, string] => [
  name,
  // The argument of these is where to go afterwards or what to show, not part of the address.
  ["login", "google", "attendanceDesk"].includes(name) ? (path as () => string)() : path(":id"),
]);

describe("the site map", () => {
  /** Bookmarks and mails that were sent point here: an address changes only with a redirect from the old one. */
  it("is this", () => {
    expect(addresses.map((one) => one.join(" "))).toEqual([
      "landing /",
      "login /auth/login",
      "confirm /auth/confirm",
      "denied /auth/denied",
      "signOut /auth/signout",
      "google /auth/google",
      "callback /auth/callback",
      "handoff /auth/handoff",
      "home /app",
      "join /app/join/:id",
      "classes /app/batches",
      "profile /app/profile",
      "notifications /app/notifications",
      "staffLogin /admin/login",
      "ops /admin/ops",
      "today /admin/ops/today",
      "session /admin/ops/sessions/:id",
      "startClass /admin/ops/sessions/:id/start",
      "changeSession /admin/ops/sessions/:id/change",
      "batches /admin/ops/batches",
      "newBatch /admin/ops/batches/new",
      "unplaced /admin/ops/batches/unplaced",
      "batchesExport /admin/ops/batches/export",
      "unplacedExport /admin/ops/batches/unplaced/export",
      "batch /admin/ops/batches/:id",
      "batchSchedule /admin/ops/batches/:id/schedule",
      "batchRoster /admin/ops/batches/:id/roster",
      "batchRosterFile /admin/ops/batches/:id/roster/file",
      "addClass /admin/ops/batches/:id/add-class",
      "announce /admin/ops/batches/:id/announce",
      "cancelBatch /admin/ops/batches/:id/cancel",
      "hosts /admin/ops/hosts",
      "holidays /admin/ops/holidays",
      "imports /admin/ops/students/import",
      "importPlan /admin/ops/students/import/:id",
      "importFailedRows /admin/ops/students/import/:id/failed-rows",
      "attendance /admin/ops/sessions/:id/attendance",
      "attendanceExport /admin/ops/sessions/:id/attendance/export",
      "attendanceDesk /admin/ops/attendance",
      "students /admin/ops/students",
      "studentsExport /admin/ops/students/export",
      "find /admin/ops/find",
      "student /admin/ops/students/:id",
      "studentContact /admin/ops/students/:id/contact",
      "actOnStudent /admin/ops/students/:id/:id",
      "payments /admin/ops/payments",
      "paymentsExport /admin/ops/payments/export",
      "deadLetters /admin/ops/dead-letters",
      "audit /admin/ops/audit",
      "auditRecord /admin/ops/audit/:id",
      "auditExport /admin/ops/audit/export",
      "invites /admin/ops/invites",
      "invitesExport /admin/ops/invites/export",
      "signIns /admin/ops/sign-ins",
      "signIn /admin/ops/sign-ins/:id",
      "viewAs /admin/ops/students/:id/view",
      "viewAsClasses /admin/ops/students/:id/view/classes",
      "viewAsNotifications /admin/ops/students/:id/view/notifications",
      "mergeStudent /admin/ops/students/:id/merge",
    ]);
    expect(paths.login("/app/join/1?x=2")).toBe("/auth/login?next=%2Fapp%2Fjoin%2F1%3Fx%3D2");
  });

  it("has a route for every address", () => {
    const routes = readdirSync(inRoot("app/routes")).map((name) => {
      const segments = name
        .replace(/\.tsx?$/, "")
        .split(".")
        .filter((part) => part !== "_index");
      return `/${segments.map((part) => (part.startsWith("$") ? ":id" : part.replace(/_$/, ""))).join("/")}`.replaceAll(
        ":id_",
        ":id",
      );
    });
    expect(addresses.filter(([, address]) => !routes.includes(address))).toEqual([]);
  });
});
