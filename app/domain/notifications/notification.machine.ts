import { defineMachine } from "#kernel/machine";

export const notificationMachine = defineMachine({
  name: "notification",
  states: ["pending", "ready", "stale", "unwanted", "read"],
  transitions: {
    create: { from: ["*new*"], to: ["pending"] },
    ready: { from: ["pending"], to: ["ready"] },
    drop: { from: ["pending"], to: ["stale"] },
    decline: { from: ["pending"], to: ["unwanted"] },
    read: { from: ["pending", "ready"], to: ["read"] },
  },
});
