export type Encoding = "UTF-8" | "UTF-16 LE" | "UTF-16 BE" | "Windows-1252";
export type Decoded =
  | { ok: true; text: string; encoding: Encoding }
  | { ok: false; why: "workbook" | "not_text" | "empty" };

const begins = (bytes: Uint8Array, ...signature: number[]) => signature.every((byte, i) => bytes[i] === byte);
/** Zip (xlsx, ods, numbers) and the compound files of old Excel. */
const isWorkbook = (bytes: Uint8Array) =>
  begins(bytes, 0x50, 0x4b, 0x03, 0x04) || begins(bytes, 0xd0, 0xcf, 0x11, 0xe0);

/**
 * The text of what a spreadsheet saved: UTF-8 and UTF-16 with a byte order mark or without, else Windows-1252, which Excel
 * still writes as "CSV". A workbook or anything binary under the name of a CSV is told apart, so that it can be said in
 * words what to save instead.
 */
export function decodeFile(bytes: Uint8Array): Decoded {
  if (isWorkbook(bytes)) return { ok: false, why: "workbook" };
  const encoding = encodingOf(bytes);
  const text = encoding === null ? null : decoded(bytes, encoding);
  if (encoding === null || text === null || isGarbage(text)) return { ok: false, why: "not_text" };
  return text.trim() === "" ? { ok: false, why: "empty" } : { ok: true, text, encoding };
}

const labels: Record<Encoding, string> = {
  "UTF-8": "utf-8",
  "UTF-16 LE": "utf-16le",
  "UTF-16 BE": "utf-16be",
  "Windows-1252": "windows-1252",
};

/** Null where the bytes are not of this encoding. A byte order mark is not part of the text. */
function decoded(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(labels[encoding], { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function encodingOf(bytes: Uint8Array): Encoding | null {
  if (begins(bytes, 0xef, 0xbb, 0xbf)) return "UTF-8";
  if (begins(bytes, 0xff, 0xfe)) return "UTF-16 LE";
  if (begins(bytes, 0xfe, 0xff)) return "UTF-16 BE";
  // Latin text in UTF-16 has a zero in every second byte; no other text has any.
  const start = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  start.forEach((byte, i) => void (byte === 0 && zeros[i % 2]!++));
  if (zeros[0]! + zeros[1]! > 0) {
    const half = start.length / 2;
    if (zeros[1]! > half * 0.3 && zeros[0]! < half * 0.05) return "UTF-16 LE";
    if (zeros[0]! > half * 0.3 && zeros[1]! < half * 0.05) return "UTF-16 BE";
    return null;
  }
  return isUtf8(bytes) ? "UTF-8" : "Windows-1252";
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Pictures and programs are full of control characters; a spreadsheet's text has next to none. */
function isGarbage(text: string): boolean {
  const start = text.slice(0, 20_000);
  let odd = 0;
  for (const char of start) {
    const code = char.charCodeAt(0);
    if (code === 0) return true;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffd) odd++;
  }
  return odd > start.length / 100;
}
