import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { Log, Ports } from "#kernel/ports";
import { createDatabase } from "#workers/integrations/neon";
import { createVault } from "#workers/integrations/vault";

export type DemoWorldOptions = {
  /** Sees all tenants; for psql. */
  ownerUrl: string;
  /** The worker's role. */
  appUrl: string;
  /** host:port of the Neon wire proxy. */
  neonProxy: string;
  hub: string;
  sandbox: string;
  cronSecret: string;
  settings: { SEAL_KEYS: string; AUTH_PEPPER: string };
  /** Where the stand-ins keep their files. */
  standinsDir: string;
  demoFile: string;
  /** Exists while the world is being built: a start that was killed then begins anew. */
  unfinishedFile: string;
  log(line: string): void;
  clockOffsetSeconds(): number;
};

export type Desk = {
  now(): Date;
  /** A system Ctx of one school, as the demo actor. */
  as(organizationId: string): Ctx;
  /** The same some days ago: a cohort that has classes behind it was made, taught and marked then. */
  before(organizationId: string, days: number): Ctx;
  ports: Ports;
};

const quiet: Log = {
  info: () => {},
  error: (event, fields, cause) => console.error("demo:", event, fields ?? "", cause ?? ""),
};

/** The demo actor's desk: the same commands as the product's screens, run from here with a system Ctx. */
export function openDesk(options: DemoWorldOptions): Desk {
  const noVendor = () => {
    throw new Error("The demo actor calls no vendor; the worker's jobs do.");
  };
  const ports: Ports = {
    database: createDatabase(options.appUrl, options.neonProxy),
    mailer: { send: noVendor },
    meetings: { getMeeting: noVendor, addRegistrant: noVendor, getHostLink: noVendor },
    google: { authorizationUrl: noVendor, exchange: noVendor },
    vault: createVault(options.settings.SEAL_KEYS, options.settings.AUTH_PEPPER),
    // The worker's relay finds what is due by itself.
    queue: { send: async () => {} },
    mail: { from: "hub@hub.example", baseUrl: options.hub },
    log: quiet,
    after: () => {},
    relaySoon: () => {},
  };
  const systemAt = (organizationId: string, at: Date): Ctx => ({
    now: at,
    requestId: uuidv7(at.getTime()),
    entrance: { kind: "system", organizationId, actor: "system:demo" },
    actor: { kind: "system", job: "demo" },
    tenant: null,
    authSession: null,
    ports,
  });
  const now = () => new Date(Date.now() + options.clockOffsetSeconds() * 1000);
  return {
    now,
    ports,
    as: (organizationId) => systemAt(organizationId, now()),
    before: (organizationId, days) => systemAt(organizationId, new Date(now().getTime() - days * 86_400_000)),
  };
}
