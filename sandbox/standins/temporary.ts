import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { FaultMode, Vendor } from "#sandbox/standins/faults";
import { startStandins, type StandinOptions, type Standins } from "#sandbox/standins/server";

/** A sandbox for one test: its own port and folder, and short ways to what tests ask of it. */
export type TemporaryStandins = {
  readonly url: string;
  readonly dir: string;
  setMode(vendor: Vendor, mode: FaultMode): Promise<void>;
  ledger<Entry>(name: "zoom" | "resend"): Promise<Entry[]>;
  /** Stops the server and starts it again on the same port; with `forget` on an empty folder. */
  restart(options?: { forget?: boolean }): Promise<void>;
  dispose(): Promise<void>;
};

/** Starts a sandbox in a folder under the system's temporary one; `dispose` removes both. */
export async function temporaryStandins(options: Partial<StandinOptions> = {}): Promise<TemporaryStandins> {
  const dirs = [await freshDir()];
  const start = (port: number): Promise<Standins> =>
    startStandins({
      hubUrl: "http://localhost:8787",
      onClock: () => Promise.resolve(),
      ...options,
      port,
      dir: dirs.at(-1) ?? "",
    });
  let running = await start(0);
  return {
    get url() {
      return running.url;
    },
    get dir() {
      return dirs.at(-1) ?? "";
    },
    async setMode(vendor, mode) {
      const answer = await fetch(`${running.url}/control/${vendor}`, {
        method: "POST",
        body: JSON.stringify({ mode }),
      });
      if (!answer.ok) throw new Error(`The sandbox did not take mode ${mode} for ${vendor}.`);
    },
    async ledger<Entry>(name: "zoom" | "resend") {
      return (await fetch(`${running.url}/ledger/${name}`)).json() as Promise<Entry[]>;
    },
    async restart({ forget = false } = {}) {
      const port = Number(new URL(running.url).port);
      await running.stop();
      if (forget) dirs.push(await freshDir());
      running = await start(port);
    },
    async dispose() {
      await running.stop();
      await Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true })));
    },
  };
}

function freshDir(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), "hub-standins-"));
}
