import { setTimeout as sleep } from "node:timers/promises";

import type { FaultMode } from "#sandbox/standins/faults";
import type { TestProduct } from "#tests/support/product";

import { serves, setMode } from "./subject";
import type { Subject } from "./subject";

/** One thing that goes wrong, or a while in which all is well. */
export type Fault =
  | { kind: "resend"; mode: FaultMode; ms: number }
  | { kind: "zoom"; mode: FaultMode; ms: number }
  | { kind: "kill"; what: "workerd" | "postgres" | "everything" };

const resend = (mode: FaultMode, ms: number): Fault => ({ kind: "resend", mode, ms });
const kill = (what: "workerd" | "postgres" | "everything"): Fault => ({ kind: "kill", what });
/** A vendor that hangs is given up after 8 s, so some tries outlive their mode: what they did is found out later. */
export const shortStorm: readonly Fault[] = [
  resend("ok", 2_500),
  resend("accept_then_reset", 2_500),
  kill("workerd"),
  resend("ok", 2_000),
  resend("down", 1_500),
  kill("postgres"),
  resend("ok", 2_000),
  resend("hang", 2_000),
  kill("everything"),
  resend("accept_then_reset", 2_000),
  resend("500", 1_500),
  kill("workerd"),
  resend("429", 1_500),
  resend("ok", 2_000),
];

const modes: FaultMode[] = ["down", "500", "accept_then_reset", "hang", "429", "slow", "401", "malformed"];

/** Faults without end, in an order made from `seed`, so that a run that found something can be run again. */
export function* endlessStorm(seed: number): Generator<Fault> {
  let state = seed;
  const below = (n: number) => {
    // The minimal standard generator of Park and Miller: good enough for an order.
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * n);
  };
  for (;;) {
    yield resend("ok", 3_000 + below(7_000));
    const vendor = below(4) === 0 ? "zoom" : "resend";
    yield { kind: vendor, mode: modes[below(modes.length)]!, ms: 1_000 + below(9_000) };
    // The supervisor gives up on what dies more than five times in a minute.
    if (below(3) > 0) yield kill((["workerd", "workerd", "postgres", "everything"] as const)[below(4)]!);
    yield { kind: vendor, mode: "ok", ms: 4_000 + below(4_000) };
  }
}

/** Lets one fault happen and waits until it is over: a mode for its while, a kill until the hub serves again. */
export async function suffer(product: TestProduct, subject: Subject, fault: Fault): Promise<void> {
  if (fault.kind !== "kill") {
    await setMode(subject.sandbox, fault.kind, fault.mode);
    await sleep(fault.ms);
    return;
  }
  if (fault.what === "everything") {
    await product.killAll();
    await product.start();
  } else if (product.kill(fault.what) === 0) throw new Error(`There was no ${fault.what} to kill.`);
  await serves(subject);
}
