import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";

import { renderAddressAdded } from "./address-added";
import { renderAddressChanged } from "./address-changed";
import { renderAnnouncement } from "./announcement";
import { renderBatchCancelled, renderBatchMoved } from "./batch-changed";
import { renderClassChanged } from "./class-changed";
import { renderClassReminder } from "./class-reminder";
import { renderContestAnswered } from "./contest-answered";
import { renderInvite } from "./invite";
import type { MailSchool, RenderedMail } from "./layout";
import { renderNotInvited } from "./not-invited";
import { renderClassesPlanned, renderPlaceGiven } from "./place-given";
import { renderSignInCode } from "./sign-in-code";
import { schoolWords, usualWords } from "#kernel/school-words";

const school: MailSchool = {
  name: "Nimbus & Söhne",
  letter: "N",
  brand: "#1f5fbf",
  support: { email: "help@nimbus.example", phone: "+918047102200", hours: "Every day, 9 am to 10 pm IST" },
  words: usualWords,
};
const bare: MailSchool = { ...school, support: { email: null, phone: null, hours: null } };
const joinUrl = "https://nimbus.hub.example/app/join/0192f3a4-5b6c-7d8e-9f01-234567890123";
const lesson = { courseName: "AWS", title: "VPC & <subnets>" };
const when = "Mon 23 Nov, 7:30–9:30 pm IST";
const reminder = {
  school,
  ...lesson,
  number: "class 14 of 36",
  when,
  startsAt: "7:30 pm IST",
  opensAt: "7:15 pm IST",
  trainer: "Nila",
  joinUrl,
};
const loginUrl = "https://nimbus.hub.example/auth/login";
const homeUrl = "https://nimbus.hub.example/app";

const mails: Record<string, RenderedMail> = {
  code: renderSignInCode({
    school,
    code: "042917",
    validMinutes: 10,
    link: "https://nimbus.hub.example/auth/link?t=777777",
  }),
  "code without link": renderSignInCode({ school: bare, code: "042917", validMinutes: 10, link: null }),
  "not invited": renderNotInvited({ school, address: "asha@example.in" }),
  "not invited, no support": renderNotInvited({ school: bare, address: "asha@example.in" }),
  "a day ahead": renderClassReminder({ ...reminder, ahead: "day" }),
  "minutes ahead": renderClassReminder({ ...reminder, ahead: "minutes", trainer: null }),
  moved: renderClassChanged({
    school,
    ...lesson,
    homeUrl,
    kind: "moved",
    from: when,
    to: "Tue 24 Nov, 7:30–9:30 pm IST",
    reason: "Nila is ill.",
  }),
  cancelled: renderClassChanged({ school, ...lesson, homeUrl, kind: "cancelled", when, reason: null }),
  "batch moved": renderBatchMoved({
    school,
    batchName: "AWS weekend & evenings",
    courseName: "AWS",
    reason: "Diwali",
    classes: [
      { title: "VPC & <subnets>", was: when, now: "Tue 24 Nov, 7:30–9:30 pm IST" },
      { title: "Load balancing", was: "Wed 25 Nov, 7:30–9:30 pm IST", now: null },
    ],
    more: 12,
    homeUrl,
  }),
  "batch cancelled, with a place": renderBatchCancelled({
    school,
    batchName: "AWS weekend",
    courseName: "AWS",
    reason: "Too few students",
    to: { batch: "AWS evenings", next: when },
    owner: null,
    homeUrl,
  }),
  "batch cancelled, no place yet": renderBatchCancelled({
    school: bare,
    batchName: "AWS weekend",
    courseName: "AWS",
    reason: null,
    to: null,
    owner: "Sana Sheikh",
    homeUrl,
  }),
  "contested mark, corrected": renderContestAnswered({
    school,
    ...lesson,
    when,
    isChanged: true,
    mark: "late",
    answer: "The report <of Zoom> & the chat show you from 7:50 pm.",
    classesUrl: "https://nimbus.hub.example/app/batches",
  }),
  "contested mark, left as it is": renderContestAnswered({
    school: bare,
    ...lesson,
    when,
    isChanged: false,
    mark: null,
    answer: "Nothing shows you in the class.",
    classesUrl: "https://nimbus.hub.example/app/batches",
  }),
  announcement: renderAnnouncement({
    school,
    about: "AWS weekend",
    from: "Nila Varghese",
    message: "Bring your laptop & the <lab> key, we start 10 minutes early.",
    homeUrl,
  }),
  restored: renderClassChanged({ school, ...lesson, homeUrl, kind: "restored", when }),
  invite: renderInvite({ school, name: "Asha <Rao>", loginUrl }),
  "invite, no support": renderInvite({ school: bare, name: "Asha", loginUrl }),
  "an address added": renderAddressAdded({
    school,
    masked: "as•••@example.in",
    profileUrl: "https://nimbus.hub.example/app/profile",
  }),
  "another address": renderAddressChanged({ school, masked: "as•••@example.in", opensStill: false }),
  "another address, the old one stays": renderAddressChanged({
    school: bare,
    masked: "as•••@example.in",
    opensStill: true,
  }),
  "a place": renderPlaceGiven({ school, batchName: "AWS <weekend>", courseName: "AWS", next: when, homeUrl }),
  "a place without dates": renderPlaceGiven({ school, batchName: "AWS", courseName: "AWS", next: null, homeUrl }),
  "first dates": renderClassesPlanned({
    school,
    batchName: "AWS weekend",
    courseName: "AWS",
    next: when,
    coming: 36,
    homeUrl,
  }),
};

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  // Mail is the one place for inline styles; the void and boolean styles are React's.
  rules: {
    "no-inline-style": "off",
    "attr-case": "off",
    "void-style": "off",
    "long-title": "off",
    "doctype-style": "off",
    "require-sri": "off",
  },
});

