import { Hono, type Context } from "hono";
import * as z from "zod";

import { registeredRedirectUri, standinCredentials } from "#sandbox/standins/credentials";
import type { FaultAnswers, Faults } from "#sandbox/standins/faults";
import { nameFromAddress, offeredAccounts } from "#sandbox/standins/google/accounts";
import { Authorizations } from "#sandbox/standins/google/authorizations";
import { chooserPage, googleErrorPage } from "#sandbox/standins/google/chooser";
import { IdTokens } from "#sandbox/standins/google/id-token";
import { readAuthorizationRequest } from "#sandbox/standins/google/request";
import type { Signer } from "#sandbox/standins/signer";

const ACCESS_SECONDS = 3599;

const tokenError = (status: number, error: string, description: string) =>
  Response.json({ error, error_description: description }, { status });

const faultAnswers: FaultAnswers = {
  "401": () => tokenError(401, "invalid_client", "The OAuth client was not found."),
  "429": () => tokenError(429, "rate_limit_exceeded", "Rate Limit Exceeded"),
  "500": () => tokenError(500, "internal_failure", "Internal error encountered."),
};

type Options = { dir: string; hubUrl: string; signer: Signer; faults: Faults; now: () => number };

/** Google sign-in: the account chooser, the token and revocation endpoints, the public keys. */
export function googleRoutes({ dir, hubUrl, signer, faults, now }: Options): Hono {
  const registered = registeredRedirectUri(hubUrl);
  const hub = new URL(hubUrl);
  // The callback goes on to the tenant's host, and browsers check each hop after a submit against the form's policy.
  const formTargets = [hub.origin, `${hub.protocol}//*.${hub.host}`];
  const authorizations = new Authorizations(now);
  const idTokens = new IdTokens(now);
  const revoked = new Set<string>();

  const app = new Hono();
  for (const route of ["/o/oauth2/v2/auth", "/token", "/revoke"]) app.use(route, faults.before("google", faultAnswers));

  app.get("/o/oauth2/v2/auth", async (context) => {
    const read = readAuthorizationRequest(context.req.query(), registered);
    if ("problem" in read) return googleErrorPage(context, 400, read.problem);
    return chooserPage(context, { request: read.request, accounts: await offeredAccounts(dir), formTargets });
  });

  app.post("/o/oauth2/v2/auth", async (context) => {
    if ((context.req.header("sec-fetch-site") ?? "same-origin") !== "same-origin") {
      return googleErrorPage(context, 400, "The account has to be chosen on this page.");
    }
    const form = Object.fromEntries(new URLSearchParams(await context.req.text()));
    const read = readAuthorizationRequest(form, registered);
    if ("problem" in read) return googleErrorPage(context, 400, read.problem);
    const accounts = await offeredAccounts(dir);
    const email = z.email().safeParse(form["email"]?.trim());
    if (!email.success) {
      const problem = "Enter an e-mail address, like name@example.com.";
      return chooserPage(context, { request: read.request, accounts, formTargets, problem });
    }
    const known = accounts.find((account) => account.email.toLowerCase() === email.data.toLowerCase());
    const target = new URL(registered);
    target.searchParams.set("state", read.request.state);
    target.searchParams.set(
      "code",
      authorizations.grant({
        redirectUri: registered,
        codeChallenge: read.request.code_challenge,
        nonce: read.request.nonce ?? null,
        email: known?.email ?? email.data,
        name: known?.name ?? nameFromAddress(email.data),
      }),
    );
    target.searchParams.set("scope", read.request.scope);
    context.header("cache-control", "no-store");
    return context.redirect(target.href, 303);
  });

  app.post("/token", async (context) => {
    const form = new URLSearchParams(await context.req.text());
    if (!clientIsRight(context, form))
      return tokenError(401, "invalid_client", "The provided client secret is invalid.");
    if (form.get("grant_type") !== "authorization_code") {
      return tokenError(400, "unsupported_grant_type", `Invalid grant_type: ${form.get("grant_type") ?? ""}`);
    }
    const redirectUri = form.get("redirect_uri") ?? "";
    if (redirectUri !== registered) return tokenError(400, "redirect_uri_mismatch", "Bad Request");
    const found = authorizations.redeem(form.get("code") ?? "", redirectUri, form.get("code_verifier") ?? "");
    if (!found) return tokenError(400, "invalid_grant", "Malformed auth code, or the code was used before.");
    context.header("cache-control", "no-store");
    return context.json({
      access_token: signer.issue("google access", found.email, ACCESS_SECONDS),
      expires_in: ACCESS_SECONDS,
      scope: "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile",
      token_type: "Bearer",
      id_token: idTokens.issue(found),
    });
  });

  app.post("/revoke", async (context) => {
    const token = new URLSearchParams(await context.req.text()).get("token") ?? context.req.query("token") ?? "";
    if (signer.read("google access", token) === null || revoked.has(token)) {
      return tokenError(400, "invalid_token", "Token expired or revoked");
    }
    revoked.add(token);
    return context.json({});
  });

  app.get("/oauth2/v3/certs", (context) => context.json(idTokens.publicKeys()));

  return app;
}

/** The client may name itself in the header or in the form, as with Google. */
function clientIsRight(context: Context, form: URLSearchParams): boolean {
  const { clientId, clientSecret } = standinCredentials.google;
  const header = context.req.header("authorization");
  if (header) return header === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  return form.get("client_id") === clientId && form.get("client_secret") === clientSecret;
}
