import type { Secrets } from "#sandbox/secrets";
import { standinCredentials } from "#sandbox/standins/credentials";
import type { Settings } from "#workers/env";

export type WorkerPlaces = { hub: string; sandbox: string; appUrl: string; neonProxy: string };

/** The worker's environment on this machine: every vendor is its stand-in, the database is behind the local proxy. */
export function workerSettings(
  places: WorkerPlaces,
  secrets: Pick<Secrets, "cronSecret" | "authPepper" | "sealKeys">,
): Settings {
  const { zoom, google, resend } = standinCredentials;
  return {
    BASE_URL: places.hub,
    DATABASE_URL: places.appUrl,
    CRON_SECRET: secrets.cronSecret,
    AUTH_PEPPER: secrets.authPepper,
    SEAL_KEYS: secrets.sealKeys,
    RESEND_API_BASE: places.sandbox,
    RESEND_API_KEY: resend.apiKey,
    RESEND_FROM_EMAIL: resend.fromEmail,
    ZOOM_API_BASE: places.sandbox,
    ZOOM_OAUTH_BASE: places.sandbox,
    ZOOM_ACCOUNT_ID: zoom.accountId,
    ZOOM_CLIENT_ID: zoom.clientId,
    ZOOM_CLIENT_SECRET: zoom.clientSecret,
    GOOGLE_CLIENT_ID: google.clientId,
    GOOGLE_CLIENT_SECRET: google.clientSecret,
    GOOGLE_AUTH_BASE: places.sandbox,
    GOOGLE_TOKEN_BASE: places.sandbox,
    NEON_LOCAL_PROXY: places.neonProxy,
    SANDBOX: "1",
  };
}
