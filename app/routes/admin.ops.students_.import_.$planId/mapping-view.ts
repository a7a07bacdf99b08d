import type { ImportPage } from "#domain/imports/get-import-page";
import { inWords } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";

import type { MappingView } from "./mapping-form";

/** The columns to choose from, each with what its first rows hold, and what has to be asked. */
export function mappingView(
  page: ImportPage,
  file: { header: string[]; samples: string[][] },
  words: SchoolWords,
): MappingView {
  const { plan, fields, plans } = page;
  const named = (at: number) => file.header[at] || `Column ${at + 1}`;
  const asks = Object.values(plan.reading.days).includes("ask");
  const isStudents = plan.kind === "students";
  return {
    columns: file.header.map((_, at) => ({ value: String(at), label: named(at) })),
    fields: fields.map((field) => ({
      key: field.key,
      label: inWords(field.label, words),
      hint: field.hint ? inWords(field.hint, words) : null,
      required: field.required ?? false,
      value: plan.mapping[field.key] === undefined ? "" : String(plan.mapping[field.key]),
      sample: sampleOf(file.samples, plan.mapping[field.key]),
    })),
    unread: file.header.flatMap((_, at) => (Object.values(plan.mapping).includes(at) ? [] : [named(at)])),
    dateOrder: asks ? { value: plan.options["dateOrder"] ?? "" } : null,
    plan: isStudents
      ? {
          value: plan.options["planId"] ?? (plans.length === 1 ? plans[0]!.id : ""),
          options: plans.map(({ id, name }) => ({ value: id, label: name })),
        }
      : null,
    doubleBooking: doubleBookingOf(plan.kind, plan.options["doubleBooking"] ?? ""),
    settled: isStudents ? { value: plan.options["settled"] ?? "yes" } : null,
  };
}

/** Asked where rows say when somebody has class. */
const doubleBookingOf = (kind: ImportPage["plan"]["kind"], value: string): MappingView["doubleBooking"] => ({
  value,
  options: [
    { value: "", label: "A conflict: the row is left out" },
    { value: "yes", label: kind === "holiday" ? "Move them all the same" : "Place them all the same" },
  ],
});

const sampleOf = (samples: string[][], at: number | undefined): string | null => {
  if (at === undefined) return null;
  const shown = samples
    .map((cells) => (cells[at] ?? "").trim().slice(0, 40))
    .filter(Boolean)
    .slice(0, 3);
  return shown.length === 0 ? "empty in the first rows" : shown.join(" · ");
};
