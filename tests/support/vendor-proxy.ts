import { createServer, request, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type Passed = { method: string; path: string };
export type OwnAnswer = { status: number; headers?: Record<string, string>; body: object };
export type VendorProxy = {
  /** What the worker takes for the vendor's API. */
  url: string;
  /** Every request that came, also those the vendor never answered. */
  seen: Passed[];
  /** Where requests go on to. */
  target: string;
  /** What is wrong with it: changes the headers on their way, or answers by itself. */
  defect: { headers?(headers: IncomingHttpHeaders): IncomingHttpHeaders; answer?(passed: Passed): OwnAnswer | null };
  stop(): Promise<void>;
};

/**
 * Stands between the worker and a vendor's stand-in and counts what is asked; a vendor in trouble keeps no ledger. Passes
 * everything on as it is, dropped connections too, unless a test gives it a defect.
 */
export async function startVendorProxy(): Promise<VendorProxy> {
  const server = createServer((incoming, outgoing) => {
    const passed = { method: incoming.method ?? "GET", path: incoming.url ?? "/" };
    proxy.seen.push(passed);
    const own = proxy.defect.answer?.(passed);
    if (own) {
      incoming.resume();
      outgoing.writeHead(own.status, { "content-type": "application/json", ...own.headers });
      outgoing.end(JSON.stringify(own.body));
      return;
    }
    const headers = proxy.defect.headers?.(incoming.headers) ?? incoming.headers;
    const onward = request(new URL(passed.path, proxy.target), { method: passed.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.once("error", () => outgoing.destroy());
    });
    onward.once("error", () => incoming.socket.destroy());
    outgoing.once("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const proxy: VendorProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    target: "",
    defect: {},
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** Refuses what comes after so many requests in one second of the clock, as Resend does. */
export function atMostPerSecond(limit: number): (passed: Passed) => OwnAnswer | null {
  let second = 0;
  let asked = 0;
  return () => {
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) [second, asked] = [now, 0];
    if (++asked <= limit) return null;
    const message = `Too many requests. You can only make ${limit} requests per second.`;
    const body = { statusCode: 429, name: "rate_limit_exceeded", message };
    return { status: 429, headers: { "retry-after": "1" }, body };
  };
}
