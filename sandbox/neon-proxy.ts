import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import { DatabaseError } from "pg";
import { WebSocketServer, createWebSocketStream } from "ws";

import { Connections, Unreachable, type SqlResult } from "#sandbox/neon-connections";
import { BadRequest, readSqlRequest, requireLoopback, type SqlRequest } from "#sandbox/neon-request";

/** `background` of the HTTP calls nobody waits for: jobs and queues begin them, or a request after its answer. */
export type NeonStats = { http: number; background: number; statements: number; webSockets: number };
const nothing: NeonStats = { http: 0, background: 0, statements: 0, webSockets: 0 };
const ofBackground = /\bapp\.(enter_system|dispatch_\w+|claim_\w+|organizations_in_service)\(/;
const afterTheAnswer = /\bapp\.note_read\(|^update "notifications" set "state"/;
export type NeonProxy = {
  /** 127.0.0.1:port, as the worker's NEON_LOCAL_PROXY. */
  host: string;
  /** Round trips since the last reset: HTTP calls with their statements, and WebSocket connections. */
  stats(): NeonStats;
  resetStats(): void;
  stop(): Promise<void>;
};

/**
 * Speaks Neon's two wires before a plain Postgres on this machine: `POST /sql` (one transaction in one trip) and the
 * WebSocket `/v2` (the Postgres protocol itself). Which database and role is said by each request's connection string. A
 * page in a browser cannot use it: what carries an Origin is refused.
 */
export async function startNeonProxy(options: { port?: number } = {}): Promise<NeonProxy> {
  const stats: NeonStats = { ...nothing };
  const pools = new Map<string, Connections>();
  const run = ({ connectionString, queries, transaction }: SqlRequest) => {
    let pool = pools.get(connectionString);
    if (!pool) pools.set(connectionString, (pool = new Connections(connectionString)));
    return pool.run(queries, transaction);
  };

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((request, response) => void answer(request, response));
  server.keepAliveTimeout = 60_000;
  server.on("upgrade", (request, socket, head) => upgrade(request, socket, head));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.headers.origin !== undefined)
        return send(response, 403, { message: "The local proxy takes no requests from pages." });
      // For the benchmark, which runs in another process than the product it measures.
      if (request.method === "GET" && request.url === "/stats") return send(response, 200, stats);
      if (request.method !== "POST" || request.url !== "/sql")
        return send(response, 404, { message: "The local proxy answers POST /sql." });
      const asked = await readSqlRequest(request);
      stats.http++;
      const [first, second] = asked.queries;
      if (ofBackground.test(first?.query ?? "") || afterTheAnswer.test(second?.query ?? "")) stats.background++;
      stats.statements += asked.queries.length;
      const results = (await run(asked)).map(toNeonResult);
      send(response, 200, asked.transaction === null ? results[0] : { results });
    } catch (error) {
      sendError(response, error);
    }
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? "/", "http://proxy");
    const address = url.searchParams.get("address")?.match(/^(.+):(\d+)$/);
    if (request.headers.origin !== undefined || url.pathname !== "/v2" || !address || !isLoopback(address[1]!)) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      stats.webSockets++;
      const wire = createWebSocketStream(webSocket);
      const database = connect({ host: "127.0.0.1", port: Number(address[2]), noDelay: true });
      wire.on("error", () => database.destroy());
      database.on("error", () => webSocket.terminate());
      wire.pipe(database).pipe(wire);
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: options.port ?? 0 }, resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stats: () => ({ ...stats }),
    resetStats: () => void Object.assign(stats, nothing),
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function isLoopback(host: string): boolean {
  try {
    requireLoopback(host);
    return true;
  } catch {
    return false;
  }
}

function toNeonResult({ command, rowCount, rows, fields }: SqlResult) {
  return { command, rowCount, rowAsArray: true, rows, fields };
}

/** What Neon sends of a Postgres error, by its own names; the driver copies exactly these. */
const ERROR_FIELDS = [
  ...(["code", "detail", "hint", "position", "internalPosition", "internalQuery", "severity", "where"] as const),
  ...(["table", "column", "schema", "dataType", "constraint", "file", "line", "routine"] as const),
];

function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof BadRequest) return send(response, 400, { message: error.message, code: null });
  if (!(error instanceof DatabaseError)) {
    return send(response, 500, {
      message: error instanceof Unreachable ? error.message : "The connection to the compute node was lost",
    });
  }
  send(response, 400, {
    message: error.message,
    ...Object.fromEntries(ERROR_FIELDS.map((name) => [name, error[name] ?? null])),
  });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": text.length }).end(text);
}
