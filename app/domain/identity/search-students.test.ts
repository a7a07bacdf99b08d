import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { importLegacyAdmission } from "#domain/admissions/import-legacy-admission";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import type { Ctx } from "#kernel/ctx";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { searchStudents } from "./search-students";

let w: DomainWorld;
let ops: Ctx;
const people: Record<string, Enrolled> = {};
const names = [
  "Asha Raghunathan",
  "Asha Rao",
  "Usha Rao",
  "Omar Sheikh",
  "Vikram Subramaniam",
  "Priyanka Mukherjee",
  "Jean-Luc D’Souza",
  "Žofia Łukasiewicz",
  "आशा शर्मा",
  "மீனா ராமன்",
  "محمد علي",
  "王小明",
  "Lakshmi Venkatesh Iyer",
];
const admit = async (fullName: string, more: { email?: string; phone?: string; code?: string } = {}) => {
  const email = more.email ?? `p${Object.keys(people).length + 1}@people.example`;
  const input = { ...more, fullName, email, planId: w.nimbus.planId, agreedPaisa: 0 };
  return { email, ...(await importLegacyAdmission(w.nimbus.job(), input)) };
};
beforeAll(async () => {
  w = await domainWorld();
  for (const name of names) people[name] = await admit(name);
  ops = await w.nimbus.staff("ops");
}, 60_000);
afterAll(() => w?.drop());

const found = async (text: string, as: Ctx = ops) => (await searchStudents(as, text)).map(({ name }) => name);

describe("a name", () => {
  const misspelt = [
    ["Asha Raghunathan", "Asha Raghunathan"],
    ["raghunathan asha", "Asha Raghunathan"],
    ["ASHA  raghu", "Asha Raghunathan"],
    ["Aasha Ragunathan", "Asha Raghunathan"],
    ["Ahsa Rahgunathan", "Asha Raghunathan"],
    ["rahunatan", "Asha Raghunathan"],
    ["Ahsa Roa", "Asha Rao"],
    ["omra shiekh", "Omar Sheikh"],
    ["Sheik Omer", "Omar Sheikh"],
    ["vikarm", "Vikram Subramaniam"],
    ["Subramanyam", "Vikram Subramaniam"],
    ["subramanian vikrm", "Vikram Subramaniam"],
    ["Prianka Mukherji", "Priyanka Mukherjee"],
    ["mukerjee", "Priyanka Mukherjee"],
    ["jean luc dsouza", "Jean-Luc D’Souza"],
    ["d'souza", "Jean-Luc D’Souza"],
    ["souza", "Jean-Luc D’Souza"],
    ["zofia lukasiewicz", "Žofia Łukasiewicz"],
    ["lukaszewicz", "Žofia Łukasiewicz"],
    ["शर्मा आशा", "आशा शर्मा"],
    ["शरमा", "आशा शर्मा"],
    ["ராமன்", "மீனா ராமன்"],
    ["علي محمد", "محمد علي"],
    ["王小明", "王小明"],
    ["Lakshmi Iyer", "Lakshmi Venkatesh Iyer"],
    ["laxmi venkatesh", "Lakshmi Venkatesh Iyer"],
    ["Asha Devi Raghunathan", "Asha Raghunathan"],
  ] as const;
  it.each(misspelt)("typed as %s finds %s first", async (typed, name) => {
    expect((await found(typed))[0]).toBe(name);
  });

  it("with an error is not found by a search that forgives none, so the table above can fail", async () => {
    const as = (text: string) => w.nimbus.asOwner(text);
    const { source } = await w.one<{ source: string }>(
      "select pg_get_functiondef('app.word_rests'::regproc) as source",
    );
    await as(
      "create or replace function app.word_rests(p_word text, p_struck int) returns text[] language sql immutable as $$ select array[p_word] $$",
    );
    const firsts = await Promise.all(misspelt.map(async ([typed, name]) => (await found(typed))[0] === name));
    await as(source);
    expect(firsts.filter((right) => !right).length).toBeGreaterThan(5);
  });

  it("that is nearer comes before one that is like it", async () => {
    expect((await found("asha rao")).slice(0, 2)).toEqual(["Asha Rao", "Usha Rao"]);
    expect((await found("usha rao"))[0]).toBe("Usha Rao");
  });

  it("of a live student comes before the same name of one who left", async () => {
    const left = await admit("Meera Pillai", { email: "left@people.example" });
    const lives = await admit("Meera Pillai", { email: "lives@people.example" });
    const cancelled = { enrollmentId: left.enrollmentId, reason: "Moved abroad" };
    await cancelEnrollment(ops, cancelled);
    const hits = await searchStudents(ops, "meera pilai");
    expect(hits.map(({ id, state }) => [id, state])).toEqual([
      [lives.studentId, "PRE_ONBOARDING"],
      [left.studentId, "CANCELLED"],
    ]);
  });

  it("that nobody has finds nobody, nor does nothing at all", async () => {
    for (const typed of ["", "   ", "%", "_", "\\", "Xylophone Quartz", "' or 1=1 --", "(", "[[:digit:]]", "🙂"])
      expect(await found(typed), typed).toEqual([]);
  });

  it("is found by what it was changed to, and no more by what it was", async () => {
    const student = await admit("Gopal Krishna", { email: "gopal@people.example" });
    await w.nimbus.asOwner("update student_profiles set full_name = 'Hemant Kulkarni' where id = $1", [
      student.studentId,
    ]);
    expect(await found("Hemant Kulkarni")).toContain("Hemant Kulkarni");
    expect(await found("Gopal Krishna")).toEqual([]);
  });
});

