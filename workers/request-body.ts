/** Bodies of forms and JSON are small; files have their own routes. */
export const largestBody = 64 * 1024;
/** How much of an unwanted body is read past, so that its sender gets to see the answer. */
const mostReadPast = 8 * 1024 * 1024;

/**
 * The request with its body read, null where that is longer than a form can be. A GET has none here: read on as a form, it
 * would change things past the check of the Origin.
 */
export async function withKnownBody(request: Request): Promise<Request | null> {
  if (!request.body) return request;
  if (request.method !== "POST") {
    await drained(request);
    return new Request(request.url, { method: request.method, headers: request.headers, cf: request.cf });
  }
  // A length that was told is a length that is kept, by the platform; the guard has looked at it.
  if (request.headers.has("content-length")) return request;
  const parts: Uint8Array[] = [];
  const size = await readOn(request.body, (part, read) => {
    if (read <= largestBody) parts.push(part);
  });
  if (size > largestBody) return null;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return new Request(request, { method: "POST", body: whole });
}

/** An answer given before the body was read would reach some clients as a broken connection instead. */
export async function drained(request: Request): Promise<void> {
  if (request.body && !request.bodyUsed) await readOn(request.body, () => {});
}

/** Reads to the end, or until it is too much to be worth it; a body that breaks off ends there. Answers how much came. */
async function readOn(
  body: ReadableStream<Uint8Array>,
  take: (part: Uint8Array, read: number) => void,
): Promise<number> {
  const reader = body.getReader();
  let read = 0;
  while (read < mostReadPast) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || !value) return read;
    read += value.byteLength;
    take(value, read);
  }
  await reader.cancel().catch(() => {});
  return read;
}