describe.each(Object.entries(mails))("%s", (_, mail) => {
  it("is valid HTML without anything fetched from elsewhere", async () => {
    const report = await validator.validateString(mail.html);
    expect(report.results.flatMap((result) => result.messages.map((m) => `${m.ruleId}: ${m.message}`))).toEqual([]);
    expect(mail.html).not.toMatch(/<img|<script|@import|url\(/);
    expect(mail.html).toContain("prefers-color-scheme:dark");
  });

  it("says in text what it says in HTML, and whom to ask", () => {
    expect(mail.text).not.toMatch(/&amp;|undefined|null/);
    expect(mail.text).toContain("Need help?");
    for (const href of mail.html.matchAll(/href="([^"]+)"/g))
      expect(mail.text).toContain((href[1] ?? "").replaceAll("&amp;", "&"));
    expect(mail.subject.length).toBeLessThan(90);
    expect(mail.subject).not.toMatch(/!/);
  });
});

it("puts the code first in the text, digits together, and never into the subject", () => {
  const mail = mails.code;
  expect(mail?.text.match(/\d{6}/)?.[0]).toBe("042917");
  expect(mail?.text.startsWith("042917")).toBe(true);
  expect(mail?.subject).not.toMatch(/\d/);
});

it("gives an uninvited address no code and no link", () => {
  expect(mails["not invited"]?.html).not.toContain("href=");
  expect(mails["not invited"]?.text).toContain("call +918047102200 or write to help@nimbus.example");
});

it("invites with one link, to the sign-in page and without the address in it", () => {
  const { html, text } = mails.invite!;
  expect([...html.matchAll(/href="([^"]+)"/g)].map((match) => match[1])).toEqual([loginUrl]);
  expect(text.match(/https?:\/\/\S+/g)).toEqual([loginUrl]);
  expect(text).toContain("Nimbus & Söhne now runs your classes in Hub");
  expect(html).not.toContain("<Rao>");
});

describe("a school that calls a batch a cohort", () => {
  it.each([null, { batch: "AWS evenings", next: when }])("is said so when one is cancelled, with %j instead", (to) => {
    const mail = renderBatchCancelled({
      school: { ...school, words: schoolWords({ batch: "Cohort" }) },
      batchName: "AWS weekend",
      courseName: "AWS",
      reason: null,
      to,
      owner: null,
      homeUrl,
    });
    expect(mail.subject).toBe(to ? "You have a new cohort: AWS evenings" : "Your cohort is cancelled: AWS weekend");
    expect(mail.subject + mail.html + mail.text).not.toMatch(/batch/i);
  });
});
