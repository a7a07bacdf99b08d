import { Refusal, refuse } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/**
 * A refusal of an address that shows no page of its own (redirects, the callback on the auth host): one sentence, in no
 * school's colours, because there may be none.
 */
export function plainRefusal(refusal: Refusal, requestId: string, status: number = refusal.status): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Not possible</title></head><body><main><h1>This is not possible</h1><p>${escaped(refusal.message)}</p><p><small>Request ${requestId}</small></p></main></body></html>`;
  return new Response(html, {
    status,
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
  });
}

/** Runs what answers with a redirect; its refusals become plain pages, bugs stay bugs. */
export async function redirecting(requestId: string, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const said = asRefusal(error);
    if (said instanceof Refusal) return plainRefusal(said, requestId);
    throw error;
  }
}

/** The answer to a method this address does not speak. */
export const wrongMethod = (requestId: string): Response => plainRefusal(refuse("method.not_allowed"), requestId, 405);
