import { watch } from "node:fs";

import { explain } from "#sandbox/failure";
import { inRoot } from "#sandbox/paths";

const QUIET_MS = 150;

/** Calls `renew` after files of the product have changed, one call at a time; what goes wrong is said, and watching goes on. */
export function watchSources(renew: () => Promise<void>, say: (line: string) => void): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;

  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const started = performance.now();
    try {
      await renew();
      say(`Renewed in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    } catch (error) {
      say(`Not renewed, the last good one goes on.\n${explain(error)}`);
    }
    running = false;
    if (again) {
      again = false;
      await run();
    }
  };
  const watchers = ["app", "workers", "migrations", "public"].map((folder) =>
    watch(inRoot(folder), { recursive: true }, (_event, name) => {
      if (name && /(\.test\.tsx?|~|\.swp)$/.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void run(), QUIET_MS);
    }),
  );
  return {
    stop() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
