import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { Miniflare } from "miniflare";
import type { MiniflareOptions } from "miniflare";

import { inRoot } from "#sandbox/paths";
import { createSecrets } from "#sandbox/secrets";
import { readWorkerConfig } from "#sandbox/worker-config";
import { workerSettings } from "#sandbox/worker-settings";

/** The bundle as `wrangler deploy --dry-run --minify` writes it, and how long workerd needs from nothing to its first answer. */
export async function bundleFigures(): Promise<{ kib: number; gzipKib: number; startMs: number; bareStartMs: number }> {
  const out = mkdtempSync(path.join(tmpdir(), "hub-dry-run-"));
  const ran = spawnSync(
    process.execPath,
    [inRoot("node_modules/wrangler/bin/wrangler.js"), "deploy", "--dry-run", "--minify", "--outdir", out],
    {
      cwd: inRoot("."),
      env: { ...process.env, NODE_ENV: "production", WRANGLER_SEND_METRICS: "false", CI: "true" },
      encoding: "utf8",
    },
  );
  if (ran.status !== 0) throw new Error(`The dry-run deploy failed:\n${ran.stderr}`);
  const file = path.join(out, "app.js");
  const script = readFileSync(file);
  const figures = {
    kib: statSync(file).size / 1024,
    gzipKib: gzipSync(script).byteLength / 1024,
    startMs: await firstAnswer(file),
    bareStartMs: await firstAnswer(bare(out)),
  };
  rmSync(out, { recursive: true, force: true });
  return figures;
}

function bare(dir: string): string {
  const file = path.join(dir, "bare.js");
  writeFileSync(file, "export default { fetch: () => new Response('ok'), queue() {}, scheduled() {} }");
  return file;
}

/** Median of five: a fresh workerd with this script and our own bindings, to the first answer of a path that needs nothing. */
async function firstAnswer(file: string): Promise<number> {
  const { options } = readWorkerConfig(file);
  const nowhere = {
    hub: "http://localhost:8787",
    sandbox: "http://localhost:8788",
    appUrl: "postgres://nobody@127.0.0.1/none",
    neonProxy: "127.0.0.1:1",
  };
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    const runtime = new Miniflare({
      ...options,
      bindings: workerSettings(nowhere, createSecrets()),
      cf: false,
    } as MiniflareOptions);
    await (await runtime.dispatchFetch("http://hub/api/health")).arrayBuffer();
    times.push(performance.now() - started);
    await runtime.dispose();
  }
  return times.toSorted((a, b) => a - b)[2]!;
}
