import type { Log, Ports, QueueMessage } from "#kernel/ports";

import type { Env } from "./env";
import { createGoogle } from "./integrations/google";
import { createDatabase } from "./integrations/neon";
import { createResend } from "./integrations/resend";
import { createVault } from "./integrations/vault";
import { createZoom } from "./integrations/zoom";
import { createLog } from "./log";

/** What one isolate needs once: clients and imported keys. */
type Shared = Pick<Ports, "database" | "mailer" | "meetings" | "google" | "vault">;
let shared: { env: Env; ports: Shared } | undefined;

/** The host of the one registered OAuth callback: auth.<base domain>. */
export function authOrigin(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.host = `auth.${url.host}`;
  return url.origin;
}

function sharedPorts(env: Env): Shared {
  if (shared?.env !== env) {
    shared = {
      env,
      ports: {
        database: createDatabase(env.DATABASE_URL, env.NEON_LOCAL_PROXY),
        mailer: createResend({ apiBase: env.RESEND_API_BASE, apiKey: env.RESEND_API_KEY }),
        meetings: createZoom({
          apiBase: env.ZOOM_API_BASE,
          oauthBase: env.ZOOM_OAUTH_BASE,
          accountId: env.ZOOM_ACCOUNT_ID,
          clientId: env.ZOOM_CLIENT_ID,
          clientSecret: env.ZOOM_CLIENT_SECRET,
          log: createLog("zoom"),
        }),
        google: createGoogle({
          clientId: env.GOOGLE_CLIENT_ID,
          clientSecret: env.GOOGLE_CLIENT_SECRET,
          redirectUri: `${authOrigin(env.BASE_URL)}/auth/callback`,
          authBase: env.GOOGLE_AUTH_BASE,
          tokenBase: env.GOOGLE_TOKEN_BASE,
        }),
        vault: createVault(env.SEAL_KEYS, env.AUTH_PEPPER),
      },
    };
  }
  return shared.ports;
}

export type WaitUntil = (work: Promise<unknown>) => void;

const relayAfterMs = 10;

/** The ports of one request, job or message. */
export function createPorts(
  env: Env,
  log: Log,
  waitUntil: WaitUntil,
  relay: (ports: Ports) => Promise<unknown>,
): Ports {
  const queues = { events: env.EVENTS, deliveries: env.DELIVERIES, urgent: env.URGENT, jobs: env.JOBS };
  let relaying = false;
  let again = false;
  const ports: Ports = {
    ...sharedPorts(env),
    mail: { from: env.RESEND_FROM_EMAIL, baseUrl: env.BASE_URL },
    log,
    queue: {
      async send(queue, messages: QueueMessage[]) {
        // A queue batch holds at most 100 messages.
        for (let i = 0; i < messages.length; i += 100)
          await queues[queue].sendBatch(messages.slice(i, i + 100).map((body) => ({ body })));
      },
    },
    after(work) {
      waitUntil(work().catch((error: unknown) => log.error("after_answer_failed", {}, error)));
    },
    relaySoon() {
      // A row written while a relay runs may have missed its look at the table, so the relay goes round once more.
      again = true;
      if (relaying) return;
      relaying = true;
      ports.after(async () => {
        try {
          // First the answer: the relay must not compete with what somebody waits for.
          await new Promise((resolve) => setTimeout(resolve, relayAfterMs));
          while (again) {
            again = false;
            await relay(ports);
          }
        } finally {
          relaying = false;
        }
      });
    },
  };
  return ports;
}
