import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

import * as z from "zod";

import { cacheDir, inRoot, root } from "#sandbox/paths";
import { onEndSignals } from "#sandbox/signals";

// `npm test`: everything that must hold, in the order in which it is cheapest to learn that something does not. Goes on
// after a failure, so that one run tells all of them, and ends with one line of counts. The checks go two at a time, for
// the compiler uses one core of a machine; each says what it has to say when it is through.
const report = path.join(cacheDir, "test-report.json");
const bin = (name: string) => inRoot("node_modules/.bin", name);
type Check = [name: string, command: string, args: string[]];
const lanes: Check[][] = [
  [["Types", bin("tsc"), ["--noEmit"]]],
  [
    ["Format", bin("oxfmt"), ["--check"]],
    ["Build", process.execPath, ["sandbox/run.mjs", "sandbox/build.ts"]],
    ["Lint", bin("oxlint"), ["--type-aware", "--deny-warnings"]],
  ],
];

const running = new Set<ChildProcess>();
let stopped = false;
onEndSignals(() => {
  stopped = true;
  for (const child of running) child.kill("SIGTERM");
});

/** The exit code; what the command says is given to `hear`, or stands there at once. */
function run(command: string, args: string[], hear?: (words: string) => void): Promise<number> {
  return new Promise((resolve) => {
    const out = hear ? "pipe" : "inherit";
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", out, out] });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", hear!);
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

async function timed([name, command, args]: Check, atOnce = false): Promise<boolean> {
  const words: string[] = [];
  if (atOnce) console.log(`\n== ${name}`);
  const started = performance.now();
  const ok = (await run(command, args, atOnce ? undefined : (some) => void words.push(some))) === 0;
  const took = ((performance.now() - started) / 1000).toFixed(1);
  if (!atOnce) console.log(`\n== ${name}\n${words.join("").trimEnd()}`);
  console.log(`== ${name}: ${ok ? "passed" : "failed"} in ${took} s`);
  return ok;
}

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** What vitest counted; a file that could not run at all counts as one failure, and so does a run that failed without any. */
function counts(ok: boolean): { passed: number; failed: number } {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = reportSchema.parse(JSON.parse(readFileSync(report, "utf8")));
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  ).length;
  const failed = numFailedTests + broken;
  return { passed: numPassedTests, failed: ok ? failed : Math.max(failed, 1) };
}

mkdirSync(cacheDir, { recursive: true });
rmSync(report, { force: true });
const started = performance.now();
let passed = 0;
let failed = 0;
const through = async (lane: Check[]) => {
  for (const check of lane) {
    if (stopped) break;
    if (await timed(check)) passed++;
    else failed++;
  }
};
await Promise.all(lanes.map(through));
if (!stopped) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const ok = await timed(["Tests", bin("vitest"), ["run", ...reporters]], true);
  const tests = counts(ok);
  passed += tests.passed;
  failed += tests.failed;
}
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s${stopped ? ", stopped before the end" : ""}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || stopped ? 1 : 0);
