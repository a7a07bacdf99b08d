import { brotliCompressSync, constants } from "node:zlib";

import { hubFetch } from "#tests/support/http";
import type { Visitor } from "#tests/support/visitor";

const brotli = (body: Buffer) =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).byteLength;
const kb = (bytes: number) => bytes / 1024;

export type Weight = { withoutScript: number; withScript: number; scripts: number };

/** First visit of a page in KB of brotli, each body by itself: HTML with what it links, and with its scripts. */
export async function weightOf(schoolUrl: string, page: Response): Promise<Weight> {
  const html = Buffer.from(await page.arrayBuffer());
  const text = html.toString();
  const urls = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((m) => m[1]!))];
  const links = urls(
    /<link\b[^>]*rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"|<link\b[^>]*href="([^"]+)"[^>]*rel="(?:stylesheet|icon)"/g,
  ).filter(Boolean);
  const scripts = new Set(urls(/(?:href|src|from|import)\s*[=(]?\s*"(\/assets\/[^"]+\.js)"/g));
  const size = async (path: string) =>
    brotli(Buffer.from(await (await hubFetch(new URL(path, schoolUrl))).arrayBuffer()));
  let plain = brotli(html);
  for (const link of links) plain += await size(link);
  let code = 0;
  for (const script of scripts) code += await size(script);
  return { withoutScript: kb(plain), withScript: kb(plain + code), scripts: scripts.size };
}

export const weigh = async (schoolUrl: string, who: Visitor, path: string) => weightOf(schoolUrl, await who.get(path));
