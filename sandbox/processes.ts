import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that can be recognised again: pids are given out anew, a pid with its start time is not. */
export type ProcessIdentity = { pid: number; started: string };

/** Set in the environment of the product, and so of everything it starts: how a later start knows orphans for its own. */
export const OWNER_MARK = "HUB_OWNED_BY";

/** When a process began, in the system's own terms; null when there is none. A zombie counts as none. */
export function startTime(pid: number): string | null {
  if (process.platform !== "linux") return startTimeByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may itself hold spaces and parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? null : (fields[18] ?? null);
  } catch {
    return null;
  }
}

function startTimeByPs(pid: number): string | null {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

export function identify(pid: number): ProcessIdentity {
  return { pid, started: startTime(pid) ?? "" };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identity.started !== "" && startTime(identity.pid) === identity.started;
}

/** Sends the signal if it is still the same process, and waits for its end; false when it outlives the time given. */
export async function end(identity: ProcessIdentity, signal: NodeJS.Signals, waitMs: number): Promise<boolean> {
  if (!isAlive(identity)) return true;
  try {
    process.kill(identity.pid, signal);
  } catch {
    return !isAlive(identity);
  }
  const deadline = Date.now() + waitMs;
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/**
 * Living processes that carry the mark of this data folder and are not in `except`. Only Linux shows the environment of
 * other processes; elsewhere the list is empty and a port that is still held says so by itself.
 */
export function findOwned(owner: string, except: readonly number[]): ProcessIdentity[] {
  if (process.platform !== "linux") return [];
  const entry = `${OWNER_MARK}=${owner}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => !except.includes(pid) && environmentOf(pid).includes(entry))
    .map(identify)
    .filter(isAlive);
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** The words a process was started with; empty when it is gone or not ours to see. */
export function commandLine(pid: number): string[] {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" })
      .trim()
      .split(" ");
  } catch {
    return [];
  }
}
