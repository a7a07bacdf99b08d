import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

import { contentHash } from "#sandbox/content-hash";
import { Failure } from "#sandbox/failure";
import { waitForLock } from "#sandbox/lock";
import { cacheDir, inRoot, root } from "#sandbox/paths";

/** Everything the worker and its assets are made of. */
const INPUTS = [
  "app",
  "workers",
  "public",
  "package.json",
  "package-lock.json",
  "vite.config.ts",
  "wrangler.toml",
  "tsconfig.json",
];

export const workerScript = inRoot("build/worker/app.js");
const stamp = inRoot("build/stamp");

/** Nothing here may reach for the network or ask a question. */
const offline = {
  NODE_ENV: "production",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  CI: "true",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
  WRANGLER_LOG_PATH: `${cacheDir}/wrangler-logs`,
};

/**
 * Builds the worker as it is deployed: Remix by Vite, then wrangler's own bundle. Skipped when nothing it is made of has
 * changed; two at once wait for each other. Returns whether it built. A build that fails says what its tool said.
 */
export async function buildWorker(): Promise<"built" | "unchanged"> {
  const lock = await waitForLock(`${cacheDir}/build.lock`, 120_000);
  try {
    const hash = contentHash(root, INPUTS);
    if (read(stamp) === hash && read(workerScript) !== null) return "unchanged";
    rmSync(stamp, { force: true });
    await run("node_modules/@remix-run/dev/dist/cli.js", ["vite:build", "--logLevel", "warn"]);
    mkdirSync(inRoot("build/worker"), { recursive: true });
    await run("node_modules/wrangler/bin/wrangler.js", ["deploy", "--dry-run", "--outdir", "build/worker"]);
    // A file saved while building is not in the bundle: its hash no longer matches, and the next call builds again.
    writeFileSync(stamp, hash);
    return "built";
  } finally {
    lock.release();
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function run(script: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inRoot(script), ...args], {
      cwd: root,
      env: { ...process.env, ...offline },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (text: Buffer) => (said += text.toString()));
    child.stderr.on("data", (text: Buffer) => (said += text.toString()));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Failure(`The build failed (${args[0]}${signal ? `, ended by ${signal}` : ""}):\n${said.trim()}`));
    });
  });
}
