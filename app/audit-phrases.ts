/** What a record says was done, as the half of a sentence after who did it: "moved the end of the plan of Asha Rao to Mon 4 Jan". */
import type { Mark } from "#domain/attendance/inputs";
import type { AuditRecord } from "#domain/audit/records";
import type { Tenant } from "#kernel/ctx";
import { formatPaisa } from "#kernel/money";
import { inWords, schoolWords } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";
import { clockTime, dayText, localDay, whenText } from "#kernel/time";

import {
  assignmentWords,
  batchWords,
  contestWords,
  enrollmentWords,
  markWords,
  recordingWords,
  sessionWords,
} from "./copy";

export type Place = { zone: string; locale: string; now: Date; words: SchoolWords };
export const placeOf = ({ zone, locale, words }: Pick<Tenant, "zone" | "locale" | "words">, now: Date): Place => ({
  zone,
  locale,
  now,
  words: schoolWords(words),
});
/** Whom the phrase is about ("Asha Rao", "118 students"), and how many of the thing there are. */
type About = { who: string; count: number; place: Place };
type Phrase = (record: AuditRecord, about: About) => string | null;

/** What the rows of each table are called; held complete by a test. Plural where it is not an s. */
const nouns: Record<string, string | [one: string, many: string]> = {
  admission_forms: "admission form",
  announcements: "announcement",
  allowed_staff_emails: ["entry of the staff list", "entries of the staff list"],
  attendance_contests: ["question about a mark", "questions about marks"],
  attendance_evidence: ["trace of attendance", "traces of attendance"],
  attendance_excuses: "excuse",
  attendance_marks: "mark",
  attendance_sheets: ["attendance of a class", "attendance of classes"],
  audit_logs: ["record", "records"],
  audit_seals: ["seal of the record", "seals of the record"],
  auth_sessions: "sign-in",
  batch_assignments: ["place in {aBatch}", "places in {batches}"],
  batch_meetings: ["fallback link", "fallback links"],
  batches: ["{batch}", "{batches}"],
  cancellation_moves: ["move after a cancelled {batch}", "moves after a cancelled {batch}"],
  course_completions: "course completion",
  courses: "course",
  dead_letters: "dead letter",
  enrollment_extensions: "extension",
  enrollment_pauses: "pause",
  enrollment_plan_changes: ["change of plan", "changes of plan"],
  enrollments: "plan",
  google_identities: "Google account",
  host_accounts: "host account",
  import_plans: "import",
  invite_rounds: ["round of invites", "rounds of invites"],
  memberships: "membership",
  oauth_handoffs: "Google sign-in",
  onboarding_tasks: "onboarding task",
  organization_holidays: "holiday",
  organization_hosts: ["address of the school", "addresses of the school"],
  organizations: ["school's settings", "schools' settings"],
  payment_verifications: ["verification of a payment", "verifications of payments"],
  payments: ["ledger entry", "ledger entries"],
  plan_courses: ["course of a plan", "courses of plans"],
  plans: ["plan on offer", "plans on offer"],
  policies: ["policy", "policies"],
  recordings: "recording",
  seat_holds: "held seat",
  session_admissions: ["admission to a class", "admissions to a class"],
  session_notes: ["note on a class", "notes on classes"],
  session_changes: ["change of a class", "changes of classes"],
  session_meetings: "meeting",
  sessions: ["class", "classes"],
  staff_profiles: "staff profile",
  student_contacts: ["contact details", "contact details"],
  student_merges: ["merge of two accounts", "merges of accounts"],
  student_profiles: "student profile",
  suppressions: ["blocked address", "blocked addresses"],
  templates: "mail template",
  user_emails: ["e-mail address", "e-mail addresses"],
  users: "account",
};

