import { largestFile } from "#domain/imports/inputs";
import { refuseImport } from "#domain/imports/refusals";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";

import { createCookies } from "./cookies";

/** Bodies of forms and JSON are small; the marks of a whole class and its report are not, and files have their own addresses. */
const largestForm = 64 * 1024;
const largestOfClass = 2 * 1024 * 1024;
const isOfClass = (request: Request) =>
  /^\/admin\/ops\/sessions\/[^/]+\/attendance(\.data)?$/.test(new URL(request.url).pathname);
/** Where a file may be sent to: by nobody who is not signed in as staff. */
const takesFiles = (request: Request) =>
  /^\/admin\/ops\/students\/import(\.data)?$/.test(new URL(request.url).pathname) &&
  createCookies(request.headers.get("cookie")).get("staff") !== null;
export const largestBody = (request: Request): number =>
  takesFiles(request) ? largestFile + largestForm : isOfClass(request) ? largestOfClass : largestForm;

/** What a body that is too large is answered with: a file's own sentence where a file was expected. */
export function tooLarge(request: Request): Refusal {
  return takesFiles(request) ? refuseImport("import.file_too_large") : refuse("input.too_large");
}

/** How much of an unwanted body is read past, so that its sender gets to see the answer. */
const mostReadPast = (request: Request): number => (takesFiles(request) ? 64 : 8) * 1024 * 1024;

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
  const most = largestBody(request);
  const size = await readOn(request.body, mostReadPast(request), (part, read) => {
    if (read <= most) parts.push(part);
    else parts.length = 0;
  });
  if (size > most) return null;
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
  if (request.body && !request.bodyUsed) await readOn(request.body, mostReadPast(request), () => {});
}

/** Reads to the end, or until it is too much to be worth it; a body that breaks off ends there. Answers how much came. */
async function readOn(
  body: ReadableStream<Uint8Array>,
  most: number,
  take: (part: Uint8Array, read: number) => void,
): Promise<number> {
  const reader = body.getReader();
  let read = 0;
  while (read < most) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || !value) return read;
    read += value.byteLength;
    take(value, read);
  }
  await reader.cancel().catch(() => {});
  return read;
}
