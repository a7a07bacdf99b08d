import {
  CodeChallengeMethod,
  OAuth2Client,
  OAuth2RequestError,
  UnexpectedErrorResponseBodyError,
  UnexpectedResponseError,
  decodeIdToken,
  type OAuth2Tokens,
} from "arctic";
import * as z from "zod";

import type { GoogleIdentity, GoogleSignIn, VendorFailure, VendorResult } from "#kernel/ports";

import { failure } from "./vendor-call";

const EXCHANGE_MS = 5000;
const CLOCK_SKEW_MS = 60_000;
const ISSUERS = ["https://accounts.google.com", "accounts.google.com"];

const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().min(1).max(255),
  exp: z.number(),
  nonce: z.string().optional(),
  email: z.email(),
  email_verified: z.boolean().default(false),
  name: z.string().max(200).default(""),
});

type Options = {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  authBase: string;
  tokenBase: string;
  timeoutMs?: number;
  now?: () => number;
};

/**
 * Google sign-in with PKCE and a nonce. arctic's own Google class knows only Google's addresses, so its general client is
 * used with ours. `exchange` never throws. A code is good for one try: whatever it answers, the next try begins at the
 * account chooser. Codes are Google's error names behind `google.`, or `google.timeout`, `google.network`,
 * `google.malformed`, `google.http_<status>`, `google.claim_<which>`.
 */
export function createGoogle(options: Options): GoogleSignIn {
  const client = new OAuth2Client(options.clientId, options.clientSecret, options.redirectUri);
  const now = options.now ?? Date.now;
  return {
    authorizationUrl({ state, codeVerifier, nonce }) {
      const url = client.createAuthorizationURLWithPKCE(
        new URL("/o/oauth2/v2/auth", options.authBase).href,
        state,
        CodeChallengeMethod.S256,
        codeVerifier,
        ["openid", "email", "profile"],
      );
      url.searchParams.set("nonce", nonce);
      // Somebody signed in to Google with a private account should be asked which account, not sent to "denied".
      url.searchParams.set("prompt", "select_account");
      return url;
    },

    async exchange({ code, codeVerifier, nonce }) {
      const tokens = await within(
        options.timeoutMs ?? EXCHANGE_MS,
        client.validateAuthorizationCode(new URL("/token", options.tokenBase).href, code, codeVerifier),
      );
      return "ok" in tokens ? tokens : readIdentity(tokens, { clientId: options.clientId, nonce, now: now() });
    },
  };
}

/**
 * Bounds a call of arctic, which takes no AbortSignal: without this a Google that hangs would hold the sign-in for as long
 * as the platform lets it. The call that lost the race ends with the request.
 */
async function within(ms: number, call: Promise<OAuth2Tokens>): Promise<OAuth2Tokens | VendorFailure> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<VendorFailure>((resolve) => {
    timer = setTimeout(() => resolve(failure("ambiguous", "google.timeout")), ms);
  });
  try {
    return await Promise.race([call.catch(toFailure), late]);
  } finally {
    clearTimeout(timer);
  }
}

function toFailure(error: unknown): VendorFailure {
  if (error instanceof OAuth2RequestError) {
    const code = `google.${/^\w{1,60}$/.test(error.code) ? error.code : "request"}`;
    return failure(
      error.code === "invalid_client" || error.code === "unauthorized_client" ? "unauthorized" : "rejected",
      code,
    );
  }
  if (!(error instanceof UnexpectedResponseError || error instanceof UnexpectedErrorResponseBodyError)) {
    return failure("ambiguous", "google.network");
  }
  if (error.status === 200) return failure("ambiguous", "google.malformed");
  return failure(error.status === 401 ? "unauthorized" : "retry", `google.http_${error.status}`);
}

/**
 * Reads who signed in. The token's signature is not checked, because it came straight from Google's token endpoint over
 * TLS in answer to our own secret (OpenID Connect Core 3.1.3.7, 6); everything it claims is.
 */
function readIdentity(
  tokens: OAuth2Tokens,
  expected: { clientId: string; nonce: string; now: number },
): VendorResult<GoogleIdentity> {
  const claims = readClaims(tokens);
  if (!claims) return failure("ambiguous", "google.malformed");
  if (!ISSUERS.includes(claims.iss)) return failure("rejected", "google.claim_iss");
  if (claims.aud !== expected.clientId) return failure("rejected", "google.claim_aud");
  if (claims.exp * 1000 + CLOCK_SKEW_MS < expected.now) return failure("rejected", "google.claim_exp");
  if (claims.nonce !== expected.nonce) return failure("rejected", "google.claim_nonce");
  if (!claims.email_verified) return failure("rejected", "google.claim_email_verified");
  return { ok: true, value: { sub: claims.sub, email: claims.email, emailVerified: true, name: claims.name } };
}

function readClaims(tokens: OAuth2Tokens): z.infer<typeof claimsSchema> | null {
  try {
    return claimsSchema.parse(decodeIdToken(tokens.idToken()));
  } catch {
    return null;
  }
}
