import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Ctx } from "#kernel/ctx";
import { addMinutes } from "#kernel/time";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { admitStudent } from "./admit-student";
import { cancelSession } from "./cancel-session";
import { closeSessionLater } from "./close-session-later";
import { openSessionNow } from "./open-session-now";
import { replaceLink } from "./replace-link";

let w: DomainWorld;
let batchId: string;
let asha: Enrolled;
beforeAll(async () => {
  w = await domainWorld();
  batchId = await w.nimbus.batch();
  asha = await w.nimbus.enroll();
});
afterAll(() => w?.drop());

const later = () => w.nimbus.lesson(batchId, 180);
const past = () => w.nimbus.lesson(batchId, -180);
const cancelled = async () => {
  const sessionId = await later();
  await cancelSession(w.nimbus.job(), { sessionId, reason: "ill" });
  return sessionId;
};
const row = (sessionId: string) =>
  w.one("select opens_at_override, closes_at_override, version from sessions where id = $1", [sessionId]);
const meeting = async (sessionId: string) => {
  const { fallback_sealed, meeting_id_sealed, ...rest } = await w.one<{
    fallback_sealed: string | null;
    meeting_id_sealed: string | null;
    generation: number;
  }>(
    "select fallback_sealed, meeting_id_sealed, generation, registration_on, read_at from session_meetings where session_id = $1",
    [sessionId],
  );
  return {
    ...rest,
    link: fallback_sealed && (await w.ports.vault.open(fallback_sealed)),
    meetingId: meeting_id_sealed && (await w.ports.vault.open(meeting_id_sealed)),
  };
};

type Action = (ctx: Ctx, sessionId: string, reason: string) => Promise<unknown>;
const actions: [
  name: string,
  action: Action,
  action_name: string,
  forbidden: ("trainer" | "sales" | "customer_support")[],
][] = [
  [
    "opening now",
    (ctx, sessionId, reason) => openSessionNow(ctx, { sessionId, reason }),
    "session.open_window",
    ["trainer", "sales"],
  ],
  [
    "closing later",
    (ctx, sessionId, reason) => closeSessionLater(ctx, { sessionId, reason, minutes: 60 }),
    "session.open_window",
    ["trainer", "sales"],
  ],
  [
    "replacing the link",
    (ctx, sessionId, reason) => replaceLink(ctx, { sessionId, reason, link: "https://zoom.us/j/123456789" }),
    "session.set_link",
    ["trainer", "customer_support"],
  ],
  [
    "admitting one student",
    (ctx, sessionId, reason) => admitStudent(ctx, { sessionId, reason, student: asha.email }),
    "session.admit",
    ["trainer", "sales"],
  ],
];

describe.each(actions)("%s", (_, act, actionName, forbidden) => {
  it("stands in the record with who did it and why", async () => {
    const sessionId = await later();
    const ops = await w.nimbus.staff("ops");
    await act(ops, sessionId, "  Zoom was down ");
    const { rows } = await w.owner.query(
      "select distinct action, actor, reason from audit_logs where action = $1 and actor = $2 and at = $3",
      [actionName, `member:${ops.memberId}`, w.clock.now],
    );
    expect(rows).toEqual([{ action: actionName, actor: `member:${ops.memberId}`, reason: "Zoom was down" }]);
    w.pass(1);
  });

  it("needs a reason of at most 400 characters", async () => {
    const sessionId = await later();
    for (const reason of ["", "   ", "x".repeat(401)]) {
      const said = await refusal(act(w.nimbus.job(), sessionId, reason));
      expect(said.code).toBe("input.invalid");
      expect(Object.keys(said.fields ?? {})).toEqual(["reason"]);
    }
  });

  it("is refused for a cancelled class", async () => {
    expect(await refusal(act(w.nimbus.job(), await cancelled(), "try"))).toEqual({ code: "session.state" });
  });

  it("is not found for another school's class, or none", async () => {
    const sessionId = await later();
    expect(await refusal(act(await w.raga.staff("ops"), sessionId, "try"))).toEqual({ code: "not_found" });
    expect(await refusal(act(w.nimbus.job(), batchId, "try"))).toEqual({ code: "not_found" });
  });

  it.each(forbidden)("is not for %s", async (role) => {
    expect(await refusal(act(await w.nimbus.staff(role), await later(), "try"))).toEqual({ code: "forbidden" });
  });

  it("is not for a student", async () => {
    expect(await refusal(act(await w.nimbus.student(asha), await later(), "try"))).toEqual({ code: "forbidden" });
  });
});

