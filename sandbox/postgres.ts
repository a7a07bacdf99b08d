import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";

import { Failure } from "#sandbox/failure";
import { freePort } from "#sandbox/ports";
import type { PostgresHome } from "#sandbox/postgres-home";
import { commandLine, end, identify } from "#sandbox/processes";

export const ADMIN = "postgres";

export type PostgresOptions = {
  home: PostgresHome;
  /** Tells clusters of one home apart. */
  name: string;
  adminPassword: string;
  /** False only where a lost cluster is no loss: nothing is forced to the disk. */
  durable: boolean;
  preferredPort?: number;
  logFile: string;
};
export type Postgres = {
  port: number;
  url(user: string, password: string, database: string): string;
  adminUrl(database?: string): string;
  /** Resolves when the server ends, whether asked to or not. */
  exited: Promise<void>;
  /** Fast shutdown: open transactions roll back, what was committed is on the disk. */
  stop(): Promise<void>;
};

/**
 * Starts the cluster of this home, making it on first use, and resolves when it takes connections. A server that a killed
 * start left behind is stopped first. It listens on the loopback address only.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const data = clusterFolder(options.home, options.name);
  await stopOrphan(data);
  if (!existsSync(path.join(data, "PG_VERSION"))) initialize(options, data);
  requireKnownVersion(options.home, data);

  // Backends of a killed server hold its shared memory until they notice; until then a new server refuses to start.
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(options.preferredPort);
    const server = launch(options, data, port);
    if (await isReady(server, port, options.adminPassword)) return handle(server, port, options.adminPassword);
    if (attempt === 8) throw new Failure(`Postgres did not start; ${options.logFile} says why.`);
    await sleep(250 * attempt);
  }
}

export const clusterFolder = (home: Pick<PostgresHome, "dir">, name: string) => path.join(home.dir, name);

function initialize({ home, name, adminPassword, durable, logFile }: PostgresOptions, data: string): void {
  // Made beside and renamed: an initdb that is killed leaves no cluster that looks whole.
  const draft = path.join(home.dir, `${name}.new`);
  const passwordFile = path.join(home.dir, `${name}.password`);
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, adminPassword, { mode: 0o600 });
  if (home.account) chownSync(passwordFile, home.account.uid, home.account.gid);
  try {
    const made = spawnSync(
      program(home, "initdb"),
      [
        "--pgdata",
        draft,
        `--username=${ADMIN}`,
        `--pwfile=${passwordFile}`,
        // Password in clear on loopback connects in 7 ms; SCRAM takes 190 and cannot be pipelined.
        "--auth=password",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
        ...(durable ? [] : ["--no-sync"]),
      ],
      { ...home.account, cwd: home.dir, env: environment(), encoding: "utf8" },
    );
    appendFileSync(logFile, `${made.stdout ?? ""}${made.stderr ?? ""}`);
    if (made.status !== 0) {
      throw new Failure(`Postgres could not make its data folder: ${made.error?.message ?? made.stderr.trim()}`);
    }
    renameSync(draft, data);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function requireKnownVersion(home: PostgresHome, data: string): void {
  const found = readFileSync(path.join(data, "PG_VERSION"), "utf8").trim();
  const said = spawnSync(program(home, "postgres"), ["--version"], {
    ...home.account,
    cwd: home.dir,
    encoding: "utf8",
  });
  const own = said.stdout?.match(/(\d+)/)?.[1];
  if (!own) throw new Failure(`Postgres cannot run on this machine: ${said.error?.message ?? said.stderr.trim()}`);
  if (own !== found)
    throw new Failure(
      `The data folder was made by PostgreSQL ${found}, this product has ${own}. Begin anew: npm start -- --reset`,
    );
}

function launch({ home, durable, logFile }: PostgresOptions, data: string, port: number): ChildProcess {
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    // Logical decoding is how the rules about what changed are checked from outside.
    wal_level: "logical",
    max_replication_slots: 100,
    max_connections: 120,
    shared_buffers: durable ? "256MB" : "128MB",
    random_page_cost: 1.1,
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "warning",
    // Errors go to who asked; repeated here they would write the values of people's data into a file.
    log_min_error_statement: "panic",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off", autovacuum: "off" }),
  };
  const log = openSync(logFile, "a", 0o600);
  try {
    return spawn(
      program(home, "postgres"),
      ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      // Its own process group: Ctrl-C in a terminal reaches the supervisor, which stops things in order.
      { ...home.account, cwd: home.dir, env: environment(), stdio: ["ignore", log, log], detached: true },
    );
  } finally {
    closeSync(log);
  }
}

/** No PG* variable of the caller's shell may change how the server starts. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("PG") && !name.startsWith("LC_")),
  );
}

const program = (home: PostgresHome, name: string) => path.join(home.native, "bin", name);

async function isReady(server: ChildProcess, port: number, password: string): Promise<boolean> {
  const gone = new Promise<"gone">((resolve) => {
    server.once("exit", () => resolve("gone"));
    server.once("error", () => resolve("gone"));
  });
  for (;;) {
    const client = new Client({ host: "127.0.0.1", port, user: ADMIN, password, database: "postgres" });
    client.on("error", () => {});
    const outcome = await Promise.race([
      gone,
      client.connect().then(
        () => "ready" as const,
        (error: unknown) => error,
      ),
    ]);
    if (outcome === "gone") return false;
    if (outcome === "ready") {
      await client.end();
      return true;
    }
    if (outcome instanceof Error && "code" in outcome && outcome.code === "28P01") {
      await end(identify(server.pid ?? 0), "SIGINT", 5_000);
      throw new Failure(
        "The passwords in the data folder do not open its database. Put them back, or begin anew: npm start -- --reset",
      );
    }
    await sleep(15);
  }
}

function handle(server: ChildProcess, port: number, adminPassword: string): Postgres {
  const identity = identify(server.pid ?? 0);
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const exited =
    server.exitCode === null && server.signalCode === null ? once(server, "exit").then(() => {}) : Promise.resolve();
  return {
    port,
    url,
    adminUrl: (database = "postgres") => url(ADMIN, adminPassword, database),
    exited,
    async stop() {
      if (!(await end(identity, "SIGINT", 4_000))) await end(identity, "SIGQUIT", 1_000);
    },
  };
}

/** Stops the server that still runs on this folder, if one does; the pid it left is believed only with our folder in its command line. */
export async function stopOrphan(data: string): Promise<void> {
  const file = path.join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (Number.isInteger(pid) && pid > 1 && commandLine(pid).includes(data)) {
    const orphan = identify(pid);
    if (!(await end(orphan, "SIGINT", 5_000)) && !(await end(orphan, "SIGKILL", 2_000))) {
      throw new Failure(`A Postgres of an earlier start (process ${pid}) does not stop.`);
    }
  }
  // A pid file whose pid was since given to another program would keep Postgres from starting.
  if (statSync(file, { throwIfNoEntry: false })) rmSync(file);
}
