import { can } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import type { Actor, Tenant } from "#kernel/ctx";
import type { TimelinePage } from "#domain/audit/moments";
import type { SessionNotices } from "#domain/notifications/session-notices";
import type { SessionPage } from "#domain/sessions/get-today-page";
import { addMinutes, clockTime, clockTimeWithSeconds, rangeText, spanText } from "#kernel/time";
import { schoolWords } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";

import { historyOf } from "../../audit-words";
import { wordsOfRefusal } from "../../join-words";
import { plural } from "../../ui/plural";
import type { Go } from "../../ui/tenant";
import { paths } from "../../paths";
import { andNotInvited } from "../../not-invited-words";
import { toldView } from "../../told-view";
import type { Actions } from "./action-forms";
import { hostWord, linkWord, stateWord } from "../admin.ops.today/view";
import type { ClassView } from "./screen";
import { placeOf } from "../../audit-phrases";

type Extra = Pick<ClassView, "errors" | "typed" | "flash">;
/** How much longer a class can be kept open, in minutes after its end. */
const longer = [60, 90, 120, 180, 240, 360, 720];

type Shown = SessionPage & { notices: SessionNotices | null; timeline: TimelinePage | null };
type Seen = { now: Date; tenant: Tenant; actor: Actor };

/** One class as staff reads it, each action that is unavailable with its reason beside it. */
export function classView(page: Shown, { now, tenant, actor }: Seen, extra: Extra): ClassView {
  const { zone } = tenant;
  const link = linkWord(page);
  const host = hostWord(page, now);
  const window = `${clockTime(page.opensAt, zone)} to ${clockTime(page.closesAt, zone)}`;
  return {
    name: `${page.batchCode} · ${page.title}`,
    when: rangeText(page.startsAt, page.endsAt, zone),
    state: stateWord(page, now),
    facts: [
      { term: "Course", text: `${page.courseName}, class ${page.number}` },
      { term: "Trainer", text: page.trainer ?? "None yet", tone: page.trainer ? undefined : "attention" },
      { term: "Students can join", text: window },
      { term: "Link", text: link.word, tone: link.tone },
      { term: "Host", text: host.word, tone: host.tone },
      ...(page.readError ? [{ term: "Zoom said", text: page.readError }] : []),
      ...(page.cancelReason ? [{ term: "Cancelled", text: page.cancelReason }] : []),
    ],
    counts: [
      { label: "Assigned", count: page.assigned, tone: "neutral" },
      { label: "Provisioned", count: page.provisioned, tone: page.provisioned < page.assigned ? "attention" : "good" },
      { label: "Joined", count: page.joined, tone: "good" },
      { label: "Refused", count: page.attempts.length, tone: page.attempts.length > 0 ? "attention" : "neutral" },
    ],
    refused: page.attempts.map((a) => {
      const words = wordsOfRefusal(a.outcome);
      return {
        id: a.id,
        at: clockTimeWithSeconds(a.at, zone),
        student: { label: a.name, href: paths.student(a.studentId) },
        studentCode: a.code,
        reason: words.short,
        fix: a.admitted ? "Admitted: ask them to try again." : words.fix,
        times: a.times,
        since: null,
      };
    }),
    told: page.notices && toldView(newsWords[page.notices.news], page.notices, zone),
    history: page.timeline && historyOf(page.timeline, placeOf(tenant, now), paths.session(page.id)),
    actions: actionsOf(page, { now, tenant, actor }),
    backHref: paths.today(),
    attendanceHref: can(actor, "attendance.read", { assigned: page.mine }) === true ? paths.attendance(page.id) : null,
    ...extra,
  };
}

function actionsOf(page: Shown, { now, tenant, actor }: Seen): Actions {
  const { zone } = tenant;
  const may = (action: Action) => can(actor, action, { assigned: page.mine }) === true;
  const over = now > page.endsAt;
  const shut =
    page.state === "cancelled" ? "This class was cancelled." : page.state === "ended" ? "This class has ended." : null;
  const until = longer.filter((minutes) => addMinutes(page.endsAt, minutes) > page.closesAt).slice(0, 4);
  const actions: Actions = { pages: pagesOf(page, may, shut !== null || over, schoolWords(tenant.words)) };
  if (may("session.host")) actions.start = { action: paths.startClass(page.id), unavailable: shut };
  if (may("session.open_window")) {
    actions.openNow = {
      unavailable:
        shut ??
        (page.opensAt <= now ? `Open since ${clockTime(page.opensAt, zone)}.` : over ? "This class is over." : null),
      explains: `Lets students in at once instead of at ${clockTime(page.opensAt, zone)}.`,
    };
    actions.closeLater = {
      unavailable:
        shut ??
        (until.length === 0
          ? `Students can join until ${clockTime(page.closesAt, zone)}; longer is not possible.`
          : null),
      explains: `Students can join until ${clockTime(page.closesAt, zone)} now.`,
      until: until.map((m) => ({
        value: String(m),
        label: `${clockTime(addMinutes(page.endsAt, m), zone)}, ${spanText(m)} after the end`,
      })),
    };
  }
  if (may("session.set_link"))
    actions.replaceLink = {
      unavailable: shut,
      version: page.generation,
      explains: "Everybody who joins from now on comes in by the new one; personal links follow.",
    };
  const unreached = page.notices?.students.filter((one) => one.state === "unreached").length ?? 0;
  if (may("session.update") && unreached > 0)
    actions.resend = {
      unavailable: null,
      explains: "At the address each of them has now. Correct a wrong one first, on the student's page.",
      verb: `Mail ${plural(unreached, "student", "students")} again`,
    };
  if (may("session.cancel") && page.state !== "cancelled")
    actions.cancel = {
      version: page.version,
      unavailable: shut ?? (over ? "This class is over." : null),
      explains: `${plural(page.attending - page.notInvited, "student is", "students are")} mailed that it does not take place, with your reason.${andNotInvited(page.notInvited)}`,
    };
  if (may("session.cancel") && page.state === "cancelled")
    actions.restore = {
      version: page.version,
      unavailable: now >= page.startsAt ? "It would have begun already. Add a new class instead." : null,
      explains: `It takes place as first planned, if its trainer and host account are still free. ${plural(page.attending - page.notInvited, "student is", "students are")} mailed.${andNotInvited(page.notInvited)}`,
    };
  if (may("session.admit"))
    actions.admit = {
      unavailable: shut,
      explains:
        "Lets one student into this one class, whatever their plan or payment says. It is written down with your reason.",
      students: page.attempts
        .filter((a) => !a.admitted)
        .map((a) => ({ value: a.studentId, label: `${a.name} ${a.code}, ${wordsOfRefusal(a.outcome).short}` })),
    };
  return actions;
}

/** What has a page of its own. */
function pagesOf(page: Shown, may: (action: Action) => boolean, shut: boolean, words: SchoolWords): Go[] {
  return [
    ...(may("session.update") && !shut
      ? [
          { label: "Change this class, or it and all that follow", href: paths.changeSession(page.id) },
          { label: "Another trainer from here on", href: `${paths.changeSession(page.id)}?scope=following` },
        ]
      : []),
    ...(may("announcement.send") && page.state !== "cancelled"
      ? [{ label: "Announce to this class", href: `${paths.announce(page.batchId)}?session=${page.id}` }]
      : []),
    ...(may("batch.read") ? [{ label: `${words.Batch} ${page.batchCode}`, href: paths.batch(page.batchId) }] : []),
  ];
}

const newsWords = { moved: "New time", cancelled: "Cancelled", restored: "Takes place after all" };