describe("the gate of a class", () => {
  it("opens at the minute somebody says so", async () => {
    const sessionId = await later();
    await openSessionNow(await w.nimbus.staff("customer_support"), { sessionId, reason: "Rehearsal" });
    expect(await row(sessionId)).toEqual({ opens_at_override: w.clock.now, closes_at_override: null, version: 2 });
    expect(await w.nimbus.events("session.window_changed")).toContainEqual({ sessionId });
  });

  it("only opens earlier: one that is open by its policy is left alone, and so is what somebody opened", async () => {
    const sessionId = await w.nimbus.lesson(batchId, 15);
    expect(await refusal(openSessionNow(w.nimbus.job(), { sessionId, reason: "Rehearsal" }))).toEqual({
      code: "session.open_already",
    });
    const opened = await later();
    await openSessionNow(w.nimbus.job(), { sessionId: opened, reason: "Rehearsal" });
    const before = await row(opened);
    w.pass(2);
    await openSessionNow(w.nimbus.job(), { sessionId: opened, reason: "Once more" });
    expect(await row(opened)).toEqual(before);
    const told = await w.nimbus.events("session.window_changed");
    expect(told.filter((one) => one["sessionId"] === opened)).toHaveLength(1);
  });

  it("does not open again once the class is over", async () => {
    expect(await refusal(openSessionNow(w.nimbus.job(), { sessionId: await past(), reason: "late" }))).toEqual({
      code: "session.past",
    });
  });

  it("stays open for so many minutes after the end, also when it has just closed", async () => {
    const sessionId = await past();
    await closeSessionLater(w.nimbus.job(), { sessionId, reason: "Overrun", minutes: 720 });
    expect(await row(sessionId)).toMatchObject({ closes_at_override: addMinutes(w.clock.now, -60 + 720), version: 2 });
  });

  it.each([0, -5, 721, 1.5, Number.NaN])("does not stay open for %s minutes", async (minutes) => {
    expect(
      await refusal(closeSessionLater(w.nimbus.job(), { sessionId: await later(), reason: "Overrun", minutes })),
    ).toEqual({
      code: "session.close_before_end",
      fields: { until: ["Choose until when students can join."] },
    });
  });

  it.each([1, 29, 30])(
    "never closes earlier than its policy would: %s minutes are refused beside the field",
    async (minutes) => {
      const sessionId = await later();
      const said = await refusal(closeSessionLater(w.nimbus.job(), { sessionId, reason: "Overrun", minutes }));
      expect(said.code).toBe("session.close_earlier");
      expect(said.fields?.["until"]?.[0]).toMatch(
        /^Students can join until \d+:\d\d [ap]m already\. Choose a later time\.$/,
      );
      expect(await row(sessionId)).toMatchObject({ closes_at_override: null, version: 1 });
    },
  );

  it("never closes earlier than somebody said before; the same again changes nothing", async () => {
    const sessionId = await later();
    const close = (minutes: number) => closeSessionLater(w.nimbus.job(), { sessionId, reason: "Overrun", minutes });
    await close(120);
    expect(await refusal(close(60))).toMatchObject({ code: "session.close_earlier" });
    await close(120);
    expect(await row(sessionId)).toMatchObject({ version: 2 });
    await close(121);
    expect(await row(sessionId)).toMatchObject({ version: 3 });
  });

  it("moved by two people at once keeps both changes", async () => {
    const sessionId = await later();
    await Promise.all([
      openSessionNow(w.nimbus.job(), { sessionId, reason: "a" }),
      closeSessionLater(w.nimbus.job(), { sessionId, reason: "b", minutes: 45 }),
    ]);
    expect(await row(sessionId)).toEqual({
      opens_at_override: w.clock.now,
      closes_at_override: addMinutes(w.clock.now, 180 + 120 + 45),
      version: 3,
    });
  });
});

