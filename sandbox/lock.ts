import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import * as z from "zod";

import { isErrno } from "#sandbox/failure";
import { identify, isAlive } from "#sandbox/processes";

const holderSchema = z.object({ pid: z.int(), started: z.string() });

export type Lock = { release(): void };
export class LockTaken extends Error {
  constructor(readonly pid: number) {
    super(`The lock is held by process ${pid}.`);
  }
}

/**
 * Takes a lock that ends with the process holding it: the file names the holder with its start time, and a lock whose
 * holder is gone is taken over. Throws LockTaken when the holder lives.
 */
export function takeLock(file: string): Lock {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = JSON.stringify(identify(process.pid));
  // Written beside and linked into place: a reader never sees half a file, and only one of two can link.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, file);
        return { release: () => release(file, own) };
      } catch (error) {
        if (!isErrno(error, "EEXIST")) throw error;
        removeIfStale(file);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Like takeLock, but waits for a living holder. */
export async function waitForLock(file: string, waitMs: number): Promise<Lock> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    try {
      return takeLock(file);
    } catch (error) {
      if (!(error instanceof LockTaken) || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

function removeIfStale(file: string): void {
  const text = read(file);
  if (text === null) return;
  const holder = parse(text);
  if (holder && isAlive(holder)) throw new LockTaken(holder.pid);
  // Two may find the same stale lock: who moves it away looks whether it is still the one judged, else puts it back.
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return;
    throw error;
  }
  if (read(aside) !== text) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (!isErrno(error, "EEXIST")) throw error;
    }
  }
  rmSync(aside, { force: true });
}

function release(file: string, own: string): void {
  if (read(file) === own) rmSync(file, { force: true });
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    throw error;
  }
}

function parse(text: string): z.infer<typeof holderSchema> | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
