import { createHash } from "node:crypto";

import { Client, DatabaseError, type QueryArrayResult } from "pg";

import type { SqlQuery } from "#sandbox/neon-request";

/**
 * Callers beyond these wait their turn. More would not run sooner on a laptop's cores, and each connection plans every
 * function anew before it is quick.
 */
const MAX_CONNECTIONS = 10;

/**
 * What Neon's pooler does to a connection before it lends it again: everything of DISCARD ALL but the plans. Dropping the
 * plans of plpgsql functions too would halve the throughput of every call.
 */
const RESET =
  "set session authorization default; reset all; close all; unlisten *; select pg_advisory_unlock_all(); discard temp; discard sequences";

/** A connection that has kept this many plans is closed rather than let grow. */
const MAX_PLANS = 500;

/** Values stay the text that Postgres sent: the driver on the other side knows the types. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

export type SqlResult = QueryArrayResult;

/** Of pg's client, what its types do not tell. */
type Internals = {
  connection: { stream: { cork(): void; uncork(): void }; parsedStatements: Record<string, string> };
  getTransactionStatus(): "I" | "T" | "E" | null;
};

/** The database could not be reached, or the connection broke before it answered. */
export class Unreachable extends Error {}

/** Lends connections to one role and database, by connection string. */
export class Connections {
  readonly #idle: Client[] = [];
  readonly #waiting: ((client: Client | null) => void)[] = [];
  readonly #open = new Set<Client>();
  #opening = 0;
  #closed = false;

  constructor(private readonly connectionString: string) {}

  /** Runs the queries in one server trip; with `transaction` as BEGIN … COMMIT around them all. Rejects with the first error. */
  async run(queries: SqlQuery[], transaction: string | null): Promise<SqlResult[]> {
    const client = await this.#take();
    const { stream } = (client as unknown as Internals).connection;
    // One write to the socket for the whole batch.
    stream.cork();
    const begun = transaction === null ? [] : [client.query(`begin ${transaction}`)];
    const results = queries.map(({ query, params }) =>
      // Named by its text, so that its plan is kept: planning under row level security costs four times what running does.
      client.query<unknown[]>({ name: nameOf(query), text: query, values: params, rowMode: "array" }),
    );
    const committed = transaction === null ? [] : [client.query("commit")];
    // Rides along, so that the answer does not wait for it and the next borrower does.
    const reset = client.query(RESET);
    stream.uncork();
    void reset.then(
      () => this.#giveBack(client),
      () => this.#discard(client),
    );
    const outcomes = await Promise.allSettled([...begun, ...results, ...committed]);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (!failed) return Promise.all(results);
    // After a migration a kept plan may no longer fit; nothing ran, so a connection without it begins again.
    if (isOutdatedPlan(failed.reason)) {
      this.#discard(client);
      return this.run(queries, transaction);
    }
    throw failed.reason;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting(null);
    await Promise.all([...this.#open].map((client) => client.end().catch(() => {})));
  }

  async #take(): Promise<Client> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#open.size + this.#opening < MAX_CONNECTIONS) return this.#connect();
    const lent = await new Promise<Client | null>((resolve) => this.#waiting.push(resolve));
    return lent ?? this.#take();
  }

  async #connect(): Promise<Client> {
    if (this.#closed) throw new Unreachable("The proxy is stopping.");
    const client = new Client({
      connectionString: this.connectionString,
      pipeline: true,
      types: AS_TEXT,
    } as ConstructorParameters<typeof Client>[0]);
    client.on("error", () => this.#discard(client));
    client.on("end", () => this.#discard(client));
    this.#opening++;
    try {
      await client.connect();
      this.#open.add(client);
      return client;
    } catch (error) {
      this.#wakeOne(null);
      if (error instanceof DatabaseError) throw error;
      throw new Unreachable("Couldn't connect to compute node", { cause: error });
    } finally {
      this.#opening--;
    }
  }

  #giveBack(client: Client): void {
    if (!this.#open.has(client)) return;
    const { connection, getTransactionStatus } = client as unknown as Internals;
    const inTransaction = getTransactionStatus.call(client) !== "I";
    // A single query may have been BEGIN: nobody gets a connection inside another's transaction.
    if (inTransaction || Object.keys(connection.parsedStatements).length > MAX_PLANS) this.#discard(client);
    else if (!this.#wakeOne(client)) this.#idle.push(client);
  }

  #discard(client: Client): void {
    if (!this.#open.delete(client)) return;
    const at = this.#idle.indexOf(client);
    if (at >= 0) this.#idle.splice(at, 1);
    void client.end().catch(() => {});
    this.#wakeOne(null);
  }

  /** Hands a free connection, or the room for a new one, to who waits longest. */
  #wakeOne(client: Client | null): boolean {
    const waiting = this.#waiting.shift();
    waiting?.(client);
    return waiting !== undefined;
  }
}

const nameOf = (text: string) => createHash("sha1").update(text).digest("base64url");

function isOutdatedPlan(error: unknown): boolean {
  return (
    error instanceof DatabaseError && error.code === "0A000" && error.message.startsWith("cached plan must not change")
  );
}
