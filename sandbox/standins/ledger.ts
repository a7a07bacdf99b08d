import { mkdir, open, readFile, truncate } from "node:fs/promises";
import path from "node:path";

import * as z from "zod";

/** What a vendor accepted, in order. `append` resolves when the entries are on the disk, all of them or none. */
export type Ledger<Entry> = {
  readonly entries: readonly Entry[];
  append(...group: Entry[]): Promise<void>;
  close(): Promise<void>;
};

type Waiting<Entry> = { group: Entry[]; done: () => void; failed: (error: unknown) => void };

/**
 * Opens an append-only JSONL file, one line per group of entries accepted together. A last line without its newline was
 * never acknowledged (the process died while writing it) and is cut off. Entries are fsynced before `append` resolves;
 * groups that wait together share one fsync.
 */
export async function openLedger<Entry>(file: string, entrySchema: z.ZodType<Entry>): Promise<Ledger<Entry>> {
  await mkdir(path.dirname(file), { recursive: true });
  const entries = await load(file, entrySchema);
  const handle = await open(file, "a", 0o600);
  let waiting: Waiting<Entry>[] = [];
  let writing: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await handle.appendFile(batch.map(({ group }) => `${JSON.stringify(group)}\n`).join(""));
        await handle.datasync();
        for (const { group, done } of batch) {
          entries.push(...group);
          done();
        }
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    writing = null;
  }

  return {
    entries,
    append(...group) {
      const written = new Promise<void>((done, failed) => waiting.push({ group, done, failed }));
      writing ??= drain();
      return written;
    },
    async close() {
      await writing;
      await handle.close();
    },
  };
}

async function load<Entry>(file: string, entrySchema: z.ZodType<Entry>): Promise<Entry[]> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const whole = bytes.lastIndexOf("\n") + 1;
  if (whole < bytes.length) await truncate(file, whole);
  const groupSchema = z.array(entrySchema);
  return bytes
    .subarray(0, whole)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line, index) => {
      try {
        return groupSchema.parse(JSON.parse(line));
      } catch {
        throw new Error(`Line ${index + 1} of ${file} is not readable. Move the file away to begin an empty ledger.`);
      }
    });
}
