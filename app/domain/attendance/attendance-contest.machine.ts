import { defineMachine } from "#kernel/machine";

/** A student says that a mark is wrong; ops answers, or the student takes it back. */
export const attendanceContestMachine = defineMachine({
  name: "attendance_contest",
  states: ["open", "accepted", "declined", "withdrawn"],
  transitions: {
    open: { from: ["*new*"], to: ["open"] },
    accept: { from: ["open"], to: ["accepted"] },
    decline: { from: ["open"], to: ["declined"] },
    withdraw: { from: ["open"], to: ["withdrawn"] },
  },
});
export type ContestState = (typeof attendanceContestMachine)["states"][number];
