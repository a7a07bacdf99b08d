import { describe, expect, it } from "vitest";

import type { Reach } from "./reach";
import { changeRemedies, patternRemedies, refuseReach, restoreRemedies } from "./refuse-reach";

const zone = "Asia/Kolkata";
const at = new Date("2026-11-24T13:00:00Z");
const inTheWay = {
  batchCode: "AWS-15",
  title: "Subnets",
  startsAt: new Date("2026-11-24T12:00:00Z"),
  endsAt: new Date("2026-11-24T14:00:00Z"),
};
const reach: Reach = {
  students: 3,
  notices: 3,
  notInvited: 0,
  trainerBusy: null,
  hostBusy: null,
  freeHosts: [{ id: "zoom-2", name: "Zoom 2" }],
  doubleBooked: [],
  lanes: [1],
};
const said = (more: Partial<Reach>, remedies: typeof changeRemedies) =>
  Object.values(refuseReach({ ...reach, ...more }, zone, { doubleBooking: false, remedies })!.details.fields!)[0]![0];
const trainerBusy = { trainer: "Nila", at, inTheWay };
const hostBusy = { host: "Zoom 1", at, inTheWay };

describe("what is in the way", () => {
  it("is told with what the form at hand offers", () => {
    expect(said({ trainerBusy }, changeRemedies)).toBe(
      "Nila teaches AWS-15 until 7:30 pm on Tue 24 Nov. Choose another trainer or time, or say why both may stand.",
    );
    expect(said({ hostBusy }, changeRemedies)).toMatch(/ Free then: Zoom 2\.$/);
  });

  it("is not answered with a field that form has not: restoring has none, a pattern no account", () => {
    const restored = [said({ trainerBusy }, restoreRemedies), said({ hostBusy }, restoreRemedies)];
    for (const sentence of restored) {
      expect(sentence).toMatch(/“Change this class”/);
      expect(sentence).not.toMatch(/say why|Free then/);
    }
    const doubleBooked = [{ ...inTheWay, students: 2, names: ["Asha", "Ben"] }];
    expect(said({ doubleBooked }, restoreRemedies)).toMatch(
      /^Asha and Ben would have AWS-15 .* Accept that, or give the/,
    );
    expect(said({ hostBusy }, patternRemedies)).not.toMatch(/Free then/);
    expect(said({ trainerBusy }, patternRemedies)).toMatch(/say why both may stand/);
  });
});
