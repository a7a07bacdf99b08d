import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

import * as z from "zod";

import { cacheDir, inRoot, root } from "#sandbox/paths";
import { onEndSignals } from "#sandbox/signals";

// `npm test`: everything that must hold, in the order in which it is cheapest to learn that something does not. Goes on
// after a failure, so that one run tells all of them, and ends with one line of counts.
const report = path.join(cacheDir, "test-report.json");
const bin = (name: string) => inRoot("node_modules/.bin", name);
const checks: [name: string, command: string, args: string[]][] = [
  ["Types", bin("tsc"), ["--noEmit"]],
  ["Lint", bin("oxlint"), ["--type-aware", "--deny-warnings"]],
  ["Format", bin("oxfmt"), ["--check"]],
  ["Build", process.execPath, ["sandbox/run.mjs", "sandbox/build.ts"]],
];

let child: ReturnType<typeof spawn> | undefined;
let stopped = false;
onEndSignals(() => {
  stopped = true;
  child?.kill("SIGTERM");
});

function run(command: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}

async function timed(name: string, command: string, args: string[]): Promise<boolean> {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const ok = (await run(command, args)) === 0;
  console.log(`== ${name}: ${ok ? "passed" : "failed"} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
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
for (const [name, command, args] of checks) {
  if (stopped) break;
  if (await timed(name, command, args)) passed++;
  else failed++;
}
if (!stopped) {
  const ok = await timed("Tests", bin("vitest"), [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const tests = counts(ok);
  passed += tests.passed;
  failed += tests.failed;
}
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s${stopped ? ", stopped before the end" : ""}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || stopped ? 1 : 0);
