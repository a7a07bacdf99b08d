import * as z from "zod";

/** The organization's rule for when a class can be joined; version 0 is this default. Minutes. */
export const joinWindowPolicy = z.object({
  opensMinutes: z.int().min(0).max(120).default(15),
  closesMinutes: z.int().min(0).max(180).default(30),
  /** A meeting that still runs when the window closes keeps it open, at most this long after the scheduled end. */
  stillRunningMinutes: z.int().min(0).max(360).default(180),
  /** Which payment states keep a student out. */
  payment: z.enum(["settled", "part", "never"]).default("part"),
});
export type JoinWindowPolicy = z.infer<typeof joinWindowPolicy>;
export const defaultJoinWindow: JoinWindowPolicy = joinWindowPolicy.parse({});

/** The policy as its row keeps it, whatever that leaves out as by default. */
export const joinWindowPolicyIn = (value: unknown): JoinWindowPolicy => joinWindowPolicy.parse(value ?? {});

type WindowFacts = {
  startsAt: string | Date;
  endsAt: string | Date;
  opensAtOverride: string | Date | null;
  closesAtOverride: string | Date | null;
  stillRunning: boolean;
};

/**
 * When the gate opens and closes, both ends inclusive. "Open now" and "close later" override the policy; evidence that
 * the meeting still runs keeps it open up to `stillRunningMinutes` after the scheduled end.
 */
export function joinWindow(session: WindowFacts, policy: JoinWindowPolicy): { opensAt: Date; closesAt: Date } {
  const start = new Date(session.startsAt).getTime();
  const end = new Date(session.endsAt).getTime();
  const opens = session.opensAtOverride
    ? new Date(session.opensAtOverride).getTime()
    : start - policy.opensMinutes * 60_000;
  let closes = session.closesAtOverride
    ? new Date(session.closesAtOverride).getTime()
    : end + policy.closesMinutes * 60_000;
  if (session.stillRunning) closes = Math.max(closes, end + policy.stillRunningMinutes * 60_000);
  return { opensAt: new Date(opens), closesAt: new Date(closes) };
}
