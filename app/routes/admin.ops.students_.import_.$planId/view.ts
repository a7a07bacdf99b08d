import type { ImportFilter, ImportPage, ImportRow } from "#domain/imports/get-import-page";
import { can } from "#kernel/actions";
import type { Actor } from "#kernel/ctx";
import { spanText, whenText } from "#kernel/time";
import { inWords } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";

import { importWords } from "../../copy";
import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import type { BadgeText } from "../../ui/tenant";
import { kindWords } from "../admin.ops.students_.import/view";
import { mappingView } from "./mapping-view";
import type { ImportView, RowView } from "./screen";

type Seen = {
  now: Date;
  zone: string;
  words: SchoolWords;
  actor: Actor;
  filter: ImportFilter | null;
  after: number;
  done: string | null;
};

const outcomeWords: Record<ImportRow["outcome"], BadgeText> = {
  create: { word: "New", tone: "good" },
  update: { word: "Changes", tone: "info" },
  unchanged: { word: "Unchanged", tone: "neutral" },
  skip: { word: "Skipped", tone: "neutral" },
  conflict: { word: "Conflict", tone: "attention" },
  error: { word: "Error", tone: "danger" },
};
const resultWords: Record<NonNullable<ImportRow["result"]>, BadgeText> = {
  applied: { word: "Written", tone: "good" },
  changed: { word: "Not written", tone: "attention" },
  undone: { word: "Undone", tone: "neutral" },
  kept: { word: "Kept", tone: "attention" },
};

const hints: Record<ImportPage["phase"], string> = {
  plan: "Nothing is written yet. You can leave this page; it goes on by itself.",
  apply: "You can leave this page; it goes on by itself, and survives a restart.",
  undo: "Rows that somebody changed since stay, and are listed.",
  rest: "",
};

export function importView(page: ImportPage, seen: Seen): ImportView {
  const { plan, phase } = page;
  const { now, zone, words, actor } = seen;
  const isBusy = phase !== "rest" || plan.state === "planning" || plan.state === "applying";
  const total = totalOf(page);
  const writes = (page.outcomes.create ?? 0) + (page.outcomes.update ?? 0);
  const failed = (page.outcomes.error ?? 0) + (page.outcomes.conflict ?? 0) + (page.results.changed ?? 0);
  const role = (action: "import.apply" | "import.undo") =>
    can(actor, action) === true ? null : "Your role may look, and not do this.";
  const when = (at: Date | string | null) => (at ? whenText(new Date(at), zone) : "");
  const undoLeft = plan.appliedAt ? plan.appliedAt.getTime() + 24 * 3_600_000 - now.getTime() : 0;
  return {
    name: plan.fileName,
    kind: inWords(kindWords[plan.kind], words),
    state: phase === "undo" ? { word: "Being taken back", tone: "info" } : importWords[plan.state],
    version: plan.version,
    backHref: paths.imports(),
    facts: factsOf(page, when),
    flash:
      plan.state === "discarded" && seen.done === "discard"
        ? { title: "The import is discarded", text: "Its file and rows are erased. Nothing was written." }
        : null,
    progress: isBusy
      ? { text: progressText(page, total), hint: hints[phase], done: Math.min(page.done, total), total }
      : null,
    mapping:
      !isBusy && page.file && ["uploaded", "ready", "stale", "failed"].includes(plan.state)
        ? mappingView(page, page.file, words)
        : null,
    isMapped: plan.state === "ready",
    notice: noticeOf(page, when),
    filters: filtersOf(page, seen.filter),
    rows: page.rows.map(rowView),
    emptyText: plan.state === "discarded" ? "Its rows were erased." : "No row is here with this filter.",
    pages: pagesOf(page, seen),
    apply:
      plan.state === "ready" && !isBusy
        ? {
            text: applyText(page),
            verb: `Apply ${plural(writes, "row", "rows")}`,
            unavailable:
              role("import.apply") ??
              (writes === 0 ? "No row would change anything, so there is nothing to apply." : null),
          }
        : null,
    undo:
      plan.state === "applied" && !isBusy
        ? {
            text:
              plan.kind === "holiday"
                ? "Classes go back to where they stood; those that somebody changed since stay. Their students are told."
                : `Closes what the ${plural(page.results.applied ?? 0, "written row", "written rows")} made and puts back what they changed. Rows that somebody worked on since stay as they are.`,
            verb: `Take back ${plural(page.results.applied ?? 0, "row", "rows")}`,
            unavailable:
              role("import.undo") ??
              (undoLeft <= 0
                ? "An import can be taken back for 24 hours after it was applied."
                : (page.results.applied ?? 0) === 0
                  ? "Nothing was written, so there is nothing to take back."
                  : null),
            left: undoLeft > 0 ? `Possible for another ${spanText(undoLeft / 60_000)}.` : null,
          }
        : null,
    discard: (plan.state === "uploaded" || plan.state === "ready") && !isBusy,
    failed:
      failed > 0 && page.file
        ? { text: `${plural(failed, "row", "rows")} to fix`, href: paths.importFailedRows(plan.id) }
        : null,
  };
}

function totalOf({ plan, phase, outcomes, results }: ImportPage): number {
  if (phase === "apply") return (outcomes.create ?? 0) + (outcomes.update ?? 0);
  if (phase === "undo") return (results.applied ?? 0) + (results.undone ?? 0) + (results.kept ?? 0);
  return plan.rowCount;
}
function progressText({ phase, done: n }: ImportPage, total: number): string {
  const verb = phase === "apply" ? "written" : phase === "undo" ? "taken back" : "computed";
  return `${n.toLocaleString("en-IN")} of ${total.toLocaleString("en-IN")} rows ${verb}`;
}

