import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import * as z from "zod";

const claimsSchema = z.object({ purpose: z.string(), subject: z.string(), expiresAt: z.number() });

/** Makes the vendors' tokens. They carry their own proof, so they stay good when the sandbox restarts on the same folder. */
export type Signer = {
  issue(purpose: string, subject: string, ttlSeconds: number): string;
  /** The subject of a token that is genuine, for this purpose and not expired; otherwise null. */
  read(purpose: string, token: string): string | null;
  /** A stable value nobody can guess, the same for the same words. */
  derive(...words: string[]): string;
};

/** Opens the signing key of this folder, making it on first use. */
export async function openSigner(dir: string, now: () => number): Promise<Signer> {
  const key = await openKey(path.join(dir, "standins.key"));
  const mac = (text: string) => createHmac("sha256", key).update(text).digest("base64url");
  return {
    issue(purpose, subject, ttlSeconds) {
      const claims = { purpose, subject, expiresAt: now() + ttlSeconds * 1000, nonce: randomBytes(9).toString("hex") };
      const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
      return `${payload}.${mac(payload)}`;
    },
    read(purpose, token) {
      const [payload = "", proof = ""] = token.split(".");
      const expected = Buffer.from(mac(payload));
      const given = Buffer.from(proof);
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
      const claims = claimsSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
      return claims.purpose === purpose && claims.expiresAt > now() ? claims.subject : null;
    },
    derive: (...words) => mac(words.join("\u0000")),
  };
}

async function openKey(file: string): Promise<Buffer> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, randomBytes(32), { flag: "wx", mode: 0o600 }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  });
  const key = await readFile(file);
  if (key.length === 32) return key;
  // A key cut short by a crash while it was being made: nothing can have been signed with it.
  await writeFile(file, randomBytes(32), { mode: 0o600 });
  return readFile(file);
}
