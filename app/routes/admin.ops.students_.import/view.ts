import type { ImportLine } from "#domain/imports/list-imports";
import { whenText } from "#kernel/time";
import { inWords } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";

import { importWords } from "../../copy";
import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import type { ImportsView } from "./screen";

/** In the words of a school, in braces. */
export const kindWords: Record<ImportLine["kind"], string> = {
  students: "Students",
  calendar: "{Batch} calendar",
  assign: "Places in {batches}",
  holiday: "Holiday shift",
};

export function importsView(
  page: { imports: ImportLine[]; more: boolean; batches: { id: string; code: string }[] },
  seen: { zone: string; words: SchoolWords; newPlanId: string; holiday: string | null },
): ImportsView {
  const { words } = seen;
  const last = page.imports.at(-1);
  return {
    newPlanId: seen.newPlanId,
    kind: "students",
    kinds: [
      { value: "students", label: "Students from before Hub" },
      { value: "calendar", label: `${words.Batches}, their classes and who sits in them` },
      { value: "assign", label: `Places in ${words.batches} for students who are here` },
    ],
    holidayOn: /^\d{4}-\d{2}-\d{2}$/.test(seen.holiday ?? "") ? seen.holiday : null,
    errors: null,
    batches: page.batches.map(({ id, code }) => ({ value: id, label: code })),
    imports: page.imports.map((one) => ({
      id: one.id,
      href: paths.importPlan(one.id),
      name: one.fileName,
      kind: inWords(kindWords[one.kind], words),
      state: importWords[one.state],
      came: outcomeText(one),
      by: one.createdBy ?? "Hub",
      when: whenText(new Date(one.createdAt), seen.zone),
    })),
    pages:
      page.more && last ? { text: "Newest first", previous: null, next: `${paths.imports()}?before=${last.id}` } : null,
  };
}

/** What became of its rows, in a few words. */
function outcomeText({ rowCount, counts, results }: ImportLine): string {
  if (results) {
    const { applied = 0, undone = 0, changed = 0, kept = 0 } = results;
    const parts = [
      applied > 0 ? `${applied} applied` : "",
      undone > 0 ? `${undone} undone` : "",
      kept > 0 ? `${kept} kept` : "",
      changed > 0 ? `${changed} not written` : "",
    ];
    return parts.filter(Boolean).join(", ") || "Nothing written";
  }
  if (!counts) return plural(rowCount, "row", "rows");
  const wrong = (counts.error ?? 0) + (counts.conflict ?? 0);
  return `${plural(rowCount, "row", "rows")}${wrong > 0 ? `, ${wrong} to fix` : ""}`;
}
