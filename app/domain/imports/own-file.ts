import { sql } from "drizzle-orm";

import { csvLine } from "#kernel/csv";
import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { transition } from "#kernel/write.server";

import { sha256 } from "./digest";
import { importPlanMachine } from "./import-plan.machine";
import { newPlanWrite, phaseWrite } from "./progress";
import { importFiles, importPlans } from "./tables";
import type { ImportKindKey, ImportOptions } from "./tables";

const keptDays = 30;
export const expiryOf = (now: Date) => new Date(now.getTime() + keptDays * 86_400_000);

export type OwnFile = {
  planId: string;
  kind: ImportKindKey;
  /** What it is called in the list of imports. */
  name: string;
  header: readonly string[];
  /** Field -> column, as the header has them. */
  fields: readonly string[];
  lines: readonly (readonly (string | number | null)[])[];
  options?: ImportOptions;
  createdBy: string | null;
};

/** The digests of a file that Hub writes itself, made before the command: what was asked for stands for its text. */
export const digestsOf = async (asked: unknown, header: readonly string[]) => ({
  fileDigest: await sha256(JSON.stringify(asked)),
  headerDigest: await sha256(header.join("\u0000")),
});

/** Bulk work that began with a selection on a page becomes a plan like one that came as a file: its columns are known, so it is computed at once. */
export function ownFileWrites(
  file: OwnFile,
  digests: { fileDigest: string; headerDigest: string },
  now: Date,
): Query[] {
  const { planId, kind, name, header, fields, lines, options = {}, createdBy } = file;
  const texts = lines.map((line) => line.map((cell) => String(cell ?? "")));
  return [
    newPlanWrite({
      id: planId,
      kind,
      state: "uploaded",
      fileName: Array.from(name).slice(0, 200).join(""),
      ...digests,
      reading: { encoding: "UTF-8", delimiter: ",", days: {} },
      mapping: Object.fromEntries(fields.map((key, at) => [key, at])),
      options,
      rowCount: lines.length,
      createdBy,
    }),
    q.insert(importFiles).values({
      planId,
      content: csvLine(header) + lines.map((line) => csvLine(line)).join(""),
      header: [...header],
      samples: texts.slice(0, 5),
      expiresAt: expiryOf(now),
    }),
    rows(sql`insert into import_progress (plan_id, phase) values (${planId}::uuid, 'rest')`),
    transition(importPlans, importPlanMachine, { id: planId, version: 1, state: "uploaded" }, "map"),
    transition(importPlans, importPlanMachine, { id: planId, version: 2, state: "mapped" }, "plan"),
    phaseWrite(planId, "plan"),
  ];
}
