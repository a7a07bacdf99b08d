import type { AppLoadContext, EntryContext } from "@remix-run/cloudflare";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToReadableStream } from "react-dom/server.browser";

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  context: AppLoadContext,
) {
  let failed = false;
  const body = await renderToReadableStream(<RemixServer context={remix} url={request.url} nonce={context.nonce} />, {
    nonce: context.nonce,
    signal: request.signal,
    onError(error) {
      failed = true;
      if (!request.signal.aborted)
        context.ctx.ports.log.error("render_failed", { path: new URL(request.url).pathname }, error);
    },
  });
  if (isbot(request.headers.get("user-agent") ?? "")) await body.allReady;
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response(body, { status: failed ? 500 : status, headers });
}

/** A bug, not a refusal: logged with the request's id and nothing of the person's. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }) {
  if (!request.signal.aborted)
    context.ctx.ports.log.error("unexpected", { path: new URL(request.url).pathname }, error);
}
