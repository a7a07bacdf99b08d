import type { EarlierMerge, MergePage } from "#domain/identity/merge/get-merge-page";
import { mergeRefusal, mergeSeen } from "#domain/identity/merge/merge-rules";
import type { MergeSide } from "#domain/identity/merge/merge-side";
import { whenText } from "#kernel/time";

import { assignmentWords, enrollmentWords } from "../../copy";
import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import type { MergeEntry } from "./earlier-merges";
import type { PreviewView, SideView } from "./preview";
import type { MergeView } from "./screen";

type Seen = {
  now: Date;
  zone: string;
  /** What was looked up; "" on a first look. */
  other: string;
  keepOther: boolean;
  done: string | null;
};
const called = ({ name, code }: { name: string; code: string }) => `${name} (${code})`;

export function mergeView(page: MergePage, seen: Seen): MergeView {
  const { student, other } = page;
  const here = paths.mergeStudent(student.id);
  const merged = page.merges.find((one) => one.merged.id === student.id && !one.undoneAt);
  return {
    name: student.name,
    code: student.code,
    backHref: paths.student(student.id),
    flash: flashOf(seen.done),
    closed: merged
      ? {
          title: `This account was merged into ${called(merged.kept)}.`,
          goTo: { label: `Go to ${called(merged.kept)}`, href: paths.mergeStudent(merged.kept.id) },
        }
      : student.disabled
        ? { title: "This account is closed, so nothing can be merged with it.", goTo: null }
        : null,
    find: {
      action: here,
      typed: seen.other,
      error:
        other === undefined && page.candidates.length === 0
          ? "No student has a code, an address or a name like that."
          : null,
    },
    candidates: other
      ? []
      : page.candidates.map((one) => ({
          href: `${here}?other=${encodeURIComponent(one.code)}`,
          text: `${one.name} ${one.code}`,
          address: one.address,
        })),
    candidatesTitle: seen.other ? "Is it one of these?" : "Accounts with a name like this one",
    preview: other && !student.disabled ? previewOf(page, other, seen) : null,
    merges: page.merges.map((one) => entryOf(one, page, seen)),
    errors: null,
    typed: { reason: "" },
  };
}

function previewOf({ student }: MergePage, other: MergeSide, { zone, keepOther }: Seen): PreviewView {
  const [kept, merged] = keepOther ? [other, student] : [student, other];
  const refused = mergeRefusal(kept, merged);
  const code = encodeURIComponent(other.code);
  return {
    kept: sideView(kept, "Stays", zone),
    merged: sideView(merged, "Goes", zone),
    switchHref: `${paths.mergeStudent(student.id)}?other=${code}${keepOther ? "" : "&keep=other"}`,
    consequences: [
      `${goesOver(merged)} to ${called(kept)}.`,
      `${plural(merged.addresses.length, "address signs", "addresses sign")} in to ${kept.code} from then on, and mails go to ${kept.addresses[0]?.email ?? "its first address"}.`,
      `${merged.code} closes, its sign-ins end, and its code stays reserved: looked up, it leads to ${kept.code}.`,
      "For 24 hours it can be undone, exactly.",
    ],
    unavailable: refused ? (refused.details.fields?.["other"]?.[0] ?? refused.message) : null,
    verb: `Merge ${merged.code} into ${kept.code}`,
    hidden: { keptId: kept.id, mergedId: merged.id, version: mergeSeen(kept, merged) },
  };
}

function goesOver(side: MergeSide): string {
  const parts = [
    plural(side.enrollments.length, "plan", "plans"),
    plural(side.assignments.length, "place", "places"),
    plural(side.payments, "ledger entry", "ledger entries"),
    plural(side.attempts, "attempt to join", "attempts to join"),
  ];
  const [last, ...rest] = parts.toReversed();
  return `${rest.toReversed().join(", ")} and ${last} go over`;
}

function sideView(side: MergeSide, title: string, zone: string): SideView {
  return {
    title,
    name: called(side),
    facts: [
      { term: "Addresses", text: side.addresses.map(({ email }) => email).join(", ") || "None" },
      {
        term: "Plans",
        text: side.enrollments.map(({ plan, state }) => `${plan}: ${enrollmentWords[state].word}`).join("; ") || "None",
      },
      {
        term: "Places",
        text:
          side.assignments
            .map(({ batch, course, state }) => `${batch} (${course}): ${assignmentWords[state].word}`)
            .join("; ") || "None",
      },
      { term: "Ledger", text: plural(side.payments, "entry", "entries") },
      { term: "Joins", text: plural(side.attempts, "attempt", "attempts") },
      { term: "Account made", text: whenText(new Date(side.createdAt), zone) },
      { term: "First signed in", text: side.signedInAt ? whenText(new Date(side.signedInAt), zone) : "Never" },
    ],
  };
}

function entryOf(one: EarlierMerge, page: MergePage, { now, zone }: Seen): MergeEntry {
  const mergedOn = page.merges.some((later) => later.merged.id === one.kept.id && !later.undoneAt);
  const open = !one.undoneAt && !mergedOn && now <= one.undoUntil;
  return {
    id: one.id,
    text: `${one.by ?? "Hub"} merged ${called(one.merged)} into ${called(one.kept)}`,
    when: whenText(one.at, zone),
    why: one.reason,
    undone: one.undoneAt ? `Undone ${whenText(one.undoneAt, zone)}: ${one.undoReason}` : null,
    undoUntil: open ? whenText(one.undoUntil, zone) : null,
    undoVerb: `Make ${one.merged.code} an account again`,
  };
}

/** What was just done, told once after the redirect. */
function flashOf(done: string | null): MergeView["flash"] {
  if (done === "merge")
    return {
      tone: "good",
      title: "Both accounts are one now.",
      text: "The student signs in with either address. It can be undone below for 24 hours.",
    };
  if (done === "undo")
    return { tone: "good", title: "Both accounts are there again, as they were.", text: "The student signs in anew." };
  return null;
}
