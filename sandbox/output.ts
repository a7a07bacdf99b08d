import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import path from "node:path";

const LOG_LIMIT = 10 * 1024 * 1024;

/** What a person at the terminal is told: one line per thing done, with its time. */
export type Output = {
  line(text: string): void;
  /** Runs a step and tells how long it took; `describe` may name what came of it. */
  step<T>(name: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T>;
};

export const terminal: Output = {
  line: (text) => console.log(text),
  async step(name, work, describe) {
    const started = performance.now();
    const result = await work();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`  ${`${name}${describe ? `: ${describe(result)}` : ""}`.padEnd(58)} ${seconds.padStart(5)} s`);
    return result;
  },
};

/** Opens a log file to append to; one that has grown large is set aside first, replacing the one set aside before. */
export function openLog(file: string): WriteStream {
  mkdirSync(path.dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(file, `${file}.1`);
  return createWriteStream(file, { flags: "a", mode: 0o600 });
}
