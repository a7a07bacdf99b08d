import { can } from "#kernel/actions";
import type { Actor, Tenant } from "#kernel/ctx";
import { formatPaisa } from "#kernel/money";
import { clockTime, dayText, localDay, rangeText, whenText } from "#kernel/time";
import { cursorText } from "#domain/audit/cursor";
import { timelineShown } from "#domain/audit/student-page/get-student-page";
import type { Money, StudentEnrollment, StudentPage } from "#domain/audit/student-page/get-student-page";
import type { AttemptRow, DeliveryRow, PlaceRow, SignInRow } from "#domain/audit/student-page/student-facts";
import type { LedgerRow } from "#domain/payments/ledger-rows";
import { schoolWords } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";

import { actsOf } from "../../audit-words";
import {
  assignmentWords,
  deliveryWords,
  enrollmentWords,
  paymentKindWords,
  paymentWords,
  pauseWords,
} from "../../copy";
import { wordsOfRefusal } from "../../join-words";
import { paths } from "../../paths";
import type { Tone } from "../../ui/tenant";
import { plural } from "../../ui/plural";
import { wordsOfMail } from "../admin.ops.dead-letters/view";
import { mayActOnPlans, personBar, planBar, whyNotOnPlace, whyNotReversed, whyNotVerified } from "./actions";
import type { EntryView } from "./money-card";
import type { PlanView } from "./plan-card";
import type { StudentView } from "./screen";
import { endText, keptOut, nextClass, situationText } from "./situation";
import { placeOf } from "../../audit-phrases";

export type Seen = { now: Date; tenant: Pick<Tenant, "zone" | "locale" | "words">; actor: Actor; done: string | null };

/** What was just done, told once after the redirect by a word in the address, never by data. */
const done: Record<string, string> = {
  name: "The name is changed.",
  email: "The address is changed. A sign-in code sent there will verify it.",
  contact: "The contact details are changed.",
  assign: "The student has their place. Their personal links are being made.",
  withdraw: "The place is given back.",
  extend: "The plan ends later now.",
  pause: "The pause is set.",
  resume: "The pause is over, and its days are given back.",
  onboarding: "Onboarding is finished.",
  suspend: "The plan is suspended. The student reads your reason.",
  reinstate: "The suspension is lifted.",
  complete: "The plan is completed.",
  cancel: "The plan is cancelled.",
  refund: "The refund stands in the ledger.",
  payment: "The entry stands in the ledger.",
  verify: "The receipt is verified and counts now.",
  reverse: "The entry is taken back.",
  replay: "The mail is on its way again.",
};

/** A student as staff reads them. */
export function studentView(page: StudentPage, { now, tenant, actor, done: last }: Seen): StudentView {
  const { student } = page;
  const { zone, locale } = tenant;
  const when = (at: string) => whenText(new Date(at), zone);
  const [leading] = page.enrollments;
  const next = leading ? nextClass(leading) : null;
  const acts = mayActOnPlans(actor);
  return {
    back: can(actor, "student.search", { assigned: true }) === true ? paths.students() : null,
    name: student.full_name,
    preferredName: student.preferred_name,
    code: student.code,
    situation: situationText(page, now, zone),
    next: next
      ? {
          text: `${next.batchCode} · ${next.title}`,
          when: rangeText(next.startsAt, next.endsAt, zone),
          href: paths.session(next.id),
          live: next.startsAt <= now,
        }
      : null,
    flash: last && Object.hasOwn(done, last) ? { tone: "good", title: done[last]! } : null,
    personActions: acts || can(actor, "student.read_contact") === true ? personBar(student.id, actor) : [],
    plans: page.enrollments.map((plan) =>
      planView(plan, page, { zone, locale, words: schoolWords(tenant.words), actor, acts, now }),
    ),
    signIns: page.signIns?.map((one) => signInView(one, when)) ?? null,
    signInText: signInText(page, when),
    deliveries: page.deliveries?.map((one) => deliveryView(one, when, actor)) ?? null,
    attempts: page.attempts.map((one) => attemptView(one, when)),
    timeline: page.timeline
      ? actsOf(page.timeline.slice(0, timelineShown), placeOf(tenant, now)).map((act) => ({
          id: act.id,
          text: act.text,
          when: act.when,
          why: act.why ?? undefined,
        }))
      : null,
    older: olderOf(page),
  };
}

function olderOf({ timeline, student }: StudentPage): string | null {
  const last = timeline && timeline.length > timelineShown ? timeline[timelineShown - 1] : undefined;
  return last ? `${paths.student(student.id)}?older=${encodeURIComponent(cursorText(last))}` : null;
}