function factsOf({ plan, names }: ImportPage, when: (at: Date | null) => string): ImportView["facts"] {
  const delimiters: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };
  const by = (name: string | null) => (name ? ` by ${name}` : "");
  return [
    { term: "Read", text: `${when(plan.createdAt)}${by(names.created)}` },
    {
      term: "File",
      text: `${plural(plan.rowCount, "row", "rows")}, ${plan.reading.encoding}, ${delimiters[plan.reading.delimiter] ?? ""}`,
    },
    ...(plan.appliedAt ? [{ term: "Applied", text: `${when(plan.appliedAt)}${by(names.applied)}` }] : []),
    ...(plan.reason ? [{ term: "Why", text: plan.reason }] : []),
    ...(plan.undoneAt ? [{ term: "Taken back", text: `${when(plan.undoneAt)}${by(names.undone)}` }] : []),
    ...(plan.undoReason ? [{ term: "Why taken back", text: plan.undoReason }] : []),
  ];
}

function noticeOf(page: ImportPage, when: (at: string) => string): ImportView["notice"] {
  const { plan } = page;
  if (plan.state === "failed")
    return {
      tone: "danger",
      title: "This import stopped on an error of ours",
      text: `Rows that were written stay written and are listed below. Compute it anew to go on with the rest, and quote ${plan.error ?? "this page"} to support.`,
    };
  if (plan.state === "stale")
    return {
      tone: "attention",
      title: "This preview is out of date",
      text: "Compute it anew, look at it, then apply it.",
    };
  if (plan.state !== "discarded" && !page.file)
    return {
      tone: "info",
      title: "The file was erased",
      text: "Uploads are kept for 30 days. What was done stays on record.",
    };
  if (page.appliedBefore && ["uploaded", "ready"].includes(plan.state))
    return {
      tone: "info",
      title: "This same file was applied before",
      text: `On ${when(page.appliedBefore)}. Rows that are as they were then stay unchanged.`,
    };
  return null;
}

/** Whom an import mails. */
const toldOf: Record<ImportPage["plan"]["kind"], string> = {
  students:
    "New students are not mailed: invites are a step of their own. Who was invited before hears of a new place.",
  assign: "Who was invited or signed in is mailed their place; nobody else is.",
  calendar: "Who was invited or signed in is mailed a new place, or the first dates of theirs; nobody else is.",
  holiday: "Who was invited or signed in is mailed; for the others it waits in Hub.",
};

function applyText({ plan, outcomes }: ImportPage): string {
  const { create = 0, update = 0, conflict = 0, error = 0 } = outcomes;
  const what: Record<ImportPage["plan"]["kind"], string[]> = {
    students: [create ? plural(create, "new student", "new students") : "", update ? `changes to ${update}` : ""],
    assign: [update ? `places for ${plural(update, "student", "students")}` : ""],
    calendar: [
      create ? plural(create, "row with a new class", "rows with a new class each") : "",
      update ? `changes to ${update}` : "",
    ],
    holiday: [
      update ? `${plural(update, "class moves", "classes move")} or ${update === 1 ? "is" : "are"} left out` : "",
    ],
  };
  const left = conflict + error;
  const told = toldOf[plan.kind];
  const sentence = what[plan.kind].filter(Boolean).join(" and ") || "Nothing to write";
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}. ${left > 0 ? `${plural(left, "row", "rows")} to fix ${left === 1 ? "is" : "are"} left out. ` : ""}${told}`;
}

function filtersOf(page: ImportPage, current: ImportFilter | null): ImportView["filters"] {
  const href = (filter: ImportFilter | null) =>
    filter ? `${paths.importPlan(page.plan.id)}?show=${filter}` : paths.importPlan(page.plan.id);
  const all = Object.values(page.outcomes).reduce((a, b) => a + b, 0);
  if (all === 0) return [];
  const outcomes = (Object.keys(outcomeWords) as ImportRow["outcome"][]).map((key) => ({
    key: key as ImportFilter,
    ...outcomeWords[key],
    count: page.outcomes[key] ?? 0,
  }));
  const results = (Object.keys(resultWords) as NonNullable<ImportRow["result"]>[]).map((key) => ({
    key: key as ImportFilter,
    ...resultWords[key],
    count: page.results[key] ?? 0,
  }));
  return [
    { label: "All", count: all, tone: "neutral", href: href(null), current: current === null },
    ...[...outcomes, ...results]
      .filter(({ count, key }) => count > 0 || key === current)
      .map(({ key, word, tone, count }) => ({ label: word, count, tone, href: href(key), current: current === key })),
  ];
}

const rowView = (row: ImportRow): RowView => ({
  number: row.number,
  label: row.label,
  state: row.result ? resultWords[row.result] : outcomeWords[row.outcome],
  lines: [
    ...row.changes.map(
      ({ what, from, to }) => `${what}: ${from === null ? (to ?? "none") : `${from} → ${to ?? "none"}`}`,
    ),
    ...row.problems.map(({ column, value, rule, fix }) =>
      column ? `${column}${value ? ` “${value}”` : ""}: ${rule}. ${fix}.` : `${rule}.`,
    ),
    ...(row.note ? [`${row.note}.`] : []),
  ],
});

function pagesOf(page: ImportPage, { filter, after }: Seen): ImportView["pages"] {
  const last = page.rows.at(-1);
  if (!page.more && after === 0) return null;
  const base = `${paths.importPlan(page.plan.id)}?${filter ? `show=${filter}&` : ""}`;
  return {
    text: last ? `Rows ${page.rows[0]!.number} to ${last.number}` : "No more rows",
    previous: after > 0 ? base.replace(/[?&]$/, "") : null,
    next: page.more && last ? `${base}after=${last.number}` : null,
  };
}
