import { defineMachine } from "#kernel/machine";

/** A recording somebody places by its link is ready at once; one a provider announces is first being processed. */
export const recordingMachine = defineMachine({
  name: "recording",
  states: ["processing", "ready", "hidden", "gone"],
  transitions: {
    announce: { from: ["*new*"], to: ["processing"] },
    place: { from: ["*new*"], to: ["ready"] },
    publish: { from: ["processing"], to: ["ready"] },
    hide: { from: ["ready"], to: ["hidden"] },
    show: { from: ["hidden"], to: ["ready"] },
    remove: { from: ["ready", "hidden"], to: ["gone"] },
  },
});
export type RecordingState = (typeof recordingMachine)["states"][number];
