import { readdirSync, watch, type FSWatcher } from "node:fs";
import path from "node:path";

import { explain } from "#sandbox/failure";
import { inRoot } from "#sandbox/paths";

const QUIET_MS = 150;
const FOLDERS = ["app", "workers", "migrations", "public"];

function foldersUnder(name: string): string[] {
  const top = inRoot(name);
  const below = readdirSync(top, { withFileTypes: true, recursive: true }).filter((entry) => entry.isDirectory());
  return [top, ...below.map((entry) => path.join(entry.parentPath, entry.name))];
}

/** Calls `renew` after files of the product have changed, one call at a time; what goes wrong is said, and watching goes on. */
export function watchSources(renew: () => Promise<void>, say: (line: string) => void): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  let stopped = false;
  const tell = (line: string): void => {
    if (!stopped) say(line);
  };

  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const started = performance.now();
    try {
      await renew();
      tell(`Renewed in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    } catch (error) {
      tell(`Not renewed, the last good one goes on.\n${explain(error)}`);
    }
    running = false;
    if (again) {
      again = false;
      await run();
    }
  };
  // Each folder by itself: Node's recursive watching loses a file once an editor has put a new one in its place.
  const watchers = new Map<string, FSWatcher>();
  const watchNewFolders = (): void => {
    for (const folder of FOLDERS.flatMap(foldersUnder)) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, (_event, name) => onChange(name ?? ""));
      watcher.on("error", () => {
        watcher.close();
        watchers.delete(folder);
      });
      watchers.set(folder, watcher);
    }
  };
  const onChange = (name: string): void => {
    if (/(\.test\.tsx?|~|\.swp)$/.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      watchNewFolders();
      void run();
    }, QUIET_MS);
  };
  watchNewFolders();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