/** "student_contacts" as people say it; what has no word yet is said by its name, in plain letters. */
export function nounOf(entity: string, words: SchoolWords, count = 1): string {
  const noun = nouns[entity] ?? entity.replace(/s$/, "").replaceAll("_", " ");
  if (typeof noun !== "string") return inWords(noun[count === 1 ? 0 : 1], words);
  return count === 1 ? noun : `${noun}s`;
}
export const knownEntities: readonly string[] = Object.keys(nouns);
export const hasNoun = (entity: string): boolean => Object.hasOwn(nouns, entity);

/** "valid_until_on" -> "valid until". */
export const fieldText = (column: string, words: SchoolWords): string =>
  (
    fields[column] ??
    column
      .replace(/_(at|on|id)$/, "")
      .replaceAll("_", " ")
      .replace(/\bbatch\b/, words.batch)
  ).trim();
const fields: Record<string, string> = {
  starts_at: "start",
  ends_at: "end",
  starts_on: "first day",
  full_name: "name",
  state_reason: "reason of its state",
  state_or_region: "state or region",
  opens_at_override: "opens at",
  closes_at_override: "closes at",
  resume_to: "goes back to",
  amount_paisa: "amount",
  agreed_paisa: "agreed price",
  price_paisa: "price",
  fee_paisa: "fee",
  is_primary: "primary",
  first_signed_in_at: "first sign-in",
};
/** Columns that follow from others, or say nothing to a person. */
const silent = new Set([
  "id",
  "organization_id",
  "version",
  "created_at",
  "local_date",
  "local_time",
  "ends_at",
  "resume_to",
]);

/** "enrollment.finish_onboarding" -> "Enrollment: finish onboarding". */
export function actionText(action: string, words: SchoolWords): string {
  const said = action
    .replaceAll(/[_-]/g, " ")
    .replaceAll(/\bbatch(es)?\b/g, (one) => (one === "batch" ? words.batch : words.batches));
  const [domain = "", verb = ""] = said.split(".");
  return `${domain.charAt(0).toUpperCase()}${domain.slice(1)}${verb ? `: ${verb}` : ""}`;
}

export const stateText = (entity: string, state: string): string => {
  const words: Record<string, { word: string }> | undefined = {
    enrollments: enrollmentWords,
    sessions: sessionWords,
    batches: batchWords,
    batch_assignments: assignmentWords,
    attendance_contests: contestWords,
    recordings: recordingWords,
  }[entity];
  return words?.[state]?.word ?? state.toLowerCase().replaceAll("_", " ");
};

