import { and, desc, eq, inArray, sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { isUuid, uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";
import type { Refusal } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";

import { largestFile, mostRows } from "./inputs";
import { sha256 } from "./digest";
import { kindOf } from "./kinds";
import { expiryOf } from "./own-file";
import { guessMapping, knownHeader, ownColumns } from "./read/columns";
import { decodeFile } from "./read/decode-file";
import { parseTable } from "./read/parse-table";
import type { Table } from "./read/parse-table";
import { daysOf } from "./read/read-day";
import { newPlanWrite } from "./progress";
import { refuseImport } from "./refusals";
import { sealContent, shownSample } from "./secret-column";
import { importFiles, importPlans } from "./tables";
import type { FileReading, ImportKindKey, ImportOptions, Mapping } from "./tables";

const samplesShown = 5;

export type Upload = {
  /** Made with the form: the same form sent twice is one import. */
  planId: string;
  kind: ImportKindKey;
  fileName: string;
  bytes: Uint8Array;
};

/**
 * Takes a spreadsheet in: read as it comes, kept as text, its columns guessed from their headers or remembered from the
 * last file of the same shape. Nothing is computed or written yet. Refuses, beside the field, what is no CSV, is too large,
 * or has no rows.
 */
export async function uploadImport(ctx: Ctx, upload: Upload): Promise<{ planId: string }> {
  const planId = isUuid(upload.planId) ? upload.planId : uuidv7(ctx.now.getTime());
  // Before ten megabytes are taken apart for somebody who may not send them, or has sent them.
  const { before } = await read(ctx, () => ({
    before: q.select({ id: importPlans.id }).from(importPlans).where(eq(importPlans.id, planId)),
  }));
  assertCan(ctx.actor, "import.plan");
  if (before.length > 0) return { planId };
  const words = wordsOf(ctx);
  const { content, encoding, table } = readUpload(upload, words);
  const [fileDigest, headerDigest] = await Promise.all([
    sha256(upload.bytes),
    sha256(ownColumns(table.header).join("\u0000")),
  ]);
  const kept = await sealContent(ctx, kindOf(upload.kind), content);
  const reading: FileReading = { encoding, delimiter: table.delimiter, days: daysOf(table) };
  return mutate(ctx, "import.plan", {
    load: () => ({
      sent: q.select({ id: importPlans.id }).from(importPlans).where(eq(importPlans.id, planId)),
      remembered: q
        .select({ mapping: importPlans.mapping, options: importPlans.options })
        .from(importPlans)
        .where(
          and(
            eq(importPlans.kind, upload.kind),
            eq(importPlans.headerDigest, headerDigest),
            inArray(importPlans.state, ["ready", "applying", "applied", "undone", "stale"]),
          ),
        )
        .orderBy(desc(importPlans.createdAt))
        .limit(1),
    }),
    decide: ({ sent, remembered: [remembered] }) => {
      assertCan(ctx.actor, "import.plan");
      if (sent.length > 0) return { writes: [], result: { planId } };
      const mapping: Mapping = remembered?.mapping ?? guessMapping(kindOf(upload.kind).fields, table.header, words);
      const options: ImportOptions = remembered?.options ?? {};
      return {
        writes: [
          newPlanWrite({
            id: planId,
            kind: upload.kind,
            state: "uploaded",
            fileName: fileNameOf(upload.fileName),
            fileDigest,
            headerDigest,
            reading,
            mapping,
            options,
            rowCount: table.rows.length,
            createdBy: ctx.actor.kind === "member" ? ctx.actor.memberId : null,
          }),
          q.insert(importFiles).values({
            planId,
            content: kept,
            header: table.header,
            samples: table.rows
              .slice(0, samplesShown)
              .map(({ cells }) => cells.map((cell) => shownSample(kindOf(upload.kind), cell.slice(0, 200)))),
            expiresAt: expiryOf(ctx.now),
          }),
          rows(sql`insert into import_progress (plan_id, phase) values (${planId}::uuid, 'rest')`),
        ],
        result: { planId },
      };
    },
  });
}

const beside = (refusal: Refusal): Refusal =>
  refuseImport(refusal.code as "import.empty", { fields: { file: [refusal.message] } });

function readUpload({ kind, bytes }: Upload, words: SchoolWords): { content: string; encoding: string; table: Table } {
  if (bytes.byteLength === 0) throw beside(refuseImport("import.empty"));
  if (bytes.byteLength > largestFile) throw beside(refuseImport("import.file_too_large"));
  const decoded = decodeFile(bytes);
  if (!decoded.ok) throw beside(refuseImport(`import.${decoded.why}`));
  // What Postgres cannot keep (zeros, lone halves of pairs) decoding has refused.
  const content = decoded.text;
  const parsed = parseTable(content, knownHeader(kindOf(kind).fields, words));
  if (!parsed.ok) throw beside(refuseImport(`import.${parsed.why}`));
  if (parsed.table.rows.length > mostRows) throw beside(refuseImport("import.too_many_rows"));
  return { content, encoding: decoded.encoding, table: parsed.table };
}

const fileNameOf = (name: string) =>
  Array.from(name.replaceAll(/\p{Cc}/gu, "").trim())
    .slice(-200)
    .join("") || "file.csv";
