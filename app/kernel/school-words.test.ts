import { describe, expect, it } from "vitest";

import { declareRefusals } from "./refusal";
import { inWords, schoolWords, usualWords, wordsOf } from "./school-words";

describe("the school's word for a batch", () => {
  it.each([
    [{}, ["batch", "batches", "a batch", "Batch", "Batches"]],
    [{ batch: "Cohort" }, ["cohort", "cohorts", "a cohort", "Cohort", "Cohorts"]],
    [{ batch: "intake" }, ["intake", "intakes", "an intake", "Intake", "Intakes"]],
    [{ batch: "Company" }, ["company", "companies", "a company", "Company", "Companies"]],
    [
      { batch: "Class group", batches: "Class groups" },
      ["class group", "class groups", "a class group", "Class group", "Class groups"],
    ],
    [{ batch: "MBA group" }, ["MBA group", "MBA groups", "a MBA group", "MBA group", "MBA groups"]],
    [{ batch: "Kurs", batches: "Kurse" }, ["kurs", "kurse", "a kurs", "Kurs", "Kurse"]],
  ])("%j", (given, said) => {
    const { batch, batches, aBatch, Batch, Batches } = schoolWords(given);
    expect([batch, batches, aBatch, Batch, Batches]).toEqual(said);
  });

  it("stands in a sentence that was written apart from it, and nothing else in braces is touched", () => {
    const words = schoolWords({ batch: "Intake" });
    expect(inWords("{ABatch} that exists, or {aBatch} of {Batches}; {other} {batch}", words)).toBe(
      "An intake that exists, or an intake of Intakes; {other} intake",
    );
  });

  it("is told in refusals and beside their fields, and the usual one stands where nobody said which", () => {
    const { refuse: no } = declareRefusals({
      "batch.full": { kind: "refused", message: "This {batch} is full. Choose another of your {batches}." },
    });
    const said = no("batch.full", { fields: { batchId: ["{Batch} 14 is full."] }, data: { seats: 0 } });
    expect([said.message, said.details.fields]).toEqual([
      "This batch is full. Choose another of your batches.",
      { batchId: ["Batch 14 is full."] },
    ]);
    const told = said.toldIn(schoolWords({ batch: "Cohort" }));
    expect(told).toMatchObject({
      code: "batch.full",
      status: 422,
      message: "This cohort is full. Choose another of your cohorts.",
      details: { fields: { batchId: ["Cohort 14 is full."] }, data: { seats: 0 } },
    });
  });

  it("is the usual one while no school is known", () => {
    expect(wordsOf({ tenant: null })).toEqual(usualWords);
    expect(wordsOf({ tenant: { words: { batch: "Group" } } }).batches).toBe("groups");
  });
});
