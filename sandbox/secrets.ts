import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as z from "zod";

import { Failure, isErrno } from "#sandbox/failure";

const secretsSchema = z.object({
  cronSecret: z.string().min(24),
  authPepper: z.string().min(32),
  sealKeys: z.string(),
  adminPassword: z.string().min(16),
  ownerPassword: z.string().min(16),
  appPassword: z.string().min(16),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** URL-safe, so that a password can stand in a connection string as it is. */
const secret = () => randomBytes(24).toString("base64url");

export function createSecrets(): Secrets {
  return {
    cronSecret: secret(),
    authPepper: secret() + secret(),
    sealKeys: `1:${randomBytes(32).toString("base64")}`,
    adminPassword: secret(),
    ownerPassword: secret(),
    appPassword: secret(),
  };
}

/** The secrets of this data folder, made at random on first use; readable by their owner only. */
export function loadSecrets(file: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (!isErrno(error, "ENOENT")) {
      throw new Failure(
        `${file} cannot be read as this product's secrets. Put it back, or begin anew: npm start -- --reset`,
      );
    }
  }
  const secrets = createSecrets();
  mkdirSync(path.dirname(file), { recursive: true });
  // Renamed into place: a start that is killed here leaves no half a file, and so no data without its keys.
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}
