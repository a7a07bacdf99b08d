import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { importLegacyAdmission } from "#domain/admissions/import-legacy-admission";
import { finishOnboarding } from "#domain/enrollments/finish-onboarding";
import { grantPause } from "#domain/enrollments/grant-pause";
import type { Ctx } from "#kernel/ctx";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { suspendEnrollment } from "../suspend-enrollment";
import { exportStudents } from "./export-students";
import { listStudents } from "./list-students";
import { studentList } from "./student-list";
import type { ChosenStudents } from "./student-list";

let w: DomainWorld;
let ops: Ctx;
const students: Enrolled[] = [];
const names = ["Émile Zola", "asha rao", "Asha Rao", "Bina Das", "Žofia Bem", "चित्रा बोस", "Deepa Nair", "Arun Rao"];
beforeAll(async () => {
  w = await domainWorld();
  for (const fullName of names) {
    const email = `s${students.length + 1}@list.example`;
    const input = { fullName, email, planId: w.nimbus.planId, agreedPaisa: students.length === 3 ? 500 : 0 };
    students.push({ email, ...(await importLegacyAdmission(w.nimbus.job(), input)) });
  }
  ops = await w.nimbus.staff("ops");
}, 60_000);
afterAll(() => w?.drop());

const asked = (search: string, size = 50) => ({ ...studentList.parse(new URLSearchParams(search)), size });
const named = async (search: string, as: Ctx = ops) =>
  (await listStudents(as, asked(search))).students.map(({ name }) => name);

describe("the list of students", () => {
  it("is in the order of names as people read them, and says how many there are", async () => {
    const page = await listStudents(ops, asked(""));
    expect(page.students.map(({ name }) => name.replace("asha rao", "Asha Rao"))).toEqual([
      "Arun Rao",
      "Asha Rao",
      "Asha Rao",
      "Bina Das",
      "Deepa Nair",
      "Émile Zola",
      "Žofia Bem",
      "चित्रा बोस",
    ]);
    expect(page).toMatchObject({ total: 8, next: null, personName: "Staff ops" });
  });

  it.each(["name", "-name", "code", "-code", "joined", "-joined"])(
    "by %s goes on where the page before it ended, each student once",
    async (sort) => {
      const all = (await listStudents(ops, asked(`sort=${sort}`))).students.map(({ id }) => id);
      const met: string[] = [];
      let search: string | null = `?sort=${sort}`;
      while (search !== null) {
        const page: Awaited<ReturnType<typeof listStudents>> = await listStudents(ops, asked(search, 3));
        met.push(...page.students.map(({ id }) => id));
        search = page.next;
      }
      expect(met).toEqual(all);
      expect(new Set(met).size).toBe(8);
    },
  );

  it("shows batch, next class and last joined of each", async () => {
    const batchId = await w.nimbus.batch({ code: "LIST-1" });
    await w.nimbus.lesson(batchId, 60);
    await w.nimbus.assign(students[0]!, batchId);
    const { students: shown } = await listStudents(ops, asked("batch=list-1"));
    expect(shown).toMatchObject([
      {
        name: "Émile Zola",
        batches: ["LIST-1"],
        state: "BATCH_ASSIGNED",
        payment: "settled",
        signedIn: false,
        lastJoinedAt: null,
      },
    ]);
    expect(shown[0]!.nextClassAt?.toISOString()).toBe("2026-11-23T15:00:00.000Z");
    // The class that is on is the next one, until it is over.
    const at = async (iso: string) =>
      (
        await listStudents({ ...ops, now: new Date(iso) }, asked("batch=list-1"))
      ).students[0]!.nextClassAt?.toISOString();
    expect(await at("2026-11-23T15:30:00.000Z")).toBe("2026-11-23T15:00:00.000Z");
    expect(await at("2026-11-24T15:30:00.000Z")).toBeUndefined();
  });

  it("is filtered by what an enrollment is today, whatever the night has written down", async () => {
    const batchId = await w.nimbus.batch();
    const paused = await w.nimbus.assign(students[4]!, batchId);
    const pause = { fromOn: "2026-11-24", untilOn: "2026-11-25", reason: "Exams" };
    await grantPause(w.nimbus.job(), { enrollmentId: paused.enrollmentId, ...pause });
    const manager = await w.nimbus.staff("ops_manager");
    await suspendEnrollment(manager, { enrollmentId: students[5]!.enrollmentId, reason: "Conduct" });
    expect(await named("state=SUSPENDED")).toEqual(["चित्रा बोस"]);
    expect(await named("state=PAUSED")).toEqual([]);
    const tomorrow: Ctx = { ...ops, now: new Date("2026-11-24T06:00:00Z") };
    expect(await named("state=PAUSED", tomorrow)).toEqual(["Žofia Bem"]);
    expect((await listStudents(tomorrow, asked("state=PAUSED"))).total).toBe(1);
    expect(await named("state=BATCH_ASSIGNED", tomorrow)).toEqual(["Émile Zola"]);
    expect(await named("state=PAUSED&q=zofia", tomorrow)).toEqual(["Žofia Bem"]);
    expect(await named("state=PAUSED&q=asha", tomorrow)).toEqual([]);
  });

  it("is filtered by plan, payment and who never signed in, one with another", async () => {
    expect(await named("payment=due")).toEqual(["Bina Das"]);
    await w.nimbus.asOwner("update memberships set first_signed_in_at = now() where id <> $1 and kind = 'student'", [
      students[3]!.studentId,
    ]);
    expect(await named("signed=never")).toEqual(["Bina Das"]);
    expect(await named("plan=CLOUD&payment=due&signed=never")).toEqual(["Bina Das"]);
    expect(await named("plan=GONE")).toEqual([]);
    expect((await named("plan=CLOUD")).length).toBe(8);
  });

  it("by what was typed is ranked, the nearest first", async () => {
    expect((await named("q=rao asha")).slice(0, 2).map((name) => name.toLowerCase())).toEqual(["asha rao", "asha rao"]);
    expect(await named("q=s4@list")).toEqual(["Bina Das"]);
  });

  it("is a trainer's own, without money", async () => {
    const trainer = await w.nimbus.staff("trainer");
    expect(await named("", trainer)).toEqual([]);
    const mine = await w.nimbus.batch({ trainerId: trainer.memberId });
    await finishOnboarding(w.nimbus.job(), { enrollmentId: students[6]!.enrollmentId, reason: "Checked" });
    await w.nimbus.assign(students[6]!, mine);
    const page = await listStudents(trainer, asked(""));
    expect(page).toMatchObject({ showsMoney: false, total: 1, students: [{ name: "Deepa Nair", payment: null }] });
    expect(await refusal(listStudents(trainer, asked("payment=due")))).toEqual({ code: "forbidden" });
  });

  it("is refused without student.search, and empty in another school", async () => {
    expect(await refusal(listStudents(await w.nimbus.staff("sales"), asked("")))).toEqual({ code: "forbidden" });
    expect(await named("", await w.raga.staff("ops"))).toEqual([]);
  });
});

