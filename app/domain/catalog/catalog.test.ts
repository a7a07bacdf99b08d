import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { createCourse } from "./create-course";
import { createPlan } from "./create-plan";
import type { PlanInput } from "./create-plan";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const course = (code: string) => ({ code, name: "Networks", sessionsPlanned: 12 });
const plan = (code: string, more: Partial<PlanInput> = {}): PlanInput => ({
  code,
  name: "Networks, half a year",
  validityDays: 180,
  pricePaisa: 1_200_000,
  currency: "INR",
  courseIds: [w.nimbus.courseId],
  ...more,
});

describe("a course", () => {
  it("is added by a manager, and the record says who did it", async () => {
    const manager = await w.nimbus.staff("ops_manager");
    const { courseId } = await createCourse(manager, course("NET"));
    expect(await w.one("select code, name, sessions_planned, version from courses where id = $1", [courseId])).toEqual({
      code: "NET",
      name: "Networks",
      sessions_planned: 12,
      version: 1,
    });
    expect(await w.nimbus.audit(courseId)).toMatchObject([
      { entity: "courses", action: "catalog.manage", actor: `member:${manager.memberId}`, after: { code: "NET" } },
    ]);
  });

  it("is refused under a code in use, also to the loser of two at once", async () => {
    await createCourse(w.nimbus.job(), course("LINUX"));
    expect(await refusal(createCourse(w.nimbus.job(), course("LINUX")))).toEqual({ code: "course.code_taken" });
    const answers = await Promise.allSettled([1, 2].map(() => createCourse(w.nimbus.job(), course("TWICE"))));
    expect(answers.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("may have the code of another school's, or of one that was deleted", async () => {
    await createCourse(w.nimbus.job(), course("SHARED"));
    await createCourse(w.raga.job(), course("SHARED"));
    await w.nimbus.asOwner("update courses set deleted_at = now() where code = 'SHARED' and organization_id = $1", [
      w.nimbus.organizationId,
    ]);
    await createCourse(w.nimbus.job(), course("SHARED"));
  });

  it.each(["ops", "sales", "trainer", "program_manager", "customer_support"] as const)(
    "is not for %s to add",
    async (role) => {
      expect(await refusal(createCourse(await w.nimbus.staff(role), course("NOPE")))).toEqual({ code: "forbidden" });
    },
  );

  it("is not for somebody who is not signed in", async () => {
    expect(await refusal(createCourse(w.nimbus.anonymous(), course("NOPE")))).toEqual({ code: "auth.required" });
  });

  it.each([
    ["small letters in its code", { code: "net" }],
    ["no name", { name: "  " }],
    ["no class planned", { sessionsPlanned: 0 }],
  ])("is refused with %s", async (_, wrong) => {
    await expect(createCourse(w.nimbus.job(), { ...course("NET-2"), ...wrong })).rejects.toMatchObject({
      name: "ZodError",
    });
  });
});

describe("a plan", () => {
  it("keeps its courses in the order they were given", async () => {
    const manager = await w.nimbus.staff("leadership");
    const { courseId: second } = await createCourse(manager, course("SECOND"));
    const { planId } = await createPlan(manager, plan("BOTH", { courseIds: [second, w.nimbus.courseId] }));
    const { rows } = await w.owner.query(
      "select course_id, position, completion from plan_courses where plan_id = $1 order by position",
      [planId],
    );
    const completion = { rule: "attendance", percent: 60 };
    expect(rows).toEqual([
      { course_id: second, position: 1, completion },
      { course_id: w.nimbus.courseId, position: 2, completion },
    ]);
    expect(await w.nimbus.audit(planId)).toMatchObject([
      {
        entity: "plans",
        action: "catalog.manage",
        actor: `member:${manager.memberId}`,
        after: { price_paisa: 1_200_000 },
      },
    ]);
  });

  it("is refused under a code in use", async () => {
    await createPlan(w.nimbus.job(), plan("HALF"));
    expect(await refusal(createPlan(w.nimbus.job(), plan("HALF")))).toEqual({ code: "plan.code_taken" });
  });

  it("is refused with a course that is not there, that is deleted, or that another school teaches", async () => {
    const { courseId } = await createCourse(w.nimbus.job(), course("GONE"));
    await w.nimbus.asOwner("update courses set deleted_at = now() where id = $1", [courseId]);
    for (const missing of ["01900000-0000-7000-8000-000000000000", courseId, w.raga.courseId])
      expect(
        await refusal(createPlan(w.nimbus.job(), plan("LOST", { courseIds: [w.nimbus.courseId, missing] }))),
      ).toEqual({
        code: "not_found",
      });
    expect(await w.one("select count(*)::int as n from plans where code = 'LOST'")).toEqual({ n: 0 });
  });

  it("is refused with a course named twice", async () => {
    const twice = [w.nimbus.courseId, w.nimbus.courseId];
    expect(await refusal(createPlan(w.nimbus.job(), plan("TWICE", { courseIds: twice })))).toEqual({
      code: "input.invalid",
      fields: { courseIds: ["Name each course once."] },
    });
  });

  it("is not for ops to add", async () => {
    expect(await refusal(createPlan(await w.nimbus.staff("ops"), plan("NOPE")))).toEqual({ code: "forbidden" });
  });
});
