import { Client, DatabaseError } from "pg";

import type { MigrationFile } from "#migrations/files";

/** Held while migrating, so that two deployments at once apply each file once. Any number that nobody else uses. */
const LOCK = 7_402_115_209;

export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}
/** The database is ahead of this checkout. */
export class NewerSchema extends MigrationRefused {}

type Applied = { name: string; sha256: string };

/**
 * Applies what is not yet applied, in order, each file in one transaction with its line in the ledger. Refuses a database
 * that knows more than this checkout, a file that was changed after it was applied, and one that would come in between.
 * Returns the names applied. The connection is the migrating role's, and direct: a pooler would not keep the lock.
 */
export async function migrate(ownerUrl: string, files: MigrationFile[]): Promise<string[]> {
  const client = await connected(ownerUrl);
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    const pending = selectPending(await readLedger(client), files);
    for (const file of pending) await apply(client, file);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

const mostConnectingMs = 15_000;

async function connected(ownerUrl: string): Promise<Client> {
  // The password must not be told with it.
  const where = URL.canParse(ownerUrl) ? new URL(ownerUrl).host : "";
  if (!where)
    throw new MigrationRefused("The address of the database is not one: postgres://ROLE:PASSWORD@HOST/DATABASE.");
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: mostConnectingMs });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw new MigrationRefused(
      error instanceof DatabaseError
        ? `The database at ${where} lets nobody in with this address: ${error.message}.`
        : `The database at ${where} cannot be reached (${reasonOf(error)}): is it running, and is the address right?`,
      { cause: error },
    );
  }
}

/** ECONNREFUSED and its kin; of a host with several addresses, the first one's. */
function reasonOf(error: unknown): string {
  const one = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return (one as { code?: string }).code ?? (one instanceof Error ? one.message : String(one));
}

/** What is left to apply; pure. Throws MigrationRefused with the one sentence that says why the two do not fit. */
export function selectPending(applied: Applied[], files: MigrationFile[]): MigrationFile[] {
  const known = new Map(files.map((file) => [file.name, file]));
  const unknown = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length > 0) {
    throw new NewerSchema(
      `The database has a newer schema than this checkout (${unknown.join(", ")}): update the checkout, or use other data.`,
    );
  }
  const changed = applied.find(({ name, sha256 }) => known.get(name)?.sha256 !== sha256);
  if (changed) {
    throw new MigrationRefused(
      `${changed.name} was changed after it was applied to this database: put it back, and write the change as a new migration.`,
    );
  }
  const done = new Set(applied.map(({ name }) => name));
  const newest = applied.at(-1)?.name ?? "";
  const pending = files.filter(({ name }) => !done.has(name));
  const late = pending.find(({ name }) => name < newest);
  if (late)
    throw new MigrationRefused(
      `${late.name} comes before ${newest}, which is applied already: give it the next number.`,
    );
  return pending;
}

async function readLedger(client: Client): Promise<Applied[]> {
  const found = await client.query<{ ledger: string | null }>("select to_regclass('app.schema_migrations') as ledger");
  if (!found.rows[0]?.ledger) return [];
  return (await client.query<Applied>("select name, sha256 from app.schema_migrations order by name")).rows;
}

async function apply(client: Client, file: MigrationFile): Promise<void> {
  try {
    await client.query("begin");
    await client.query(file.sql);
    // The first migration makes the schema that the ledger stands in, so the ledger is made after it.
    await client.query(`
      create table if not exists app.schema_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now());
      grant select on app.schema_migrations to hub_app`);
    await client.query("insert into app.schema_migrations (name, sha256) values ($1, $2)", [file.name, file.sha256]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw new MigrationRefused(
      `${file.name}${lineOf(error, file.sql)} failed, nothing of it was applied: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof DatabaseError && error.where ? `${error.message} (${error.where})` : error.message;
}

function lineOf(error: unknown, sql: string): string {
  if (!(error instanceof DatabaseError) || !error.position) return "";
  return `:${sql.slice(0, Number(error.position)).split("\n").length}`;
}
