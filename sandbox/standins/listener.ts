import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { ConnectionDropped } from "#sandbox/standins/connection";

const BODY_LIMIT = 5 * 1024 * 1024;
const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
const FREE_PORT_TRIES = 5;

type Handler = (request: Request) => Response | Promise<Response>;
type Listening = { port: number; stop(): Promise<void> };

/**
 * Serves a fetch-style handler on both loopback addresses, because browsers may resolve `localhost` to either. A port of
 * 0 takes a free one. Refuses callers that are not on this machine or that name another host (DNS rebinding).
 */
export async function listenOnLoopback(handler: Handler, wantedPort: number): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const v4 = createServer((request, response) => void serve(handler, request, response));
    const v6 = createServer((request, response) => void serve(handler, request, response));
    try {
      const port = await bind(v4, "127.0.0.1", wantedPort);
      await bind(v6, "::1", port).catch((error: unknown) => {
        if (!isErrno(error, "EADDRNOTAVAIL", "EAFNOSUPPORT")) throw error;
      });
      return { port, stop: () => closeAll(v4, v6) };
    } catch (error) {
      await closeAll(v4, v6);
      // A free port of 127.0.0.1 can be taken on ::1: another one is tried. A port that was asked for is not.
      if (wantedPort !== 0 || attempt === FREE_PORT_TRIES || !isErrno(error, "EADDRINUSE")) throw error;
    }
  }
}

function isErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true, ipv6Only: host === "::1" }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function closeAll(...servers: Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}

async function serve(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    if (!LOOPBACK.has(incoming.socket.remoteAddress ?? "")) {
      return refuse(outgoing, 403, "The sandbox answers callers on this machine only.");
    }
    const host = incoming.headers.host ?? "";
    if (!/^(localhost|[\w-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) {
      return refuse(outgoing, 403, "The sandbox answers only as localhost.");
    }
    const body = await readBody(incoming);
    if (body === "too large") return refuse(outgoing, 413, "The body is larger than 5 MB.");

    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    await write(outgoing, await handler(toRequest(incoming, host, body, gone.signal)));
  } catch (error) {
    if (error instanceof ConnectionDropped) incoming.socket.resetAndDestroy();
    else if (outgoing.headersSent) incoming.socket.destroy();
    else refuse(outgoing, 500, "The sandbox failed to answer.");
  }
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | "too large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size > BODY_LIMIT ? "too large" : new Uint8Array(Buffer.concat(chunks));
}

function toRequest(
  incoming: IncomingMessage,
  host: string,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Request {
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? "", incoming.rawHeaders[i + 1] ?? "");
  }
  const method = incoming.method ?? "GET";
  const bodyless = method === "GET" || method === "HEAD";
  return new Request(new URL(incoming.url ?? "/", `http://${host}`), {
    method,
    headers,
    signal,
    body: bodyless ? undefined : body,
  });
}

async function write(outgoing: ServerResponse, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  response.headers.forEach((value, name) => outgoing.setHeader(name, value));
  outgoing.statusCode = response.status;
  outgoing.end(body);
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  outgoing.writeHead(status, { "content-type": "application/json; charset=utf-8", connection: "close" });
  outgoing.end(JSON.stringify({ error: message }));
}
