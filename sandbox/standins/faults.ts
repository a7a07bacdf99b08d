import { setTimeout as sleep } from "node:timers/promises";

import type { MiddlewareHandler } from "hono";
import * as z from "zod";

import { ConnectionDropped, callerGone } from "#sandbox/standins/connection";

export const vendors = ["zoom", "resend", "google"] as const;
export type Vendor = (typeof vendors)[number];

export const faultModes = [
  "ok",
  "down",
  "slow",
  "hang",
  "429",
  "401",
  "500",
  "malformed",
  "accept_then_reset",
] as const;
export type FaultMode = (typeof faultModes)[number];
export const faultModeSchema = z.enum(faultModes);

const SLOW_MS = 4000;

/** The vendor's own answers to a caller it limits, does not know or fails, so that clients meet the real bodies. */
export type FaultAnswers = Record<"429" | "401" | "500", () => Response>;

/** How each vendor behaves at the moment. Kept in memory: a restarted sandbox works. */
export class Faults {
  readonly #modes = new Map<Vendor, FaultMode>(vendors.map((vendor) => [vendor, "ok"]));

  mode(vendor: Vendor): FaultMode {
    return this.#modes.get(vendor) ?? "ok";
  }

  set(vendor: Vendor, mode: FaultMode): void {
    this.#modes.set(vendor, mode);
  }

  all(): Record<string, FaultMode> {
    return Object.fromEntries(this.#modes);
  }

  /** Puts the vendor's present mode before its API. Work is done in `ok`, `slow` and `accept_then_reset`, in no other. */
  before(vendor: Vendor, answers: FaultAnswers): MiddlewareHandler {
    return async (context, next) => {
      const mode = this.mode(vendor);
      switch (mode) {
        case "ok":
          return next();
        case "slow":
          await next();
          await sleep(SLOW_MS);
          return;
        case "accept_then_reset":
          await next();
          throw new ConnectionDropped();
        case "hang":
          await callerGone(context.req.raw.signal);
          throw new ConnectionDropped();
        case "down":
          throw new ConnectionDropped();
        case "malformed":
          return context.body('{"id": "cut off', 200, { "content-type": "application/json" });
        default:
          return answers[mode]();
      }
    };
  }
}
