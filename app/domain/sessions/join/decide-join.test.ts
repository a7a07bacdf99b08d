import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import { addMinutes } from "#kernel/time";

import { emptyLedger } from "../../payments/payment-state";
import { decideJoin } from "./decide-join";
import type { JoinFacts } from "./join-facts";
import { joinRefusals } from "./refusals";
import type { JoinRefusal } from "./refusals";

const zone = "Asia/Kolkata";
const start = new Date("2026-11-23T14:00:00Z");
const end = addMinutes(start, 120);

/** Everything as it should be. */
const fine: JoinFacts = {
  session: {
    id: "s",
    state: "scheduled",
    startsAt: start.toISOString(),
    endsAt: end.toISOString(),
    opensAtOverride: null,
    closesAtOverride: null,
    zone,
    number: 14,
    title: "VPC",
    batchCode: "AWS-1",
    batchState: "active",
    courseName: "AWS",
    stillRunning: false,
  },
  assignment: "active",
  enrollment: { id: "e", state: "ACTIVE", validUntilOn: "2026-12-31", agreedPaisa: 100, currency: "INR" },
  pauses: [],
  ledger: { ...emptyLedger, receivedPaisa: 100 },
  admitted: false,
  meetingSize: 300,
  othersIn: 12,
  alreadyIn: false,
  link: "own",
  policy: null,
  policyVersion: 0,
};
const at = (minutes: number) => addMinutes(start, minutes);
const outcome = (facts: Partial<JoinFacts>, now = start) => decideJoin({ ...fine, ...facts }, now, zone).outcome;
const enrollment = (more: Partial<NonNullable<JoinFacts["enrollment"]>>) => ({
  enrollment: { ...fine.enrollment!, ...more },
});
const session = (more: Partial<NonNullable<JoinFacts["session"]>>) => ({ session: { ...fine.session!, ...more } });

describe("the join gate", () => {
  it("lets in, by the student's own link, else the class's, else the batch's", () => {
    expect(decideJoin(fine, start, zone)).toEqual({ outcome: "allowed", link: "own" });
    expect(decideJoin({ ...fine, link: "session" }, start, zone)).toEqual({ outcome: "allowed", link: "session" });
    expect(decideJoin({ ...fine, link: "batch" }, start, zone)).toEqual({ outcome: "allowed", link: "batch" });
  });

  it.each<[JoinRefusal, string, Partial<JoinFacts>]>([
    ["session.not_found", "no such class", { session: null }],
    ["join.not_assigned", "no place in its batch", { assignment: null, enrollment: null }],
    ["join.not_assigned", "moved to another batch", { assignment: "transferred_out" }],
    ["join.not_assigned", "withdrawn from the batch", { assignment: "withdrawn" }],
    ["join.enrollment_suspended", "suspended", enrollment({ state: "SUSPENDED" })],
    ["join.enrollment_expired", "expired", enrollment({ state: "EXPIRED" })],
    [
      "join.enrollment_expired",
      "over since yesterday, and no night wrote it down",
      enrollment({ validUntilOn: "2026-11-22" }),
    ],
    ["join.enrollment_paused", "on a day of a pause", { pauses: [{ fromOn: "2026-11-23", untilOn: "2026-11-23" }] }],
    ["join.enrollment_not_ready", "still being onboarded", enrollment({ state: "PRE_ONBOARDING" })],
    ["join.enrollment_not_ready", "waiting for a batch", enrollment({ state: "BATCH_PENDING" })],
    ["join.enrollment_closed", "completed", enrollment({ state: "COMPLETED" })],
    [
      "join.enrollment_closed",
      "refunded, and with it withdrawn",
      { assignment: "withdrawn", ...enrollment({ state: "REFUNDED" }) },
    ],
    ["join.payment_due", "nothing paid", { ledger: emptyLedger }],
    ["join.payment_due", "paid, and verified by nobody", { ledger: { ...emptyLedger, unverifiedPaisa: 100 } }],
    ["join.session_cancelled", "cancelled", session({ state: "cancelled" })],
    ["join.session_ended", "ended", session({ state: "ended" })],
    ["join.full", "as many others in as the meeting holds", { othersIn: 300 }],
    ["join.no_link", "no link of any kind", { link: null }],
  ])("answers %s to a student who is %s", (code, _, facts) => {
    expect(outcome(facts)).toBe(code);
  });

  it("opens and closes to the second, both ends included", () => {
    expect(decideJoin(fine, addMinutes(at(-15), -1 / 60), zone)).toEqual({
      outcome: "join.too_early",
      opensAt: at(-15),
    });
    expect(outcome({}, at(-15))).toBe("allowed");
    expect(outcome({}, at(150))).toBe("allowed");
    expect(decideJoin(fine, addMinutes(at(150), 1 / 60), zone)).toEqual({
      outcome: "join.too_late",
      closedAt: at(150),
    });
  });

  it("stays open while the meeting still runs", () => {
    expect(outcome(session({ stillRunning: true }), at(300))).toBe("allowed");
    expect(outcome(session({ stillRunning: true }), at(301))).toBe("join.too_late");
  });

  it("lets in again who was let in, though the meeting is full", () => {
    expect(outcome({ othersIn: 300, alreadyIn: true })).toBe("allowed");
    expect(outcome({ othersIn: 100_000, meetingSize: null })).toBe("allowed");
  });

  it("counts the day in the school's zone: validity to the 23rd holds until its midnight in India", () => {
    const late = session({ startsAt: "2026-11-23T18:00:00Z", endsAt: "2026-11-23T19:30:00Z" });
    const lastDay = { ...late, ...enrollment({ validUntilOn: "2026-11-23" }) };
    expect(outcome(lastDay, new Date("2026-11-23T18:29:59Z"))).toBe("allowed");
    expect(outcome(lastDay, new Date("2026-11-23T18:30:00Z"))).toBe("join.enrollment_expired");
  });

  it("follows the school's rule about payments", () => {
    const half = { ledger: { ...emptyLedger, receivedPaisa: 50 } };
    expect(outcome(half)).toBe("allowed");
    expect(outcome({ ...half, policy: { payment: "settled" } })).toBe("join.payment_due");
    expect(outcome({ ledger: emptyLedger, policy: { payment: "never" } })).toBe("allowed");
    expect(outcome({ ledger: { ...emptyLedger, receivedPaisa: 100, refundedPaisa: 100 } })).toBe("join.payment_due");
  });

  it("lets in who staff admitted whatever their plan says, and never into a class that is not on", () => {
    const admitted = { admitted: true, assignment: null, enrollment: null, ledger: null };
    expect(outcome(admitted)).toBe("allowed");
    expect(outcome({ ...admitted, ...session({ state: "cancelled" }) })).toBe("join.session_cancelled");
    expect(outcome(admitted, at(-16))).toBe("join.too_early");
    expect(outcome({ ...admitted, link: null })).toBe("join.no_link");
  });
});