/** The half sentence of one record, or of `count` records that say the same. Never empty, whatever the record holds. */
export function phraseOf(record: AuditRecord, about: About): string {
  if (record.kind === "read") return readPhrase(record, about);
  if (record.kind === "export") return exportPhrase(record, about);
  if (record.kind === "auth") return authPhrase(record, about);
  return phrases[record.entity]?.(record, about) ?? plainPhrase(record, about);
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const after = (record: AuditRecord, column: string): string | null => text(record.after?.[column]);
const made = (record: AuditRecord): boolean => record.kind === "change" && record.before === null;
const changed = (record: AuditRecord, column: string): boolean =>
  record.before !== null && record.after !== null && column in record.after;

const day = (on: string | null, { zone, now }: Place) => (on ? dayText(on, localDay(now, zone)) : "no day");
const moment = (at: string | null, { zone }: Place) =>
  at && !Number.isNaN(Date.parse(at)) ? whenText(new Date(at), zone) : "no time";
const money = (record: AuditRecord, { locale }: Place) =>
  formatPaisa(Math.abs(Number(record.after?.["amount_paisa"] ?? 0)), after(record, "currency") ?? "INR", locale);

const batch = (record: AuditRecord, { words }: Place): string => record.batchCode ?? words.aBatch;
const lesson = (record: AuditRecord, count: number): string =>
  count > 1
    ? `${count} classes${record.batchCode ? ` of ${record.batchCode}` : ""}`
    : `${record.thing ? `“${record.thing}”` : "a class"}${record.batchCode ? ` of ${record.batchCode}` : ""}`;

const phrases: Record<string, Phrase> = {
  enrollments(record, { who, place }) {
    if (made(record)) return `enrolled ${who} on ${record.thing ?? "a plan"}`;
    const state = after(record, "state");
    // One permission for both ways.
    if (state && text(record.before?.["state"]) === "COMPLETED") return `reopened the plan of ${who}`;
    if (state)
      return byAction[record.action]?.(who) ?? `moved the plan of ${who} to “${stateText("enrollments", state)}”`;
    if (changed(record, "valid_until_on"))
      return `moved the end of the plan of ${who} from ${day(text(record.before?.["valid_until_on"]), place)} to ${day(after(record, "valid_until_on"), place)}`;
    return null;
  },
  batch_assignments(record, { who, place }) {
    if (made(record)) return `assigned ${who} to ${batch(record, place)}`;
    switch (after(record, "state")) {
      case "active":
        return `started ${who} in ${batch(record, place)}`;
      case "completed":
        return `completed the time of ${who} in ${batch(record, place)}`;
      case "transferred_out":
        return `moved ${who} out of ${batch(record, place)}`;
      case "withdrawn":
        return `took ${who} out of ${batch(record, place)}`;
      default:
        return null;
    }
  },
  batches(record, { place: { words } }) {
    const code = record.batchCode ?? after(record, "code") ?? words.aBatch;
    if (made(record)) return `made the ${words.batch} ${code}`;
    const verbs: Record<string, string> = {
      forming: "opened",
      active: "started",
      completed: "completed",
      cancelled: "cancelled",
    };
    const state = after(record, "state");
    if (state === "forming" && text(record.before?.["state"]) === "active") return `put ${code} back to forming`;
    if (state === "active" && text(record.before?.["state"]) === "completed") return `reopened ${code}`;
    if (state && verbs[state]) return `${verbs[state]} ${code}`;
    if (changed(record, "pattern")) return `gave ${code} a weekly pattern`;
    if (changed(record, "capacity"))
      return `changed the seats of ${code} from ${Number(record.before?.["capacity"])} to ${Number(record.after?.["capacity"])}`;
    return null;
  },
  // The record leaves the link itself out, so that another one and none look the same.
  batch_meetings: (record, { place }) =>
    `${made(record) ? "set" : "changed"} the fallback link of ${batch(record, place)}`,
  sessions(record, { count, place }) {
    const what = lesson(record, count);
    const at = (column: string) => moment(after(record, column), place);
    if (made(record)) return `scheduled ${what}${count > 1 ? "" : ` for ${at("starts_at")}`}`;
    const state = after(record, "state");
    if (state === "cancelled") return `cancelled ${what}`;
    if (state === "ended") return `closed ${what}`;
    if (state === "scheduled") return `restored ${what}`;
    if (changed(record, "starts_at"))
      return count > 1
        ? `moved ${what}`
        : `moved ${what} from ${moment(text(record.before?.["starts_at"]), place)} to ${at("starts_at")}`;
    if (changed(record, "opens_at_override")) return `opened ${what} early`;
    if (changed(record, "closes_at_override"))
      return `keeps ${what} open until ${clockTime(new Date(after(record, "closes_at_override") ?? place.now), place.zone)}`;
    if (changed(record, "trainer_id")) return `changed the trainer of ${what}`;
    return null;
  },
  announcements: (record, { place }) => (made(record) ? `announced something to ${batch(record, place)}` : null),
  cancellation_moves(record, { who, place }) {
    if (made(record))
      return after(record, "to_batch_id")
        ? `found another ${place.words.batch} for ${who}`
        : `noted that ${who} has no place`;
    if (changed(record, "closed_at")) return `settled that ${who} had no place`;
    return `handed on the search of a place for ${who}`;
  },
  session_meetings(record, { count }) {
    const what = lesson(record, count);
    if (made(record)) return `set the meeting of ${what}`;
    if (changed(record, "meeting_started_at")) return `started ${what}`;
    if (changed(record, "meeting_ended_at")) return `ended the meeting of ${what}`;
    if (changed(record, "read_at") || changed(record, "read_error")) return `looked up the meeting of ${what}`;
    return `replaced the link of ${what}`;
  },
  session_admissions: (record, { who }) => (made(record) ? `admitted ${who} to ${lesson(record, 1)}` : null),
  session_changes: (record, { count }) => (made(record) ? `noted the change of ${lesson(record, count)}` : null),
  attendance_marks(record, { who, count }) {
    const mark = after(record, "mark") as Mark | null;
    const whom = count > 1 ? `${count} students` : who;
    return mark && Object.hasOwn(markWords, mark)
      ? `marked ${whom} as ${markWords[mark].word.toLowerCase()} in ${lesson(record, 1)}`
      : null;
  },
  attendance_sheets(record, { count }) {
    if (changed(record, "unlocked_until")) return `unlocked the marks of ${lesson(record, count)}`;
    return `worked out the marks of ${lesson(record, count)}`;
  },
  attendance_excuses(record, { who }) {
    const back = changed(record, "withdrawn_at") && after(record, "withdrawn_at");
    return back ? `took back the excuse of ${who}` : `excused ${who} from ${lesson(record, 1)}`;
  },
  attendance_contests(record, { who }) {
    if (made(record)) return `asked about the mark of ${who} in ${lesson(record, 1)}`;
    const verbs: Record<string, string> = {
      accepted: `changed the contested mark of ${who}`,
      declined: `left the contested mark of ${who} as it is`,
      withdrawn: `took back the question about the mark of ${who}`,
    };
    return verbs[after(record, "state") ?? ""] ?? null;
  },
  recordings(record) {
    if (made(record)) return `placed a recording of ${lesson(record, 1)}`;
    const verbs: Record<string, string> = { ready: "showed", hidden: "hid", gone: "removed" };
    const verb = verbs[after(record, "state") ?? ""];
    return verb ? `${verb} a recording` : null;
  },
  enrollment_pauses(record, { who, place }) {
    const [from, until] = [after(record, "from_on"), after(record, "until_on")];
    if (made(record))
      return `asked for a pause for ${who}${from && until ? ` from ${day(from, place)} to ${day(until, place)}` : ""}`;
    const verbs: Record<string, string> = {
      approved: `approved a pause of ${who}`,
      active: `began the pause of ${who}`,
      ended: `ended the pause of ${who}`,
      rejected: `refused a pause of ${who}`,
      cancelled: `cancelled a pause of ${who}`,
      void: `voided a pause of ${who}`,
    };
    return verbs[after(record, "state") ?? ""] ?? null;
  },
  enrollment_extensions: (record, { who }) =>
    made(record) ? `extended the plan of ${who} by ${daysText(record.after?.["days"])}` : null,
  payments: (record, { who, place }) =>
    made(record) ? `recorded ${payment(record)} of ${money(record, place)} for ${who}` : null,
  payment_verifications: (record, { who, place }) =>
    made(record) ? `verified ${payment(record)} of ${money(record, place)} of ${who}` : null,
  user_emails(record, { who }) {
    if (made(record)) return `added an e-mail address of ${who}`;
    return changed(record, "verified_at") ? `confirmed the e-mail address of ${who}` : null;
  },
  memberships(record, { who }) {
    if (changed(record, "first_signed_in_at"))
      return isSelf(record) ? "signed in for the first time" : `saw ${who} sign in for the first time`;
    if (changed(record, "invited_at")) return `invited ${who}`;
    return changed(record, "disabled_at") && after(record, "disabled_at") ? `ended the access of ${who}` : null;
  },
  student_profiles: (record, { who }) => (made(record) ? `added the student ${who}` : null),
  staff_profiles: (record, { who }) => (made(record) ? `added ${who} to the staff` : null),
  admission_forms(record) {
    if (made(record)) return "filled in an admission form";
    const verbs: Record<string, string> = {
      verified: "verified",
      rejected: "rejected",
      submitted: "submitted",
      withdrawn: "withdrew",
      void: "voided",
    };
    const verb = verbs[after(record, "state") ?? ""];
    return verb ? `${verb} an admission form` : null;
  },
};

const daysText = (days: unknown): string =>
  days === 1 ? "1 day" : typeof days === "number" ? `${days} days` : "some days";
const payment = (record: AuditRecord): string => {
  const kind = after(record, "kind") ?? "entry";
  return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
};
export const isSelf = (record: AuditRecord): boolean =>
  record.memberId !== null && record.actor === `member:${record.memberId}`;

const byAction: Record<string, (who: string) => string> = {
  "enrollment.suspend": (who) => `suspended ${who}`,
  "enrollment.reinstate": (who) => `lifted the suspension of ${who}`,
  "enrollment.cancel": (who) => `cancelled the plan of ${who}`,
  "enrollment.refund": (who) => `closed the plan of ${who} as refunded`,
  "enrollment.complete": (who) => `completed the plan of ${who}`,
  "enrollment.finish_onboarding": (who) => `finished the onboarding of ${who}`,
  "enrollment.extend": (who) => `opened the plan of ${who} again`,
};

/** Added, changed or removed: said of anything that has no better sentence. */
function plainPhrase(record: AuditRecord, { who, count, place: { words } }: About): string {
  const verb = record.before === null ? "added" : record.after === null ? "removed" : "changed";
  const noun = nounOf(record.entity, words, count);
  const article =
    count > 1
      ? `${count} `
      : made(record) && !noun.endsWith("details")
        ? /^[aeiou]/.test(noun)
          ? "an "
          : "a "
        : "the ";
  const name = count === 1 && record.thing ? ` “${record.thing}”` : "";
  const of = record.subjectId ? ` of ${who}` : "";
  const inBatch = record.batchCode && record.entity !== "batches" ? ` in ${record.batchCode}` : "";
  const columns = verb === "changed" ? Object.keys(record.after ?? {}).filter((column) => !silent.has(column)) : [];
  const which = columns.length > 0 ? ` (${columns.map((column) => fieldText(column, words)).join(", ")})` : "";
  return `${verb} ${article}${noun}${name}${of}${inBatch}${which}`;
}

function readPhrase(record: AuditRecord, { who, place }: About): string {
  const seen: Record<string, string> = {
    "student.read": `opened the page of ${who}`,
    "student.read_contact": `saw the contact details of ${who}`,
    "student.view_as": `looked at Hub as ${who} sees it`,
    "audit.read": `saw personal values in a record of ${who}`,
  };
  return (
    seen[record.action] ?? `looked at the ${nounOf(record.entity, place.words)}${record.subjectId ? ` of ${who}` : ""}`
  );
}

/** By what was taken along: several lists ask for one permission. */
function exportPhrase(record: AuditRecord, { place }: About): string {
  const taken: Record<string, string> = {
    student_directory: "exported students",
    memberships: "exported who never signed in",
    batches: record.entityId
      ? `exported the roster of ${batch(record, place)}`
      : `exported the list of ${place.words.batches}`,
    cancellation_moves: "exported who has no place",
    attendance_marks: `exported the attendance of ${lesson(record, 1)}`,
    payments: "exported the ledger",
    import_plans: "exported the failed rows of an import",
    audit_logs: "exported the record",
  };
  return taken[record.entity] ?? `exported ${nounOf(record.entity, place.words, 2)}`;
}

function authPhrase(record: AuditRecord, { who, place: { words } }: About): string {
  const done: Record<string, string> = {
    "auth.signed_in": "signed in",
    "auth.signed_out": "signed out",
    "auth.staff_denied": "was refused at the staff sign-in",
    "auth_session.revoke": record.subjectId && !isSelf(record) ? `ended a sign-in of ${who}` : "ended a sign-in",
    "allowlist.manage": "ended a sign-in",
  };
  return (
    done[record.action] ?? `${actionText(record.action, words).split(": ").at(-1)} (${nounOf(record.entity, words)})`
  );
}
