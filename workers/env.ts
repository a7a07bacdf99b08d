import * as z from "zod";

const httpUrl = z.string().regex(/^https?:\/\/[^\s/]+$/, "a URL without a path, like https://api.zoom.us");
const sealKeys = z
  .string()
  .regex(
    /^\d+:[A-Za-z0-9+/]{43}=(,\d+:[A-Za-z0-9+/]{43}=)*$/,
    "version:base64 of 32 bytes, newest first, comma separated",
  );

/**
 * Everything the worker reads from its environment. A value that is missing or malformed stops the worker from serving:
 * `.dev.vars.example` is generated from here, `npm run verify:env` checks a file against it.
 */
export const envSchema = z.object({
  BASE_URL: httpUrl.describe(
    "The base domain with scheme and port. Tenants live at <slug>.<base domain>, sign-in at auth.<base domain>.",
  ),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "a postgres:// URL")
    .describe("Neon, as the role hub_app (never the console's role: it bypasses row level security)."),
  CRON_SECRET: z.string().min(24).describe("Bearer token of /api/cron/* and of the deep health check."),
  AUTH_PEPPER: z
    .string()
    .min(32)
    .describe("Key of the digests of sign-in codes. Changing it voids codes under way, nothing else."),
  SEAL_KEYS: sealKeys.describe(
    "Keys that seal meeting links and codes at rest, newest first. Keep old ones until nothing is sealed with them.",
  ),
  RESEND_API_BASE: httpUrl.default("https://api.resend.com").describe("Resend's API."),
  RESEND_API_KEY: z.string().min(1).describe("Resend API key with sending access."),
  RESEND_FROM_EMAIL: z.email().describe("Verified sender address; the display name is the organization's."),
  ZOOM_API_BASE: httpUrl.default("https://api.zoom.us").describe("Zoom's REST API."),
  ZOOM_OAUTH_BASE: httpUrl.default("https://zoom.us").describe("Zoom's token endpoint."),
  ZOOM_ACCOUNT_ID: z.string().min(1).describe("Zoom server-to-server OAuth app."),
  ZOOM_CLIENT_ID: z.string().min(1).describe("Zoom server-to-server OAuth app."),
  ZOOM_CLIENT_SECRET: z.string().min(1).describe("Zoom server-to-server OAuth app."),
  GOOGLE_CLIENT_ID: z
    .string()
    .min(1)
    .describe("Google OAuth client for staff sign-in; register <auth host>/auth/callback."),
  GOOGLE_CLIENT_SECRET: z.string().min(1).describe("Google OAuth client for staff sign-in."),
  GOOGLE_AUTH_BASE: httpUrl
    .default("https://accounts.google.com")
    .describe("Google's authorization endpoint (where the browser is sent)."),
  GOOGLE_TOKEN_BASE: httpUrl
    .default("https://oauth2.googleapis.com")
    .describe("Google's token endpoint (called by the worker)."),
  NEON_LOCAL_PROXY: z
    .string()
    .regex(/^[\w.-]+:\d+$/, "host:port")
    .optional()
    .describe("Only on a laptop: the wire proxy before a plain Postgres."),
  SANDBOX: z.literal("1").optional().describe("Only on a laptop: honours x-sandbox-ip and the sandbox clock."),
});

export type Settings = z.infer<typeof envSchema>;

/** Bindings of wrangler.toml beside the settings. */
export type Bindings = {
  ASSETS: Fetcher;
  EVENTS: Queue;
  DELIVERIES: Queue;
  URGENT: Queue;
  JOBS: Queue;
  FLOOD: RateLimit;
  FLOOD_NETWORK: RateLimit;
};

export type Env = Settings & Bindings;

let checked: { raw: unknown; env: Env } | undefined;

/** The environment, proven once per isolate; a bad one refuses to serve and names the variables, never their values. */
export function checkedEnv(raw: Env): Env {
  if (checked?.raw === raw) return checked.env;
  const parsed = envSchema.safeParse(raw);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not fit to serve. ${names.join("; ")}`);
  }
  const env = { ...raw, ...parsed.data };
  checked = { raw, env };
  return env;
}