type Place = { zone: string; locale: string; words: SchoolWords; actor: Actor; acts: boolean; now: Date };

function planView(
  plan: StudentEnrollment,
  { student, today }: StudentPage,
  { zone, locale, words, actor, acts, now }: Place,
): PlanView {
  const money = (paisa: number) => formatPaisa(paisa, plan.currency, locale);
  const open = plan.open_tasks;
  return {
    id: plan.id,
    name: plan.plan_name,
    courses: plan.courses.join(", "),
    state: enrollmentWords[plan.effective],
    // A night that was missed has not written it down yet; staff acts on what is written.
    written: plan.effective === plan.state ? null : enrollmentWords[plan.state].word,
    reason: plan.state_reason,
    validity: `${dayText(plan.valid_from_on, today)} to ${plan.valid_until_on ? dayText(plan.valid_until_on, today) : "no end"}`,
    ends: endText(plan.valid_until_on, today),
    pauses: plan.pauses.map((one) => ({
      id: one.id,
      text: `${dayText(one.fromOn, today)} to ${dayText(one.untilOn, today)}`,
      why: one.reason,
      state: pauseWords[one.state],
    })),
    extensions: plan.extensions.map((one) => ({
      text: `${plural(one.days, "day", "days")} more${one.feePaisa > 0 ? `, fee ${money(one.feePaisa)}` : ""}`,
      when: dayText(one.onDay, today),
      why: one.reason,
    })),
    tasks: open.map(
      (one) =>
        `${one.title}${one.required ? "" : " (optional)"}${one.dueOn ? `, due ${dayText(one.dueOn, today)}` : ""}`,
    ),
    actions: acts ? planBar(student.id, plan, { actor, today, words }) : [],
    places: plan.places.map((one) => placeView(one, student.id, { zone, actor, acts, now })),
    money: plan.money
      ? { ...moneyView(plan.money, student.id, { zone, actor, money }), keptOut: keptOut(plan, plan.money) }
      : null,
  };
}

function placeView(
  place: PlaceRow,
  studentId: string,
  { zone, actor, acts, now }: Omit<Place, "locale" | "words">,
): PlanView["places"][number] {
  const live = place.state === "assigned" || place.state === "active";
  return {
    id: place.id,
    name: `${place.batch_code} · ${place.course_name}`,
    href: can(actor, "batch.read", { assigned: true }) === true ? paths.batch(place.batch_id) : null,
    state: assignmentWords[place.state],
    trainer: place.trainer,
    next: place.next_starts_at ? nextText(place.next_starts_at, place.next_ends_at, { zone, now }) : null,
    text: live
      ? place.coming > 0
        ? plural(place.coming, "class to come", "classes to come")
        : "no further class is scheduled"
      : `${localDaysOf(place, zone)}${place.reason ? ` · ${place.reason}` : ""}`,
    withdraw:
      live && acts
        ? {
            label: "Withdraw",
            href: paths.actOnStudent(studentId, "withdraw", `place=${place.id}`),
            unavailable: whyNotOnPlace(place, actor),
          }
        : null,
  };
}

function nextText(startsAt: string, endsAt: string | null, { zone, now }: { zone: string; now: Date }): string {
  const start = new Date(startsAt);
  return start <= now && endsAt
    ? `In class until ${clockTime(new Date(endsAt), zone)}`
    : `Next ${whenText(start, zone)}`;
}

function localDaysOf(place: PlaceRow, zone: string): string {
  const day = (at: string) => localDay(new Date(at), zone);
  const ended = place.ended_at ? day(place.ended_at) : day(place.assigned_at);
  if (day(place.assigned_at) === ended) return `${dayText(ended, ended)} ${ended.slice(0, 4)}`;
  return `${dayText(day(place.assigned_at), ended)} to ${dayText(ended, ended)} ${ended.slice(0, 4)}`;
}

type MoneyText = { zone: string; actor: Actor; money: (paisa: number) => string };

function moneyView(ledger: Money, studentId: string, text: MoneyText): Omit<NonNullable<PlanView["money"]>, "keptOut"> {
  const { money } = text;
  const { sums, duePaisa } = ledger;
  const lines = [
    { term: "Agreed", text: money(ledger.agreedPaisa) },
    ...(sums.feesPaisa ? [{ term: "Fees", text: money(sums.feesPaisa) }] : []),
    ...(sums.adjustedPaisa ? [{ term: "Adjusted", text: money(-sums.adjustedPaisa) }] : []),
    ...(sums.waivedPaisa ? [{ term: "Waived", text: money(sums.waivedPaisa) }] : []),
    { term: "Received", text: money(sums.receivedPaisa) },
    ...(sums.refundedPaisa ? [{ term: "Given back", text: money(sums.refundedPaisa) }] : []),
    ...(sums.unverifiedPaisa ? [{ term: "Waits for verification", text: money(sums.unverifiedPaisa) }] : []),
    { term: duePaisa < 0 ? "Credit" : "Due", text: money(Math.abs(duePaisa)) },
  ];
  return {
    state: paymentWords[ledger.state],
    lines,
    entries: ledger.entries.toReversed().map((entry) => entryView(entry, studentId, text)),
  };
}

