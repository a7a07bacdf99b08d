/**
 * Back button, second tab and stale form, for every form that a person can send.
 *
 * Each form is a row in `stale-forms/*.forms.ts`: its name (the route's file and the button's intent), who opens which
 * page, what they type, and what somebody else does meanwhile. The form itself is read from the page, hidden fields and
 * all, and sent to the route's own action on a real database:
 *
 * - twice in a row: the second changes nothing anywhere in the database;
 * - from two tabs at the same moment: they leave as many rows, versions, events and audit rows as one alone;
 * - from a page older than a change of somebody else: nothing is written over it.
 *
 * Every answer that is no is a sentence, and none is a 500. A new form makes "names every form" fail by its name. To
 * add it, write a row beside those of its domain, or begin a `<domain>.forms.ts`; rows need nothing else:
 *
 *   {
 *     form: "admin.ops.courses.$courseId rename",
 *     async begin({ nimbus }) {
 *       return {
 *         who: { ctx: () => nimbus.staff("ops_manager") },
 *         path: paths.course(nimbus.courseId),
 *         types: { name: "Cloud basics", reason: "Typing error" },
 *         meanwhile: { "somebody renamed it": async () => renameCourse(await nimbus.staff("ops_manager", "other"), …) },
 *       };
 *     },
 *   },
 *
 * A form that stands only in the answer to another button ("Show what it does") names that button as `first`.
 *
 * `begin` makes what the form is about anew each time; everything else of a row is in `stale-forms/stale-form.ts`.
 */
import { eq, sql } from "drizzle-orm";
import { createElement } from "react";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { courses } from "#domain/catalog/tables";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";

import { checks } from "./stale-forms/checks";
import { openHouse, readRoutes } from "./stale-forms/house";
import type { House, Route } from "./stale-forms/house";
import { formNames, intentsOf } from "./stale-forms/intents";
import type { StaleForm } from "./stale-forms/stale-form";

const forms = Object.values(
  import.meta.glob<{ default: StaleForm[] }>("./stale-forms/*.forms.ts", { eager: true }),
).flatMap((one) => one.default as StaleForm[]);

/** Addresses that answer a POST with a no, for whoever sends one by hand. */
const takesNoForm = ["$", "auth.callback", "auth.google", "auth.handoff"];

let house: House;
beforeAll(async () => {
  house = await openHouse([unguarded]);
});
afterAll(() => house?.drop());

describe.each(forms.map((form) => [form.form, form] as const))("%s", (_, form) => {
  it("sent twice is done once", async () => {
    expect(await checks.sentTwice(house, form)).toEqual([]);
  });
  it("sent from two tabs at the same moment is done once", async () => {
    expect(await checks.fromTwoTabs(house, form)).toEqual([]);
  });
  it("sent from an old page writes over nothing", async () => {
    expect(await checks.fromAnOldPage(house, form)).toEqual([]);
  });
});

describe("the table", () => {
  it("names every form, and none that is gone", async () => {
    const all = formNames(await readRoutes()).filter((name) => !takesNoForm.includes(name));
    expect(forms.map(({ form }) => form).toSorted()).toEqual(all.toSorted());
  });

  it("knows every form that stood on a page it saw", () => {
    const known = new Set(forms.map(({ form }) => form));
    const strangers = [...house.seen.values()].filter(({ form: { action, intent } }) => {
      const id = house.routeAt(action)?.id;
      return id !== unguarded.id && !known.has(`${id}`) && !known.has(`${id} ${intent}`);
    });
    expect(strangers).toEqual([]);
  });

  it.each(takesNoForm)("%s takes no form", async (id) => {
    const route = house.routes.find((one) => one.id === id)!;
    const sent = await house.send({ jar: new Map() }, route.address.replace("*", "nowhere"), { intent: "x" });
    expect([404, 405]).toContain(sent.status);
  });
});

describe("the ways to say what is wanted that are seen", () => {
  it.each([
    ['if (fields["intent"] === "replay_all") return;', ["replay_all"]],
    ['const intent = fields["intent"]; if ("open" !== intent) throw refuse("x");', ["open"]],
    ['switch (fields["intent"]) { case "a": break; case "b": break; }', ["a", "b"]],
    ['const input = z.object({ intent: z.enum(["a", "b"]), reason: z.string() });', ["a", "b"]],
    ['const commands = { a: one, "b-c": two } satisfies Commands; commands[intent]?.(ctx);', ["a", "b-c"]],
    ["const commands: Record<string, Run> = { a: one }; commands[fields.intent];", ["a"]],
    ["await startClass(ctx, { sessionId });", []],
    ['await run(ctx, fields["intent"]);', null],
  ])("%s", (text, intents) => {
    expect(intentsOf(text)).toEqual(intents);
  });
});

/** A form as it must not be: adds a letter to what it finds, whoever sends it and whenever. */
const unguarded: Route = {
  id: "planted",
  parentId: "root",
  path: "planted",
  index: false,
  address: "/planted",
  module: {
    loader: () => null,
    action: async ({ context }) => {
      const { ctx } = context as { ctx: Ctx };
      await mutate({ ...ctx, entrance: house.nimbus.job().entrance }, "catalog.manage", {
        load: () => ({ found: q.select().from(courses).where(eq(courses.id, house.nimbus.courseId)) }),
        decide: () => ({
          writes: [
            q
              .update(courses)
              .set({ name: sql`${courses.name} || '!'` })
              .where(eq(courses.id, house.nimbus.courseId)),
          ],
          result: undefined,
        }),
      });
      return null;
    },
    default: () => createElement("form", { method: "post" }, createElement("button", null, "Rename")),
  },
};

describe("each check sees a form without a guard", () => {
  const planted: StaleForm = {
    form: "planted",
    begin: async ({ nimbus }) => ({
      who: { jar: new Map() },
      path: "/planted",
      types: {},
      meanwhile: {
        "somebody renamed it": () =>
          nimbus.asOwner("update courses set name = 'Cloud' where id = $1", [nimbus.courseId]),
      },
    }),
  };
  it("sent twice", async () => {
    expect(await checks.sentTwice(house, planted)).toEqual([
      "the second changed audit_logs",
      "the second changed courses",
    ]);
  });
  it("from two tabs", async () => {
    expect(await checks.fromTwoTabs(house, planted)).not.toEqual([]);
  });
  it("from an old page", async () => {
    expect(await checks.fromAnOldPage(house, planted)).toEqual([
      "was done and changed audit_logs although somebody renamed it",
      "was done and changed courses although somebody renamed it",
    ]);
  });
});
