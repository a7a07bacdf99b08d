import { describe, expect, it } from "vitest";

import type { Tenant } from "#kernel/ctx";
import { addMinutes } from "#kernel/time";

import { defaultJoinWindow } from "../sessions/join/join-window";
import type { DeliveryFacts } from "./delivery-facts";
import { isTemplate, mailRules } from "./mail-rules";

const startsAt = new Date("2026-11-23T14:00:00Z");
const tenant = { name: "Nimbus", zone: "Asia/Kolkata" } as Tenant;
const session: NonNullable<DeliveryFacts["session"]> = {
  id: "s",
  state: "scheduled",
  sequence: 0,
  number: 14,
  of: 36,
  title: "VPC",
  course: "AWS",
  startsAt: startsAt.toISOString(),
  endsAt: addMinutes(startsAt, 120).toISOString(),
  opensAtOverride: null,
  trainer: "Nila",
  cancelReason: null,
  moved: null,
};
const seat = { state: "ACTIVE", validUntilOn: null, pauses: [] } as const;
const delivery = {
  template: "class_reminder_soon",
  occurrence: "0",
  subjectId: "flow",
  bodySealed: null,
} as DeliveryFacts["delivery"];
const base = {
  delivery,
  session,
  seat: { ...seat, pauses: [] },
  code: null,
  host: "nimbus.localhost",
  address: "a@x.in",
  suppressed: false,
  student: null,
  added: null,
  series: null,
  move: null,
  contest: null,
  announcement: null,
  cohort: null,
  changed: null,
} as DeliveryFacts;

/** Minutes before the start. */
const asked = (minutesBefore: number, facts: Partial<DeliveryFacts> = {}) => ({
  facts: { ...base, ...facts },
  tenant,
  now: addMinutes(startsAt, -minutesBefore),
  window: defaultJoinWindow,
});

describe("mails about an account", () => {
  const student = { name: "Asha", signedIn: false };
  it("invite who has not come yet, and nobody whose account is closed", () => {
    const { stale, content } = mailRules.invite;
    expect(stale(asked(0, { student }))).toBeNull();
    expect(content(asked(0, { student }), null)).toMatchObject({ template: "invite", name: "Asha" });
    expect(stale(asked(0, { student: { ...student, signedIn: true } }))).toBe("student.signed_in");
    expect(stale(asked(0))).toBe("student.disabled");
  });
  it("tell of an added address without showing it whole, while it is there", () => {
    const { stale, content } = mailRules.address_added;
    expect(stale(asked(0, { student, added: "asha.rao@home.example" }))).toBeNull();
    expect(content(asked(0, { student, added: "asha.rao@home.example" }), null)).toMatchObject({
      masked: "as•••@home.example",
    });
    expect(content(asked(0, { student, added: "ab@home.example" }), null)).toMatchObject({
      masked: "a•••@home.example",
    });
    expect(stale(asked(0, { student }))).toBe("address.removed");
  });
});

describe("the 15-minute reminder", () => {
  const { stale } = mailRules.class_reminder_soon;
  it("goes out while 5 minutes remain", () => {
    expect(stale(asked(15))).toBeNull();
    expect(stale(asked(5))).toBeNull();
    expect(stale(asked(4.9))).toBe("reminder.too_late");
  });
  it("goes out later when the class was moved just now, and never after the start", () => {
    const moved = {
      at: addMinutes(startsAt, -10).toISOString(),
      reason: "r",
      wasStartsAt: session.startsAt,
      wasEndsAt: session.endsAt,
    };
    expect(stale(asked(2, { session: { ...session, moved } }))).toBeNull();
    expect(stale(asked(0, { session: { ...session, moved } }))).toBe("reminder.too_late");
  });
  it("is dropped for a class that was cancelled, moved or ended since", () => {
    expect(stale(asked(10, { session: { ...session, state: "cancelled" } }))).toBe("class.not_scheduled");
    expect(stale(asked(10, { session: { ...session, sequence: 1 } }))).toBe("class.moved_since");
    expect(stale(asked(10, { session: null }))).toBe("class.not_scheduled");
  });
  it("is dropped for a student who left the batch, is suspended, or pauses that day", () => {
    const pauses = [{ fromOn: "2026-11-23", untilOn: "2026-11-23" }];
    expect(stale(asked(10, { seat: null }))).toBe("student.not_in_class");
    expect(stale(asked(10, { seat: { ...seat, pauses: [], state: "SUSPENDED" } }))).toBe("student.not_in_class");
    expect(stale(asked(10, { seat: { ...seat, pauses } }))).toBe("student.not_in_class");
    expect(stale(asked(10, { seat: { ...seat, pauses: [], validUntilOn: "2026-11-22" } }))).toBe(
      "student.not_in_class",
    );
  });
  it("says when the doors open in the school's own time", () => {
    const content = mailRules.class_reminder_soon.content(asked(10), null);
    expect(content).toMatchObject({
      number: "class 14 of 36",
      startsAt: "7:30 pm IST",
      opensAt: "7:15 pm IST",
      isOpen: true,
    });
  });
});

describe("the reminder of the day before", () => {
  it("leaves the last quarter of an hour to the other one", () => {
    expect(mailRules.class_reminder_day.stale(asked(15))).toBeNull();
    expect(mailRules.class_reminder_day.stale(asked(14))).toBe("reminder.too_late");
  });
});

describe("news of a class", () => {
  it("that was cancelled is dropped when the class is on again or over", () => {
    const cancelled = { ...session, state: "cancelled" as const };
    const { stale } = mailRules.class_cancelled;
    expect(stale(asked(60, { session: cancelled }))).toBeNull();
    expect(stale(asked(60))).toBe("class.restored");
    expect(stale(asked(-121, { session: cancelled }))).toBe("class.past");
  });
  it("that was moved is dropped when it moved once more", () => {
    const { stale } = mailRules.class_moved;
    expect(stale(asked(60))).toBeNull();
    expect(stale(asked(60, { session: { ...session, sequence: 2 } }))).toBe("class.moved_since");
  });
});

describe("a code mail", () => {
  const code = { sealed: "v1.x.y", userId: "u", expiresAt: addMinutes(startsAt, 10).toISOString(), live: true };
  it("is dropped once its code is used, expired or erased", () => {
    const { stale } = mailRules.code;
    expect(stale(asked(0, { code }))).toBeNull();
    expect(stale(asked(0, { code: { ...code, live: false } }))).toBe("code.over");
    expect(stale(asked(0, { code: null }))).toBe("code.over");
    expect(stale(asked(0, { code: { ...code, sealed: null } }))).toBe("code.erased");
  });
  it("with a rendering of an earlier try needs the code no more", () => {
    const facts = { code: { ...code, sealed: null }, delivery: { ...delivery, bodySealed: "v1.a.b" } };
    expect(mailRules.code.stale(asked(0, facts))).toBeNull();
  });
  it("says how long the code is good for", () => {
    expect(mailRules.code.content(asked(0, { code }), "042917")).toMatchObject({ code: "042917", validMinutes: 10 });
  });
});

it("knows its templates and nothing an object inherits", () => {
  expect(isTemplate("code")).toBe(true);
  expect(isTemplate("toString")).toBe(false);
});
