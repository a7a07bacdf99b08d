import type { JoinFacts } from "#domain/sessions/join/join-facts";
import type { JoinRefusal } from "#domain/sessions/join/refusals";
import type { JoinPreview } from "#domain/sessions/join/join-session";
import type { Refusal } from "#kernel/refusal";
import { minutesBetween, rangeText, spanText, whenText } from "#kernel/time";
import { inWords, schoolWords } from "#kernel/school-words";
import type { Tenant } from "#kernel/ctx";

import { paths } from "../../paths";
import { supportAnchor } from "../../ui/anchors";
import type { Go } from "../../ui/tenant";
import { opensElsewhere, opensHere } from "./opening-time";
import type { JoinView } from "./screen";

export const confirmView = (preview: JoinPreview, sessionId: string, zone: string, attemptKey: string): JoinView => ({
  kind: "confirm",
  courseName: preview.courseName,
  title: preview.title,
  when: rangeText(preview.startsAt, preview.endsAt, zone),
  trainer: null,
  form: { action: paths.join(sessionId), hidden: { attemptKey } },
});

const help: Go = { label: "Ask for help now", href: `#${supportAnchor}` };
const home: Go = { label: "Back to Home", href: paths.home() };
const nextClass: Go = { label: "See your next class", href: paths.home() };

/** Per reason: what to call it, what it means, and the one thing that fixes it. Tickets stand in for the support card once they exist. */
const reasons: Record<JoinRefusal, { title: string; body: string; fix: Go; second: Go | null }> = {
  "session.not_found": {
    title: "This class does not exist",
    body: "The link may be old, or it belongs to somebody else. Your own classes are on Home.",
    fix: home,
    second: null,
  },
  "join.not_assigned": {
    title: "You are not in this {batch}",
    body: "This class belongs to {aBatch} you have no place in. If you were promised one, ask support to move you.",
    fix: help,
    second: home,
  },
  "join.enrollment_suspended": {
    title: "Your plan is suspended",
    body: "Classes are closed until the suspension is lifted. Ask support what is needed.",
    fix: help,
    second: home,
  },
  "join.enrollment_expired": {
    title: "Your plan has ended",
    body: "Classes are closed since its last day. Ask support for more time; they can extend it the same day.",
    fix: help,
    second: home,
  },
  "join.enrollment_paused": {
    title: "Your plan is paused",
    body: "Classes open again when the pause ends, and your validity grows by the days you paused. To come back earlier, ask support.",
    fix: help,
    second: home,
  },
  "join.enrollment_not_ready": {
    title: "Your plan is not ready yet",
    body: "A step between your payment and your first class is still open. Ask support to finish it with you.",
    fix: help,
    second: home,
  },
  "join.enrollment_closed": {
    title: "Your plan is closed",
    body: "It was completed, cancelled or refunded, so classes are no longer open to you. If this is a mistake, ask support.",
    fix: help,
    second: home,
  },
  "join.payment_due": {
    title: "A payment is open",
    body: "Classes open as soon as it is confirmed. If you have paid, send support the receipt: they can let you in at once.",
    fix: help,
    second: home,
  },
  "join.session_cancelled": {
    title: "This class was cancelled",
    body: "Nothing is lost: your next classes are on Home, and a new date reaches you by mail.",
    fix: nextClass,
    second: null,
  },
  "join.session_ended": {
    title: "This class has ended",
    body: "The recording appears with your classes when there is one.",
    fix: nextClass,
    second: null,
  },
  "join.too_early": { title: "You can't join yet", body: "", fix: nextClass, second: null },
  "join.too_late": {
    title: "Joining has closed",
    body: "This class is over. The recording appears with your classes when there is one.",
    fix: nextClass,
    second: help,
  },
  "join.full": {
    title: "The meeting is full",
    body: "Every place the meeting has is taken right now. Your team has been told; try again in a minute, or ask for help.",
    fix: help,
    second: home,
  },
  "join.no_link": {
    title: "The meeting link is on its way",
    body: "Nothing is wrong with your plan: the link for this class is being made right now, and your team has been told.",
    fix: help,
    second: null,
  },
};

/** Why the door stays shut, in the student's words and both zones where a time fixes it. */
export function refusedView(
  refusal: Refusal,
  sessionId: string,
  now: Date,
  { zone, words: given }: Pick<Tenant, "zone" | "words">,
  viewerZone: string | null,
  requestId: string,
  attemptKey: string,
): JoinView | null {
  const reason = reasons[refusal.code as JoinRefusal] as (typeof reasons)[JoinRefusal] | undefined;
  if (!reason) return null;
  const words = schoolWords(given);
  const data = refusal.details.data ?? {};
  const opensAt = typeof data["opensAt"] === "string" ? new Date(data["opensAt"]) : null;
  const session = data["session"] as JoinFacts["session"] | undefined;
  const early =
    opensAt && session
      ? `This class opens ${spanText(minutesBetween(opensAt, new Date(session.startsAt)))} before it starts, ${whenText(new Date(session.startsAt), zone)}. This page opens by itself then.`
      : null;
  return {
    kind: "refused",
    code: refusal.code,
    status: refusal.status,
    title: inWords(reason.title, words),
    body: early ?? inWords(reason.body, words),
    opens: opensAt
      ? {
          at: opensAt.toISOString(),
          inSeconds: Math.ceil((opensAt.getTime() - now.getTime()) / 1000),
          zone,
          here: opensHere(opensAt, now, zone),
          // UTC stands in where nothing told a zone, so that a student abroad can still place the time.
          elsewhere: opensElsewhere(opensAt, zone, viewerZone ?? "UTC"),
        }
      : null,
    fix: reason.fix,
    second: reason.second,
    retry:
      refusal.code === "join.no_link"
        ? { everySeconds: 10, form: { action: paths.join(sessionId), hidden: { attemptKey } } }
        : null,
    requestId,
  };
}
