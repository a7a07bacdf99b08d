import { createServer, request, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type Passed = { method: string; path: string };
export type VendorProxy = {
  /** What the worker takes for the vendor's API. */
  url: string;
  /** Every request that came, also those the vendor never answered. */
  seen: Passed[];
  /** Where requests go on to. */
  target: string;
  /** What is wrong with it: changes the headers on their way, or answers by itself with a body. */
  defect: { headers?(headers: IncomingHttpHeaders): IncomingHttpHeaders; answer?(passed: Passed): object | null };
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
      outgoing.setHeader("content-type", "application/json");
      outgoing.end(JSON.stringify(own));
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