describe("a new link", () => {
  const replace = (sessionId: string, link: string) =>
    replaceLink(w.nimbus.job(), { sessionId, reason: "Zoom was down", link });

  it.each([
    [
      "a link of a meeting",
      "https://zoom.us/j/81400014140?pwd=x",
      { link: "https://zoom.us/j/81400014140?pwd=x", meetingId: "81400014140" },
    ],
    [
      "a link without a number",
      "https://meet.example/abc-defg",
      { link: "https://meet.example/abc-defg", meetingId: null },
    ],
    ["a bare number", "814000141", { link: null, meetingId: "814000141" }],
    ["a number as Zoom shows it", " 814 0001 4140 ", { link: null, meetingId: "81400014140" }],
    ["a number with dashes", "814-000-1414", { link: null, meetingId: "8140001414" }],
  ])("may be %s", async (_, typed, wanted) => {
    const sessionId = await later();
    await replace(sessionId, typed);
    expect(await meeting(sessionId)).toMatchObject({ ...wanted, generation: 2, registration_on: null, read_at: null });
    expect(await w.nimbus.events("session.meeting_changed")).toContainEqual({ sessionId });
  });

  it("replaces the one before, and counts on so that older personal links lapse", async () => {
    const sessionId = await later();
    await replace(sessionId, "https://zoom.us/j/111111111");
    await replace(sessionId, "222222222");
    expect(await meeting(sessionId)).toMatchObject({ link: null, meetingId: "222222222", generation: 3 });
  });

  it("from a form made for another meeting is refused, and so is the slower of two at once", async () => {
    const sessionId = await later();
    const from = (version: number, link: string) =>
      replaceLink(w.nimbus.job(), { sessionId, reason: "Zoom was down", link, version });
    await from(1, "https://zoom.us/j/111111111");
    expect(await refusal(from(1, "https://zoom.us/j/222222222"))).toEqual({ code: "session.link_replaced" });
    const both = await Promise.allSettled([
      from(2, "https://zoom.us/j/333333333"),
      from(2, "https://zoom.us/j/444444444"),
    ]);
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await meeting(sessionId)).toMatchObject({ generation: 3 });
  });

  it("of two at once without a form each gets a generation of its own: no personal link can be of both", async () => {
    const sessionId = await later();
    await Promise.all([
      replace(sessionId, "https://zoom.us/j/111111111"),
      replace(sessionId, "https://zoom.us/j/222222222"),
    ]);
    expect(await meeting(sessionId)).toMatchObject({ generation: 3 });
  });

  it("leads to a meeting that nobody has begun", async () => {
    const sessionId = await later();
    await w.nimbus.asOwner("update session_meetings set meeting_started_at = now() where session_id = $1", [sessionId]);
    await replace(sessionId, "https://zoom.us/j/111111111");
    expect(
      await w.one("select meeting_started_at, replaced_at from session_meetings where session_id = $1", [sessionId]),
    ).toEqual({ meeting_started_at: null, replaced_at: w.clock.now });
  });

  it("is made for a class that had no meeting yet", async () => {
    const sessionId = await later();
    await w.nimbus.asOwner("delete from session_meetings where session_id = $1", [sessionId]);
    await replace(sessionId, "https://zoom.us/j/111111111");
    expect(await meeting(sessionId)).toMatchObject({ meetingId: "111111111", generation: 1 });
  });

  it("on an origin the school does not use is refused", async () => {
    const sessionId = await later();
    for (const link of [
      "https://evil.example/j/123456789",
      "http://zoom.us/j/123456789",
      "https://zoom.us:444/j/123456789",
    ])
      expect(await refusal(replace(sessionId, link))).toEqual({
        code: "session.link_origin",
        fields: { link: ["This link is not on one of your meeting providers."] },
      });
  });

  it.each(["12345678", "123456789012", "zoom", "javascript:alert(1)", "ftp://zoom.us/j/123456789", "mailto:a@zoom.us"])(
    "cannot be read from %s",
    async (link) => {
      expect((await refusal(replace(await later(), link))).code).toBe("session.link_unreadable");
    },
  );

  it("cannot be empty or endless", async () => {
    for (const link of [" ", `https://zoom.us/${"x".repeat(2000)}`]) {
      const said = await refusal(replace(await later(), link));
      expect([said.code, Object.keys(said.fields ?? {})]).toEqual(["input.invalid", ["link"]]);
    }
  });
});

describe("admitting one student", () => {
  const admit = (sessionId: string, student: string) =>
    admitStudent(w.nimbus.job(), { sessionId, student, reason: "Paid at the desk" });
  const codeOf = async (one: Enrolled) =>
    (await w.one<{ code: string }>("select code from student_profiles where id = $1", [one.studentId])).code;

  it("knows them by code, by address and by id, however it was typed", async () => {
    const code = await codeOf(asha);
    for (const typed of [code, ` ${code.toLowerCase()} `, asha.email, asha.email.toUpperCase(), asha.studentId]) {
      const sessionId = await later();
      expect(await admit(sessionId, typed)).toEqual({ studentName: expect.stringMatching(/^Student \d+$/) as string });
      expect(
        await w.one("select student_id, reason, admitted_by from session_admissions where session_id = $1", [
          sessionId,
        ]),
      ).toEqual({
        student_id: asha.studentId,
        reason: "Paid at the desk",
        admitted_by: null,
      });
      expect(await w.nimbus.events("session.student_admitted")).toContainEqual({
        sessionId,
        studentId: asha.studentId,
      });
    }
  });

  it("keeps who let them in", async () => {
    const sessionId = await later();
    const support = await w.nimbus.staff("customer_support");
    await admitStudent(support, { sessionId, student: asha.email, reason: "Paid at the desk" });
    expect(await w.one("select admitted_by from session_admissions where session_id = $1", [sessionId])).toEqual({
      admitted_by: support.memberId,
    });
  });

  it("is refused for somebody unknown, a member of staff, or another school's student", async () => {
    const theirs = await w.raga.enroll();
    await w.nimbus.staff("trainer");
    const sessionId = await later();
    for (const typed of [
      "MD-9999",
      "nobody@students.example",
      "trainer@nimbus.example",
      theirs.email.replace("student1", "student99"),
      theirs.studentId,
    ])
      expect(await refusal(admit(sessionId, typed))).toEqual({
        code: "session.student_unknown",
        fields: { studentCode: ["No student has that code or address."] },
      });
  });

  it("is refused a second time, also to the second of two at once", async () => {
    const sessionId = await later();
    const answers = await Promise.allSettled([admit(sessionId, asha.email), admit(sessionId, asha.email)]);
    expect(answers.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await refusal(admit(sessionId, asha.email))).toEqual({ code: "session.already_admitted" });
  });

  it("names the field that is missing as the form does", async () => {
    expect(await refusal(admit(await later(), "  "))).toEqual({
      code: "input.invalid",
      fields: { studentCode: ["Name the student by code or address."] },
    });
  });
});