/** The order of precedence, written down apart from the code. */
const order: JoinRefusal[] = [
  "session.not_found",
  "join.not_assigned",
  "join.enrollment_suspended",
  "join.enrollment_expired",
  "join.enrollment_paused",
  "join.enrollment_not_ready",
  "join.enrollment_closed",
  "join.payment_due",
  "join.session_cancelled",
  "join.session_ended",
  "join.too_early",
  "join.too_late",
  "join.full",
  "join.no_link",
];
/** What a stored state of the enrollment gives as a reason. */
const plan = {
  ACTIVE: null,
  SUSPENDED: "join.enrollment_suspended",
  EXPIRED: "join.enrollment_expired",
  PRE_ONBOARDING: "join.enrollment_not_ready",
  COMPLETED: "join.enrollment_closed",
} as const;
const state = fc.constantFrom(...(Object.keys(plan) as (keyof typeof plan)[]));
const flag = fc.boolean();

describe("precedence", () => {
  it("is the order in which the refusals are declared", () => {
    expect(Object.keys(joinRefusals)).toEqual(order);
  });

  property.prop([
    fc.record({
      gone: flag,
      unassigned: flag,
      state,
      pausing: flag,
      unpaid: flag,
      class: fc.constantFrom("scheduled", "cancelled", "ended"),
      clock: fc.constantFrom("early", "in time", "late"),
      full: flag,
      linkless: flag,
    }),
  ])("whatever is wrong at once, the first reason in order is told", (wrong) => {
    const reasons = new Set<JoinRefusal>();
    if (wrong.gone) reasons.add("session.not_found");
    if (wrong.unassigned) reasons.add("join.not_assigned");
    if (plan[wrong.state]) reasons.add(plan[wrong.state]!);
    // A plan that is suspended, over or closed cannot also be paused.
    if (wrong.pausing && (wrong.state === "ACTIVE" || wrong.state === "PRE_ONBOARDING"))
      reasons.add("join.enrollment_paused");
    if (wrong.unpaid) reasons.add("join.payment_due");
    if (wrong.class !== "scheduled") reasons.add(`join.session_${wrong.class as "cancelled" | "ended"}`);
    if (wrong.clock === "early") reasons.add("join.too_early");
    if (wrong.clock === "late") reasons.add("join.too_late");
    if (wrong.full) reasons.add("join.full");
    if (wrong.linkless) reasons.add("join.no_link");
    const facts: Partial<JoinFacts> = {
      ...enrollment({ state: wrong.state }),
      session: wrong.gone ? null : { ...fine.session!, state: wrong.class as "scheduled" },
      assignment: wrong.unassigned ? "withdrawn" : "active",
      pauses: wrong.pausing ? [{ fromOn: "2026-11-20", untilOn: "2026-11-30" }] : [],
      ledger: wrong.unpaid ? emptyLedger : fine.ledger,
      othersIn: wrong.full ? 300 : 0,
      link: wrong.linkless ? null : "own",
    };
    const now = { early: at(-60), "in time": start, late: at(240) }[wrong.clock]!;
    expect(outcome(facts, now)).toBe(order.find((code) => reasons.has(code)) ?? "allowed");
  });
});