describe("an address, a phone, a code", () => {
  let student: Enrolled;
  beforeAll(async () => {
    const more = { email: "z.wander+hub@mailbox.example", phone: "+919845012345", code: "OLD-77" };
    student = await admit("Chitra Bose", more);
  });

  it.each([
    "z.wander+hub@mailbox.example",
    "Z.Wander+Hub@Mailbox.example",
    "wander",
    "mailbox.exa",
    "+hub@",
    "2345",
    "98450 12345",
    "+91 98450-12345",
    "098450 12345",
    "OLD-77",
    "old77",
    "old 77",
    "77",
    "old-7",
  ])("typed as %s finds its student", async (typed) => {
    expect((await searchStudents(ops, typed)).map(({ id }) => id)).toContain(student.studentId);
  });

  it("comes first where it is exactly that", async () => {
    expect((await searchStudents(ops, "old-77"))[0]?.id).toBe(student.studentId);
    expect((await searchStudents(ops, student.email))[0]?.id).toBe(student.studentId);
  });

  it("is not searched by its wildcards, nor a phone by fewer than four digits", async () => {
    for (const typed of ["z%hub@", "z_wander", "345"]) expect(await found(typed), typed).toEqual([]);
  });
});

describe("who searches", () => {
  it("finds only in their own school", async () => {
    expect(await found("Asha Rao", await w.raga.staff("ops"))).toEqual([]);
  });

  it("is refused without student.search", async () => {
    expect(await refusal(searchStudents(await w.nimbus.staff("sales"), "asha"))).toEqual({ code: "forbidden" });
  });

  it("finds as a trainer the students of own batches and classes, and none by contact details", async () => {
    const trainer = await w.nimbus.staff("trainer");
    expect(await found("Asha Rao", trainer)).toEqual([]);
    const mine = await w.nimbus.batch({ trainerId: trainer.memberId });
    await w.nimbus.assign(people["Asha Rao"]!, mine);
    const substitute = await w.nimbus.batch();
    await w.nimbus.lesson(substitute, 600, { trainerId: trainer.memberId });
    await w.nimbus.assign(people["Usha Rao"]!, substitute);
    const elsewhere = await w.nimbus.batch();
    await w.nimbus.assign(people["Asha Raghunathan"]!, elsewhere);
    expect((await found("asha", trainer)).toSorted()).toEqual(["Asha Rao", "Usha Rao"]);
    const { email } = people["Asha Rao"]!;
    expect(await found(email, trainer)).toEqual([]);
    expect(await found(email)).toEqual(["Asha Rao"]);
  });

  it("cannot ask the database for another school, nor as a student", async () => {
    const ask = "select count(*)::int as n from app.search_students($1, 'asha', 20, true)";
    const asked = async (organizationId: string, scope: string) => {
      const client = await w.owner.connect();
      try {
        await client.query("begin");
        await client.query("select set_config('app.organization_id', $1, true), set_config('app.scope', $2, true)", [
          w.nimbus.organizationId,
          scope,
        ]);
        await client.query("set local role hub_gate");
        return (await client.query<{ n: number }>(ask, [organizationId])).rows[0]!.n;
      } finally {
        await client.query("rollback");
        client.release();
      }
    };
    expect(await asked(w.nimbus.organizationId, "org")).toBeGreaterThan(0);
    await expect(asked(w.raga.organizationId, "org")).rejects.toMatchObject({ code: "HB401" });
    await expect(asked(w.nimbus.organizationId, "own")).rejects.toMatchObject({ code: "HB401" });
  });
});
