import { describe, expect, it } from "vitest";

import type { Facts } from "./form";
import { pausingIn, planForms } from "./plan-forms";

const enrollmentId = "00000000-0000-7000-8000-00000000000a";
const typed = { enrollmentId, fromOn: "2026-11-24", untilOn: "2026-11-30", reason: "Exams" };
const missed = (title: string, day: number, batch_code = "AWS-14") => ({
  batch_code,
  title,
  starts_at: `2026-11-${day}T14:00:00Z`,
});
const place = { state: "active", batch_code: "AWS-14", coming: 3 };
const facts = (classes: ReturnType<typeof missed>[], places = [place]) =>
  ({
    page: { today: "2026-11-23", student: { full_name: "Asha Rao", preferred_name: null }, missed: classes },
    plan: { plan_name: "Cloud", valid_until_on: "2027-03-31", places },
    zone: "Asia/Kolkata",
  }) as unknown as Facts;
const said = (f: Facts, more: Partial<typeof typed> = {}) => {
  const answer = planForms.pause.preview(f, { ...typed, ...more });
  return "says" in answer ? answer.says : answer.errors.map(({ field }) => field);
};

describe("looking at a pause before it is granted", () => {
  it("names what is missed, batch by batch, and the end the plan gets", () => {
    expect(said(facts([missed("VPC", 25), missed("Pipelines", 26, "DEVOPS-9"), missed("Load balancing", 27)]))).toEqual(
      [
        "Asha Rao cannot join class from Tue 24 Nov to Mon 30 Nov: 7 days.",
        "Until then classes can be joined as before.",
        "2 classes of AWS-14 are missed: VPC (Wed 25 Nov) and Load balancing (Fri 27 Nov).",
        "1 class of DEVOPS-9 is missed: Pipelines (Thu 26 Nov).",
        "The plan ends on Wed 7 Apr instead of Wed 31 Mar, when all of the pause is taken.",
      ],
    );
  });

  it("says so where nothing is missed, counts what is too much to name, and is silent where there is no batch", () => {
    expect(said(facts([]))).toContain("No class of AWS-14 falls into these days.");
    const many = said(facts(Array.from({ length: 15 }, (_, n) => missed(`Class ${n + 1}`, 25))));
    expect(many.find((one) => one!.includes("missed"))).toMatch(/^15 classes of AWS-14 are missed: .* and 3 more\.$/);
    expect(said(facts([], [])).filter((one) => one!.includes("class of"))).toEqual([]);
  });

  it("asks for the classes only of days that are days", () => {
    expect(pausingIn(typed)).toEqual({ enrollmentId, fromOn: "2026-11-24", untilOn: "2026-11-30" });
    for (const wrong of [{ fromOn: "2026-02-30" }, { untilOn: "" }, { enrollmentId: "1" }])
      expect(pausingIn({ ...typed, ...wrong })).toBeNull();
    expect(said(facts([]), { fromOn: "2026-02-30", untilOn: "soon" })).toEqual(["fromOn", "untilOn"]);
  });
});
