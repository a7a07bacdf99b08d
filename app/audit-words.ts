/** The record as people read it: "Ravi Menon (ops) moved Asha Rao from AWS-14 to AWS-15 · Mon 23 Nov, 4:12 pm IST · clashes with work". */
import { cursorText } from "#domain/audit/cursor";
import type { TimelinePage } from "#domain/audit/moments";
import type { AuditRecord } from "#domain/audit/records";
import { localDay, whenText } from "#kernel/time";

import { phraseOf } from "./audit-phrases";
import type { Place } from "./audit-phrases";
import type { History } from "./ui/history-card";

/** Everything one command did in one moment, as one sentence. */
export type Act = {
  /** Of its newest record. */
  id: string;
  kind: AuditRecord["kind"];
  text: string;
  /** "Mon 23 Nov, 4:12 pm IST" */
  when: string;
  why: string | null;
  requestId: string | null;
  records: AuditRecord[];
};

const roleWords: Record<string, string> = {
  student: "student",
  ops: "ops",
  ops_manager: "ops manager",
  program_manager: "program manager",
  customer_support: "support",
  trainer: "trainer",
  academic_counselor: "counselor",
  sales: "sales",
  leadership: "leadership",
};
/** What acts by itself, and what it is about; every job of the schedule has its words, held by a test. */
const jobWords: Record<string, string> = {
  "relay-outbox": "events",
  "remind-due-sessions": "reminders",
  "settle-joins": "join record",
  "provision-links": "personal links",
  "start-due-batches": "automatic start",
  "end-due-sessions": "end of classes",
  "mark-attendance": "attendance",
  "expire-holds": "held seats",
  "process-notifications": "mails",
  "enrollment-lifecycle": "nightly check of plans",
  "seal-audit": "nightly seal of the record",
  deliveries: "mails",
  "dead-letters": "dead letters",
  org: "school setup",
  demo: "demo data",
};
/** These act for everybody, and their name would say nothing. */
const plainJobs = new Set(["events", "hub"]);
export const hasJobWord = (job: string): boolean => Object.hasOwn(jobWords, job);

function actorText(actor: string, name: string | null, role: string | null): string {
  const [kind, rest = ""] = actor.split(":");
  if (kind === "member")
    return `${name ?? "Somebody who left"}${role ? ` (${roleWords[role] ?? role.replaceAll("_", " ")})` : ""}`;
  if (kind === "system")
    return plainJobs.has(rest) ? "Hub" : `Hub (${jobWords[rest] ?? rest.replaceAll(/[-_]/g, " ")})`;
  if (kind === "provider") return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
  return kind === "anonymous" ? "Somebody not signed in" : "The database's keeper";
}

/** "Ravi Menon (ops)", "Hub (nightly check of plans)", "Hub, for Ravi Menon (ops),". */
export function whoActed(record: AuditRecord): string {
  const actor = actorText(record.actor, record.actorName, record.actorRole);
  // One job set off by another is Hub's own doing.
  if (!record.onBehalfOf?.startsWith("member:") || record.onBehalfOf === record.actor) return actor;
  return `${actor}, for ${actorText(record.onBehalfOf, record.onBehalfName, record.onBehalfRole)},`;
}

/** Whom a record is about: by name, themselves, or nobody in particular. */
export function whomOf(record: AuditRecord): string {
  if (!record.subjectId) return "somebody";
  return record.subjectName ?? "somebody who left";
}

/** One record as one sentence, without its moment and reason. */
export const sentenceOf = (record: AuditRecord, place: Place): string =>
  `${whoActed(record)} ${phraseOf(record, { who: whomOf(record), count: 1, place })}`;

/** The moment of a record, with its year where it is not this one. */
export function momentText(at: string, { zone, now }: Place): string {
  const instant = new Date(at);
  const year = localDay(instant, zone).slice(0, 4);
  const said = whenText(instant, zone);
  return year === localDay(now, zone).slice(0, 4) ? said : said.replace(",", ` ${year},`);
}

