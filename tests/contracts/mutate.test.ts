import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { courses } from "#domain/catalog/tables";
import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import type { Database } from "#kernel/ports";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";
import { guardedUpdate } from "#kernel/write.server";

import { asOwner, twoSchools } from "./world";
import type { TwoSchools } from "./world";

let w: TwoSchools;
let courseId: string;
beforeAll(async () => {
  w = await twoSchools();
  const { rows } = await w.owner.query<{ id: string }>("select id from courses where organization_id = $1 limit 1", [
    w.nimbus.organizationId,
  ]);
  courseId = rows[0]!.id;
});
afterAll(() => w?.drop());

/** The school's Ctx, with somebody who does something just before each write batch. */
function meddledCtx(meddle: (batch: number) => Promise<void>): { ctx: Ctx; batches: string[] } {
  const { database } = w.desk.ports;
  const batches: string[] = [];
  let writes = 0;
  const meddled: Database = {
    async batch(statements, options) {
      batches.push(options.readOnly ? "read" : "write");
      if (!options.readOnly) await meddle(++writes);
      return database.batch(statements, options);
    },
  };
  return { ctx: { ...w.desk.as(w.nimbus.organizationId), ports: { ...w.desk.ports, database: meddled } }, batches };
}
const touch = async (name: string): Promise<void> => {
  await asOwner(w.owner, w.nimbus.organizationId, (client) =>
    client.query("update courses set name = $2 where id = $1", [courseId, name]),
  );
};
const nameNow = async () =>
  (await w.owner.query<{ name: string }>("select name from courses where id = $1", [courseId])).rows[0]!.name;
/** Adds a letter to what it read: a lost update would show. */
const rename = (ctx: Ctx, seen: string[] = []) =>
  mutate(ctx, "catalog.manage", {
    load: (q) => ({ found: q.select().from(courses).where(eq(courses.id, courseId)) }),
    decide: ({ found: [course] }) => {
      if (!course) return refuse("not_found");
      seen.push(course.name);
      return { writes: [guardedUpdate(courses, course, { name: `${course.name}!` }, "course")], result: course.name };
    },
  });

describe("a command", () => {
  it("is two batches: what it reads and what it writes", async () => {
    const { ctx, batches } = meddledCtx(async () => {});
    await touch("Course");
    await rename(ctx);
    expect(batches).toEqual(["read", "write"]);
    expect(await nameNow()).toBe("Course!");
  });

  it("runs once more when somebody was faster, on what is true by then", async () => {
    await touch("Course");
    const { ctx, batches } = meddledCtx(async (write) => {
      if (write === 1) await touch("Renamed");
    });
    const seen: string[] = [];
    await rename(ctx, seen);
    expect(seen).toEqual(["Course", "Renamed"]);
    expect(batches).toEqual(["read", "write", "read", "write"]);
    expect(await nameNow()).toBe("Renamed!");
  });

  it("gives up after the second time, says so, and has written nothing", async () => {
    await touch("Course");
    const { ctx, batches } = meddledCtx((write) => touch(`Renamed ${write}`));
    await expect(rename(ctx)).rejects.toMatchObject({ code: "conflict", kind: "conflict" });
    expect(batches).toEqual(["read", "write", "read", "write"]);
    expect(await nameNow()).toBe("Renamed 2");
  });

  it("of two at once loses neither change", async () => {
    await touch("Course");
    await Promise.all([rename(w.desk.as(w.nimbus.organizationId)), rename(w.desk.as(w.nimbus.organizationId))]);
    expect(await nameNow()).toBe("Course!!");
  });

  it("that refuses sends no second batch", async () => {
    const { ctx, batches } = meddledCtx(async () => {});
    const refusing = mutate(ctx, "catalog.manage", { load: () => ({}), decide: () => refuse("forbidden") });
    await expect(refusing).rejects.toMatchObject({ code: "forbidden" });
    expect(batches).toEqual(["read"]);
  });

  it("writes all or nothing: an event goes with its change", async () => {
    await touch("Course");
    const before = (await w.owner.query("select count(*) as n from outbox")).rows;
    const failing = mutate(w.desk.as(w.nimbus.organizationId), "catalog.manage", {
      load: (q) => ({ found: q.select().from(courses).where(eq(courses.id, courseId)) }),
      decide: ({ found: [course] }) => ({
        writes: [
          guardedUpdate(courses, course!, { name: "Half" }, "course"),
          guardedUpdate(courses, { id: courseId, version: 0 }, { name: "Never" }, "course"),
        ],
        events: [{ name: "course.renamed", payload: { courseId } }],
        result: undefined,
      }),
    });
    await expect(failing).rejects.toMatchObject({ code: "conflict" });
    expect(await nameNow()).toBe("Course");
    expect((await w.owner.query("select count(*) as n from outbox")).rows).toEqual(before);
  });

  it("cannot write while it reads", async () => {
    const sneaky = mutate(w.desk.as(w.nimbus.organizationId), "catalog.manage", {
      load: (q) => ({ made: q.update(courses).set({ name: "Sneaked" }).where(eq(courses.id, courseId)).returning() }),
      decide: () => ({ writes: [], result: undefined }),
    });
    await expect(sneaky).rejects.toMatchObject({ message: expect.stringContaining("read-only") as string });
  });
});

describe("reads", () => {
  it("begun in one turn are one batch", async () => {
    const { ctx, batches } = meddledCtx(async () => {});
    const all = await Promise.all([
      read(ctx, (q) => ({ one: q.select({ id: courses.id }).from(courses) })),
      read(ctx, (q) => ({ two: q.select({ name: courses.name }).from(courses) })),
    ]);
    expect(batches).toEqual(["read"]);
    expect(all[0].one.length).toBe(all[1].two.length);
  });

  it("with a stale hint are asked once more with the right one", async () => {
    const [student] = w.nimbus.students;
    const told: string[] = [];
    const { ctx, batches } = meddledCtx(async () => {});
    const { createHash } = await import("node:crypto");
    const asStudent: Ctx = {
      ...ctx,
      entrance: {
        kind: "host",
        host: w.nimbus.host,
        portal: "student",
        tokenDigest: `\\x${createHash("sha256").update(student!.token).digest("hex")}`,
      },
      actor: { kind: "member", userId: "", memberId: "", role: "student" },
      onNewHint: (member) => told.push(member.memberId),
    };
    Object.assign(asStudent.actor, { userId: w.nimbus.students[1]!.userId, memberId: w.nimbus.students[1]!.memberId });
    const { me } = await read(asStudent, (q, me) => ({
      me: q.select({ id: courses.id }).from(courses).where(eq(courses.id, me.memberId)),
    }));
    expect(me).toEqual([]);
    expect(told).toEqual([student!.memberId]);
    expect(batches).toEqual(["read", "read"]);
    expect(asStudent.authSession).not.toBeNull();
  });
});
