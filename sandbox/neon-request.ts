import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

import * as z from "zod";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
/** Neon's own limit of one request. */
const MAX_BYTES = 64 * 1024 * 1024;

const querySchema = z.object({
  query: z.string(),
  params: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).default([]),
});
const bodySchema = z.union([z.object({ queries: z.array(querySchema) }), querySchema]);

export type SqlQuery = z.infer<typeof querySchema>;
export type SqlRequest = {
  connectionString: string;
  queries: SqlQuery[];
  /** The words after BEGIN; null for a single query, which is a transaction of its own. */
  transaction: string | null;
};

/** A request Neon would not take; the message says why. */
export class BadRequest extends Error {}

/** Only a database on this machine is reached: the proxy opens nothing that its caller could not reach itself. */
export function requireLoopback(host: string): void {
  if (!LOOPBACK.has(host)) throw new BadRequest(`The local proxy reaches databases on this machine only, not ${host}.`);
}

export async function readSqlRequest(request: IncomingMessage): Promise<SqlRequest> {
  const connectionString = header(request.headers, "neon-connection-string");
  if (!connectionString || !URL.canParse(connectionString))
    throw new BadRequest("The header Neon-Connection-String is missing or no URL.");
  requireLoopback(new URL(connectionString).hostname);
  const body = bodySchema.safeParse(parseJson(await readBody(request)));
  if (!body.success)
    throw new BadRequest('The body is neither {"query","params"} nor {"queries":[…]} with parameters as text or null.');
  if ("queries" in body.data) {
    return { connectionString, queries: body.data.queries, transaction: transactionWords(request.headers) };
  }
  return { connectionString, queries: [body.data], transaction: null };
}

function transactionWords(headers: IncomingHttpHeaders): string {
  const isolation = header(headers, "neon-batch-isolation-level");
  const words = {
    ReadUncommitted: "isolation level read uncommitted",
    ReadCommitted: "isolation level read committed",
    RepeatableRead: "isolation level repeatable read",
    Serializable: "isolation level serializable",
  };
  if (isolation && !Object.hasOwn(words, isolation)) throw new BadRequest(`No such isolation level: ${isolation}.`);
  return [
    isolation ? words[isolation as keyof typeof words] : "",
    header(headers, "neon-batch-read-only") === "true" ? "read only" : "",
    header(headers, "neon-batch-deferrable") === "true" ? "deferrable" : "",
  ]
    .filter(Boolean)
    .join(", ");
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new BadRequest("The request is larger than 64 MB.");
    chunks.push(chunk);
  }
  return (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest("The body is not JSON.");
  }
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const found = headers[name];
  return Array.isArray(found) ? found[0] : found;
}
