import type { AppLoadContext, EntryContext } from "@remix-run/cloudflare";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import type { ReactElement } from "react";
import { renderToPipeableStream } from "react-dom/server.node";

import { NonceContext } from "./nonce";

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  context: AppLoadContext,
) {
  const { nonce, ctx } = context;
  let failed = false;
  const page = (
    <NonceContext.Provider value={nonce}>
      <RemixServer context={remix} url={request.url} nonce={nonce} />
    </NonceContext.Provider>
  );
  const html = await renderWhole(page, nonce, (error) => {
    failed = true;
    if (!request.signal.aborted) ctx.ports.log.error("render_failed", { path: new URL(request.url).pathname }, error);
  });
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response(html, { status: failed ? 500 : status, headers });
}

/**
 * The whole page in one piece. No page waits for deferred data, and React's web stream hands over 512 bytes at a time,
 * each across workerd's stream boundary: collected like this, a page costs half.
 */
function renderWhole(
  page: ReactElement,
  nonce: string,
  onError: (error: unknown) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    const encoder = new TextEncoder();
    const sink = {
      write(chunk: Uint8Array | string) {
        // React fills the same view again after a write, so what it hands over is copied.
        parts.push(typeof chunk === "string" ? encoder.encode(chunk) : chunk.slice());
        return true;
      },
      end: () => resolve(joined(parts)),
      destroy: (error?: unknown) => reject(error ?? new Error("the page was not rendered whole")),
      on: () => sink,
      once: () => sink,
      off: () => sink,
      emit: () => true,
    };
    const stream = renderToPipeableStream(page, {
      nonce,
      onAllReady: () => void stream.pipe(sink as unknown as NodeJS.WritableStream),
      onShellError: reject,
      onError,
    });
  });
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** A bug, not a refusal: logged with the request's id and nothing of the person's. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }) {
  // What the router answers by itself (a form sent to a page without one) is no bug either.
  if (!request.signal.aborted && !isRouteErrorResponse(error))
    context.ctx.ports.log.error("unexpected", { path: new URL(request.url).pathname }, error);
}
