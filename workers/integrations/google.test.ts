import { createHash, createPublicKey, createVerify, type JsonWebKeyInput } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { standinCredentials } from "#sandbox/standins/credentials";
import type { FaultMode } from "#sandbox/standins/faults";
import { temporaryStandins, type TemporaryStandins } from "#sandbox/standins/temporary";

import { createGoogle } from "./google";

const redirectUri = "http://auth.localhost:8787/auth/callback";
const codeVerifier = "v".repeat(50);
const signIn = { state: "state-1", codeVerifier, nonce: "nonce-1" };

let standins: TemporaryStandins;
beforeEach(async () => {
  standins = await temporaryStandins();
});
afterEach(() => standins.dispose());

function google(options: Partial<Parameters<typeof createGoogle>[0]> = {}) {
  return createGoogle({
    ...standinCredentials.google,
    redirectUri,
    authBase: standins.url,
    tokenBase: standins.url,
    ...options,
  });
}

/** Picks an account on the chooser as a browser without JavaScript does, and returns the code of the callback. */
async function chooseAccount(email: string): Promise<string> {
  const form = google().authorizationUrl(signIn).searchParams;
  form.set("email", email);
  const answer = await fetch(`${standins.url}/o/oauth2/v2/auth`, { method: "POST", body: form, redirect: "manual" });
  expect(answer.status).toBe(303);
  const target = new URL(answer.headers.get("location") ?? "");
  expect(target.origin + target.pathname).toBe(redirectUri);
  expect(target.searchParams.get("state")).toBe("state-1");
  return target.searchParams.get("code") ?? "";
}

describe("signing in", () => {
  test("names the chosen account, the same subject each time", async () => {
    await writeFile(
      path.join(standins.dir, "demo-accounts.json"),
      JSON.stringify([{ email: "nila@nimbus.example", name: "Nila Raman" }]),
    );
    const chooser = await fetch(google().authorizationUrl(signIn));
    expect(await chooser.text()).toContain("Nila Raman");
    expect(chooser.headers.get("content-security-policy")).toContain(
      "form-action 'self' http://localhost:8787 http://*.localhost:8787",
    );

    const first = await google().exchange({ ...signIn, code: await chooseAccount("nila@nimbus.example") });
    expect(first).toMatchObject({
      ok: true,
      value: { email: "nila@nimbus.example", emailVerified: true, name: "Nila Raman" },
    });
    expect(await google().exchange({ ...signIn, code: await chooseAccount("NILA@nimbus.example") })).toEqual(first);
    const other = await google().exchange({ ...signIn, code: await chooseAccount("someone.else@mail.example") });
    expect(other).toMatchObject({ ok: true, value: { name: "Someone Else" } });
    expect(other.ok && first.ok && other.value.sub).not.toBe(first.ok && first.value.sub);
  });

  test("carries a token signed with the published key", async () => {
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      code: await chooseAccount("nila@nimbus.example"),
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      client_id: standinCredentials.google.clientId,
      client_secret: standinCredentials.google.clientSecret,
    });
    const tokens = (await (await fetch(`${standins.url}/token`, { method: "POST", body })).json()) as {
      id_token: string;
    };
    const { keys } = (await (await fetch(`${standins.url}/oauth2/v3/certs`)).json()) as {
      keys: JsonWebKeyInput["key"][];
    };
    const [header, claims, signature] = tokens.id_token.split(".");
    const key = createPublicKey({ key: keys[0] ?? {}, format: "jwk" });
    const verify = createVerify("RSA-SHA256").update(`${header}.${claims}`);
    expect(verify.verify(key, signature ?? "", "base64url")).toBe(true);
  });

  test("with a wrong verifier, a code used before or an unknown code is refused", async () => {
    const code = await chooseAccount("nila@nimbus.example");
    const wrong = await google().exchange({ ...signIn, code, codeVerifier: "w".repeat(50) });
    expect(wrong).toEqual({ ok: false, kind: "rejected", code: "google.invalid_grant" });
    expect(await google().exchange({ ...signIn, code })).toMatchObject({ code: "google.invalid_grant" });

    const once = await chooseAccount("nila@nimbus.example");
    expect(await google().exchange({ ...signIn, code: once })).toMatchObject({ ok: true });
    expect(await google().exchange({ ...signIn, code: once })).toMatchObject({ code: "google.invalid_grant" });
    expect(await google().exchange({ ...signIn, code: "4/0Anothing" })).toMatchObject({ kind: "rejected" });
  });

  test("of another flow (nonce) or an old token is refused", async () => {
    const code = await chooseAccount("nila@nimbus.example");
    expect(await google().exchange({ ...signIn, code, nonce: "nonce-2" })).toMatchObject({
      kind: "rejected",
      code: "google.claim_nonce",
    });
    const later = google({ now: () => Date.now() + 2 * 60 * 60 * 1000 });
    expect(await later.exchange({ ...signIn, code: await chooseAccount("nila@nimbus.example") })).toMatchObject({
      code: "google.claim_exp",
    });
  });

  test("with a wrong client secret is unauthorized", async () => {
    const code = await chooseAccount("nila@nimbus.example");
    expect(await google({ clientSecret: "wrong" }).exchange({ ...signIn, code })).toEqual({
      ok: false,
      kind: "unauthorized",
      code: "google.invalid_client",
    });
  });
});

