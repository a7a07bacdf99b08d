import { createHash, randomBytes } from "node:crypto";

const CODE_TTL_MS = 10 * 60 * 1000;

export type Authorization = {
  redirectUri: string;
  codeChallenge: string;
  nonce: string | null;
  email: string;
  name: string;
};

/** Codes under way. Kept in memory: a code that a restart loses costs one more click. */
export class Authorizations {
  readonly #byCode = new Map<string, Authorization & { expiresAt: number }>();

  constructor(private readonly now: () => number) {}

  grant(authorization: Authorization): string {
    for (const [code, { expiresAt }] of this.#byCode) if (expiresAt <= this.now()) this.#byCode.delete(code);
    const code = `4/0A${randomBytes(32).toString("base64url")}`;
    this.#byCode.set(code, { ...authorization, expiresAt: this.now() + CODE_TTL_MS });
    return code;
  }

  /** Spends a code: right or wrong, it is good for one try only. */
  redeem(code: string, redirectUri: string, codeVerifier: string): Authorization | null {
    const found = this.#byCode.get(code);
    this.#byCode.delete(code);
    if (!found || found.expiresAt <= this.now() || found.redirectUri !== redirectUri) return null;
    const challenge = createHash("sha256").update(codeVerifier).digest("base64url");
    return challenge === found.codeChallenge ? found : null;
  }
}