describe("the export", () => {
  const exported = async (as: Ctx, chosen: ChosenStudents) => {
    const all: string[] = [];
    for await (const rows of await exportStudents(as, chosen)) all.push(...rows.map(({ name }) => name));
    return all;
  };
  const notes = () =>
    w.owner.query<{ kind: string; actor: string; after: unknown }>(
      "select kind, actor, after from audit_logs where action = 'student.export' order by id",
    );

  it("gives every student of the filter with contact details, and is noted before its first row, without what was typed", async () => {
    const rows = await exportStudents(ops, { by: "filter", asked: asked("payment=due") });
    expect((await notes()).rows).toMatchObject([{ kind: "export", after: { filter: { payment: "due" } } }]);
    const { value } = await rows.next();
    expect(value).toMatchObject([
      { name: "Bina Das", email: "s4@list.example", plan: "Cloud, one year", payment: "due", batches: [] },
    ]);
    expect(await exported(ops, { by: "filter", asked: asked("q=bina das") })).toContain("Bina Das");
    expect((await notes()).rows.at(-1)?.after).toEqual({ filter: { q: "typed" } });
  });

  it("begins at the first row whatever page was looked at, and gives chosen rows alone", async () => {
    const { next } = await listStudents(ops, asked("", 3));
    expect((await exported(ops, { by: "filter", asked: asked(next!) })).length).toBe(8);
    const ids = [students[3]!.studentId, "0192f3a4-0000-7000-8000-000000000001"];
    expect(await exported(ops, { by: "ids", ids })).toEqual(["Bina Das"]);
    expect((await notes()).rows.at(-1)?.after).toEqual({ chosen: 2 });
  });

  it("is refused to roles without student.export, and then not noted", async () => {
    const before = (await notes()).rows.length;
    for (const role of ["customer_support", "trainer", "academic_counselor"] as const)
      expect(await refusal(exportStudents(await w.nimbus.staff(role), { by: "filter", asked: asked("") }))).toEqual({
        code: "forbidden",
      });
    expect((await notes()).rows.length).toBe(before);
  });
});
