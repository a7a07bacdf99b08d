import { eq } from "drizzle-orm";

import { applyImport } from "#domain/imports/apply-import";
import { kindOf } from "#domain/imports/kinds";
import { mapImport } from "#domain/imports/map-import";
import { advanceImport } from "#domain/imports/on-work-queued";
import { guessMapping } from "#domain/imports/read/columns";
import { importPlans } from "#domain/imports/tables";
import type { ImportKindKey } from "#domain/imports/tables";
import { uploadImport } from "#domain/imports/upload-import";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { read } from "#kernel/read.server";
import { wordsOf } from "#kernel/school-words";

/** A sheet to be read; it is applied where a reason is given, and left as a preview where none is. */
type Sheet = { fileName: string; kind: ImportKindKey; lines: string[]; reason: string | null };

/** Reads a sheet by its headers and computes what it would do, as a person at the imports page and the queue behind it. */
export async function importSheet(
  { organizationId }: { organizationId: string },
  ctx: Ctx,
  sheet: Sheet,
): Promise<void> {
  const planId = uuidv7(ctx.now.getTime());
  const bytes = new TextEncoder().encode(`${sheet.lines.join("\n")}\n`);
  await uploadImport(ctx, { planId, kind: sheet.kind, fileName: sheet.fileName, bytes });
  const header = sheet.lines[0]!.split(",");
  const mapping = guessMapping(kindOf(sheet.kind).fields, header, wordsOf(ctx));
  await mapImport(ctx, { planId, version: 1, mapping, options: {} });
  const work = async (until: string): Promise<number> => {
    const payload = { planId };
    const about = { organizationId, name: "import.work_queued", payload, actor: "system:demo", requestId: null };
    for (let turn = 0; turn < 20; turn++) {
      const { found } = await read(ctx, () => ({
        found: q.select().from(importPlans).where(eq(importPlans.id, planId)),
      }));
      if (found[0]?.state === until) return found[0].version;
      await advanceImport(ctx, { ...about, id: uuidv7(ctx.now.getTime()), at: ctx.now });
    }
    throw new Error(`The import ${sheet.fileName} does not get to ${until}.`);
  };
  const version = await work("ready");
  if (sheet.reason === null) return;
  await applyImport(ctx, { planId, version, reason: sheet.reason });
  await work("applied");
}
