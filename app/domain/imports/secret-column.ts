import type { Ctx } from "#kernel/ctx";

import type { AnyKind, ReadRow } from "./kind";
import { sealCell } from "./read/sealed-cell";
import type { Mapping } from "./tables";

/** A file with links in it is kept sealed whole; others as they are. */
export const sealContent = async (ctx: Ctx, kind: AnyKind, content: string): Promise<string> =>
  kind.secretField ? ctx.ports.vault.seal(content) : content;
export const openContent = async (ctx: Ctx, kind: AnyKind, content: string): Promise<string> =>
  kind.secretField ? ctx.ports.vault.open(content) : content;

/** Samples are shown on a page, and a link or a meeting's number never is. */
export const shownSample = (kind: AnyKind, cell: string): string =>
  kind.secretField && (/https?:\/\//i.test(cell) || /^\s*[0-9][0-9 -]{8,13}\s*$/.test(cell))
    ? "a link or number"
    : cell;

/** Rows as they are kept: the cells of the secret column sealed. */
export async function sealedRows<Row extends ReadRow>(
  ctx: Ctx,
  secretField: string | null,
  mapping: Mapping,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const at = secretField === null ? undefined : mapping[secretField];
  if (at === undefined) return rows;
  return Promise.all(
    rows.map(async (row) => {
      const sealed = await sealCell(row.cells[at] ?? "", (plain) => ctx.ports.vault.seal(plain));
      return { ...row, cells: row.cells.map((cell, i) => (i === at ? sealed : cell)) };
    }),
  );
}