describe("the authorization endpoint", () => {
  test("asks with a PKCE challenge of the verifier and a nonce", () => {
    const query = google().authorizationUrl(signIn).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: "code",
      redirect_uri: redirectUri,
      code_challenge_method: "S256",
      code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
      nonce: "nonce-1",
      scope: "openid email profile",
    });
  });

  test.each([
    ["redirect_uri", "http://nimbus.localhost:8787/auth/callback"],
    ["redirect_uri", "http://auth.localhost:8787/auth/callback/"],
    ["client_id", "someone-else"],
    ["response_type", "token"],
    ["code_challenge_method", "plain"],
    ["code_challenge", ""],
    ["scope", "openid"],
    ["state", ""],
  ])("keeps the browser on a page of its own when %s is %s", async (name, value) => {
    const url = google().authorizationUrl(signIn);
    url.searchParams.set(name, value);
    const shown = await fetch(url, { redirect: "manual" });
    expect(shown.status).toBe(400);
    const form = new URLSearchParams(url.searchParams);
    form.set("email", "nila@nimbus.example");
    const posted = await fetch(`${standins.url}/o/oauth2/v2/auth`, { method: "POST", body: form, redirect: "manual" });
    expect(posted.status).toBe(400);
    expect(posted.headers.get("location")).toBeNull();
  });
});

describe("when Google fails", () => {
  test.each<[FaultMode, object]>([
    ["down", { kind: "ambiguous", code: "google.network" }],
    ["hang", { kind: "ambiguous", code: "google.timeout" }],
    ["429", { kind: "retry", code: "google.http_429" }],
    ["401", { kind: "unauthorized", code: "google.invalid_client" }],
    ["500", { kind: "retry", code: "google.http_500" }],
    ["malformed", { kind: "ambiguous", code: "google.malformed" }],
    ["accept_then_reset", { kind: "ambiguous", code: "google.network" }],
  ])("%s: says so", async (mode, expected) => {
    const code = await chooseAccount("nila@nimbus.example");
    await standins.setMode("google", mode);
    expect(await google({ timeoutMs: 400 }).exchange({ ...signIn, code })).toMatchObject({ ok: false, ...expected });
  });

  test("slow: waits and is right", { timeout: 10_000 }, async () => {
    const code = await chooseAccount("nila@nimbus.example");
    await standins.setMode("google", "slow");
    expect(await google().exchange({ ...signIn, code })).toMatchObject({ ok: true });
  });
});