/** What one entry is worth now, in a word. */
export function entryState(entry: Pick<LedgerRow, "kind" | "reversed" | "verified">): { word: string; tone: Tone } {
  if (entry.reversed) return { word: "Taken back", tone: "neutral" };
  if (entry.kind !== "receipt") return { word: "Counts", tone: "good" };
  return entry.verified ? { word: "Verified", tone: "good" } : { word: "Waits for verification", tone: "attention" };
}

/** Who wrote an entry down and who saw the money: "Sana, Mon 23 Nov, 4:12 pm IST · verified by Meera". */
export function entryPeople(entry: LedgerRow, zone: string): string {
  const recorder = entry.recorder ?? "Hub";
  const verified = entry.kind === "receipt" && entry.verified ? ` · verified by ${entry.verifier ?? "Hub"}` : "";
  return `${recorder}, ${whenText(new Date(entry.recorded_at), zone)}${verified}`;
}

function entryView(entry: LedgerRow, studentId: string, { zone, actor, money }: MoneyText): EntryView {
  const of = `payment=${entry.id}`;
  const waits = entry.kind === "receipt" && !entry.verified && !entry.reversed;
  return {
    id: entry.id,
    kind: entry.kind === "reversal" ? `${paymentKindWords[entry.counts_as]} taken back` : paymentKindWords[entry.kind],
    amount: money(Number(entry.amount_paisa)),
    state: entryState(entry),
    people: entryPeople(entry, zone),
    why: [entry.reference, entry.reason].filter(Boolean).join(" · ") || null,
    verify: waits
      ? {
          label: "Verify",
          href: paths.actOnStudent(studentId, "verify", of),
          unavailable: whyNotVerified(entry, actor),
        }
      : null,
    reverse:
      whyNotReversed(entry, actor) === null
        ? { label: "Take back", href: paths.actOnStudent(studentId, "reverse", of), unavailable: null }
        : null,
  };
}

function attemptView(attempt: AttemptRow, when: (at: string) => string): StudentView["attempts"][number] {
  const allowed = attempt.outcome === "allowed";
  const words = attempt.outcome && !allowed ? wordsOfRefusal(attempt.outcome) : null;
  return {
    id: attempt.id,
    when: when(attempt.at),
    name: attempt.title ? `${attempt.batch_code} · ${attempt.title}` : "A class that does not exist",
    href: attempt.session_id ? paths.session(attempt.session_id) : null,
    state: allowed
      ? { word: "Let in", tone: "good" }
      : attempt.outcome === null
        ? { word: "Being decided", tone: "info" }
        : { word: `Refused: ${words!.short}`, tone: "attention" },
    fix: words?.fix ?? null,
  };
}

function deliveryView(
  delivery: DeliveryRow,
  when: (at: string) => string,
  actor: Actor,
): NonNullable<StudentView["deliveries"]>[number] {
  return {
    id: delivery.id,
    what: wordsOfMail(delivery.template),
    when: when(delivery.sent_at ?? delivery.created_at),
    state: deliveryWords[delivery.state],
    error: delivery.error,
    replay: delivery.dead_letter_id && can(actor, "dead_letter.replay") === true ? delivery.dead_letter_id : null,
  };
}

const methods: Record<string, string> = { email_code: "by mailed code", spoken_code: "by spoken code" };
function signInView(one: SignInRow, when: (at: string) => string): NonNullable<StudentView["signIns"]>[number] {
  return {
    id: one.id,
    text: `${one.device || "A device"} ${methods[one.method] ?? ""}`.trim(),
    when: `${when(one.created_at)}, last seen ${when(one.last_seen_at)}`,
    state: one.live ? { word: "Signed in", tone: "good" } : { word: "Over", tone: "neutral" },
  };
}

function signInText({ student }: StudentPage, when: (at: string) => string): string {
  if (student.disabled) return "This account is closed: nobody signs in by it.";
  const address = student.address_verified ? "The address is verified." : "The address is not verified yet.";
  if (student.first_signed_in_at) return `First signed in ${when(student.first_signed_in_at)}. ${address}`;
  return student.invited_at
    ? `Invited ${when(student.invited_at)}, never signed in.`
    : "Never invited, never signed in.";
}
