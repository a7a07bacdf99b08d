import { describe, expect, it } from "vitest";

import type { StaffRole } from "#kernel/ctx";
import { usualWords } from "#kernel/school-words";

import type { Facts } from "./form";
import { placeForms } from "./place-forms";

const batch = (code: string, seats_free: number, more: object = {}) => ({
  id: code,
  code,
  course_name: "AWS",
  state: "active",
  starts_on: null,
  next_at: null,
  held: 0,
  capacity: 20,
  seats_free,
  trainer: null,
  clash_code: null,
  seated: false,
  ...more,
});
const formFor = (role: StaffRole, choices: ReturnType<typeof batch>[]) => {
  const facts = {
    page: { choices, today: "2026-11-23" },
    zone: "Asia/Kolkata",
    words: usualWords,
    actor: { kind: "member", role },
  };
  const fields = placeForms.assign.fields(facts as unknown as Facts);
  const choice = fields[0]!;
  return {
    names: fields.map(({ name }) => name),
    shut: choice.kind === "choice" ? choice.choices.map(({ unavailable }) => unavailable ?? null) : [],
  };
};

describe("a full batch, when somebody is assigned", () => {
  const choices = [batch("AWS-14", 0), batch("AWS-15", 3)];

  it("can be chosen by a manager, who says that it is beyond the capacity", () => {
    for (const role of ["ops_manager", "leadership"] as const)
      expect(formFor(role, choices)).toEqual({ names: ["batchId", "oversell"], shut: [null, null] });
  });

  it("stays shut for who may not oversell, with its reason", () => {
    for (const role of ["ops", "program_manager"] as const)
      expect(formFor(role, choices)).toEqual({ names: ["batchId"], shut: ["No seat is left.", null] });
  });

  it("offers nothing beyond the capacity where seats are left, or where the student sits already", () => {
    expect(formFor("ops_manager", [batch("AWS-15", 3)]).names).toEqual(["batchId"]);
    expect(formFor("ops_manager", [batch("AWS-14", 0, { seated: true })])).toEqual({
      names: ["batchId"],
      shut: ["Has a place in this course already: withdraw it first."],
    });
  });
});
