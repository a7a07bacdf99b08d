import { mkdirSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";

import { MigrationRefused } from "#migrations/migrate";
import { Failure, explain } from "#sandbox/failure";
import { LockTaken, takeLock, type Lock } from "#sandbox/lock";
import { endOrphans, removeData } from "#sandbox/orphans";
import { terminal } from "#sandbox/output";
import { Parts, Stopped } from "#sandbox/parts";
import { hubDir } from "#sandbox/paths";
import { portFrom, requireFree } from "#sandbox/ports";
import { OWNER_MARK } from "#sandbox/processes";
import { startProduct } from "#sandbox/product";
import { onEndSignals } from "#sandbox/signals";
import { watchSources } from "#sandbox/watch";

// `npm start` and `npm run dev`: the whole product on this machine, until Ctrl-C.
const STOP_WITHIN_MS = 4_500;
const lockFile = path.join(hubDir, "lock");
const parts = new Parts();
let lock: Lock | undefined;
let exiting = false;

/** Stops everything that was started and leaves; a part that hangs is ended by force. */
async function exit(code: number): Promise<void> {
  if (exiting) return;
  exiting = true;
  const late = new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS));
  await Promise.race([parts.stopAll((name, error) => console.error(`Stopping ${name}: ${explain(error)}`)), late]);
  if (lock) await endOrphans(hubDir).catch((error: unknown) => console.error(explain(error)));
  lock?.release();
  process.exit(code);
}

function fail(error: unknown): void {
  if (error instanceof Stopped || exiting) return;
  console.error(error instanceof MigrationRefused ? error.message : explain(error));
  void exit(1);
}

onEndSignals(() => {
  if (!exiting) terminal.line("Stopping.");
  void exit(0);
});
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
// A terminal that was closed is no reason to leave things running or to stop half way.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

function lockData(): Lock {
  try {
    return takeLock(lockFile);
  } catch (error) {
    if (error instanceof LockTaken)
      throw new Failure(`This data folder is in use: the product is running already (process ${error.pid}).`);
    throw error;
  }
}

/** At a terminal a person is asked first; a script that says --reset means it. */
async function mayReset(): Promise<boolean> {
  if (!process.stdin.isTTY) return true;
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const said = await question
    .question(`Remove all data in ${hubDir} and begin anew? [y/N] `)
    .finally(() => question.close());
  return /^y(es)?$/i.test(said.trim());
}

async function main(): Promise<void> {
  const started = performance.now();
  const { values } = parseArgs({
    options: { dev: { type: "boolean", default: false }, reset: { type: "boolean", default: false } },
  });
  const port = portFrom("PORT", 8787);
  const sandboxPort = portFrom("SANDBOX_PORT", 8788);
  if (port === sandboxPort) throw new Failure("PORT and SANDBOX_PORT must differ.");

  mkdirSync(hubDir, { recursive: true });
  lock = lockData();
  process.env[OWNER_MARK] = hubDir;
  if (values.reset) {
    if (!(await mayReset())) {
      terminal.line("Nothing was removed.");
      return exit(0);
    }
    await removeData(hubDir, lockFile);
  }
  const ended = await endOrphans(hubDir);
  if (ended > 0) terminal.line("An earlier start was killed; what it left running was ended.");
  const patience = ended > 0 ? 3_000 : 0;
  await requireFree("PORT", port, patience);
  await requireFree("SANDBOX_PORT", sandboxPort, patience);

  terminal.line("Starting the hub");
  const product = await startProduct({ hubDir, port, sandboxPort, output: terminal }, parts);
  product.failed.catch(fail);
  if (values.dev) await parts.add("watching", watchSources(product.renew, terminal.line).stop);
  terminal.line(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
  terminal.line(`  Sandbox   http://localhost:${sandboxPort} (mail: http://localhost:${sandboxPort}/mailbox)`);
  terminal.line(`  Database  ${product.ownerUrl}\n`);
  for (const line of product.demoLines) terminal.line(`  ${line}`);
  terminal.line(`\n${values.dev ? "Watching app, workers, migrations and public. " : ""}Ctrl-C stops it.`);
}

main().catch(fail);
