import { createHash, createSign, generateKeyPairSync } from "node:crypto";

import { standinCredentials } from "#sandbox/standins/credentials";
import type { Authorization } from "#sandbox/standins/google/authorizations";

const TTL_SECONDS = 3600;

/** Signs identity tokens as Google does: RS256, with a key made at start and shown at `/oauth2/v3/certs`. */
export class IdTokens {
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #kid = createHash("sha256")
    .update(this.#keys.publicKey.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 40);

  constructor(private readonly now: () => number) {}

  issue(to: Authorization): string {
    const issuedAt = Math.floor(this.now() / 1000);
    const claims = {
      iss: "https://accounts.google.com",
      azp: standinCredentials.google.clientId,
      aud: standinCredentials.google.clientId,
      sub: subjectOf(to.email),
      email: to.email,
      email_verified: true,
      name: to.name,
      ...(to.nonce === null ? {} : { nonce: to.nonce }),
      iat: issuedAt,
      exp: issuedAt + TTL_SECONDS,
    };
    const signed = `${part({ alg: "RS256", kid: this.#kid, typ: "JWT" })}.${part(claims)}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(this.#keys.privateKey, "base64url")}`;
  }

  publicKeys(): { keys: object[] } {
    return { keys: [{ ...this.#keys.publicKey.export({ format: "jwk" }), kid: this.#kid, alg: "RS256", use: "sig" }] };
  }
}

/** Google's name for an account: digits, the same for the same address, and never the address itself. */
function subjectOf(email: string): string {
  const hex = createHash("sha256").update(email.toLowerCase()).digest("hex");
  return `1${BigInt(`0x${hex.slice(0, 20)}`)
    .toString()
    .padStart(20, "0")
    .slice(-20)}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