/** Records, newest first, as what was done: those of one command in one moment are one act. */
export function actsOf(records: readonly AuditRecord[], place: Place): Act[] {
  const groups = new Map<string, AuditRecord[]>();
  for (const record of records) {
    const key = [record.kind, record.at, record.requestId, record.action, record.actor].join(" ");
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return [...groups.values()].map((group) => actOf(group, place));
}

/** A page's timeline in sentences, and the address of what is older. */
export function historyOf(page: TimelinePage, place: Place, address: string): History {
  return {
    entries: actsOf(page.records, place).map(({ id, text, when, why }) => ({
      id,
      text,
      when,
      ...(why ? { why } : {}),
    })),
    older: page.older && `${address}?older=${encodeURIComponent(cursorText(page.older))}`,
  };
}

function actOf(group: AuditRecord[], place: Place): Act {
  const [newest] = group as [AuditRecord];
  const first = Math.min(...group.map(rank));
  const told = group.filter((record) => rank(record) === first);
  // What was made first stands first, as it was done.
  const phrases = [...new Set([...movesOf(told, place), ...samesOf(told).map((same) => phraseOfAll(same, place))])];
  return {
    id: newest.id,
    kind: newest.kind,
    text: `${whoActed(newest)} ${sentence(phrases)}`,
    when: momentText(newest.at, place),
    why: newest.reason,
    requestId: newest.requestId,
    records: group,
  };
}

/** "a", "a and b", "a, b and c", "a, b, c and 4 more changes". */
function sentence(phrases: string[]): string {
  const shown = phrases.length > 4 ? [...phrases.slice(0, 3), `made ${phrases.length - 3} more changes`] : phrases;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** What a command is about comes first; what follows from it is told only where nothing else is. */
const ranks: Record<string, number> = {
  batches: 1,
  batch_meetings: 1,
  attendance_contests: 1,
  attendance_sheets: 4,
  batch_assignments: 1,
  sessions: 1,
  session_admissions: 1,
  enrollment_pauses: 1,
  enrollment_extensions: 1,
  enrollment_plan_changes: 1,
  payments: 1,
  payment_verifications: 1,
  users: 4,
  memberships: 4,
  user_emails: 4,
  student_contacts: 4,
  onboarding_tasks: 4,
  session_changes: 4,
  cancellation_moves: 4,
};
function rank(record: AuditRecord): number {
  if (record.entity === "enrollments") return record.before === null ? 1 : 2;
  // Seen alone they are what was done; a profile that was added says more than its account.
  return ranks[record.entity] ?? 3;
}

/** One person out of one batch and into another in one command is a move; the two records say it together. */
function movesOf(told: AuditRecord[], { words }: Place): string[] {
  const moves = new Map<string, AuditRecord[]>();
  for (const out of told.filter(leftBatch)) {
    const into = told.find(
      (one) => one.entity === "batch_assignments" && one.before === null && one.subjectId === out.subjectId,
    );
    if (!into) continue;
    const key = `from ${out.batchCode ?? words.aBatch} to ${into.batchCode ?? words.aBatch}`;
    moves.set(key, [...(moves.get(key) ?? []), out]);
    told.splice(told.indexOf(into), 1);
    told.splice(told.indexOf(out), 1);
  }
  return [...moves].map(([where, people]) => `moved ${whoOfAll(people)} ${where}`);
}
const leftBatch = (record: AuditRecord): boolean =>
  record.entity === "batch_assignments" &&
  ["transferred_out", "withdrawn"].includes(String(record.after?.["state"])) &&
  record.before !== null;

/** Records that say the same of several people or things. */
function samesOf(told: AuditRecord[]): AuditRecord[][] {
  const sames = new Map<string, AuditRecord[]>();
  for (const record of told) {
    const shape =
      record.before === null ? "made" : record.after === null ? "gone" : Object.keys(record.after).toSorted().join();
    const key = [record.entity, shape, record.batchCode, record.after?.["state"], record.after?.["mark"]].join(" ");
    sames.set(key, [...(sames.get(key) ?? []), record]);
  }
  return [...sames.values()];
}

function phraseOfAll(same: AuditRecord[], place: Place): string {
  const things = new Set(same.map((record) => record.entityId)).size;
  return phraseOf(same[0]!, { who: whoOfAll(same), count: things, place });
}

function whoOfAll(records: AuditRecord[]): string {
  const people = new Set(records.map((record) => record.subjectId)).size;
  return people > 1
    ? `${people} ${records.every((record) => record.subjectCode !== null) ? "students" : "people"}`
    : whomOf(records[0]!);
}
