import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { Database, Ports } from "#kernel/ports";

/** A system Ctx for commands run by an operator's shell. It has a database and nothing else: no vendor is called from here. */
export function commandContext(database: Database, organizationId: string): Ctx {
  const none = (): never => {
    throw new Error("A shell command calls no vendor.");
  };
  const ports: Ports = {
    database,
    mailer: { send: none },
    meetings: { getMeeting: none, addRegistrant: none, getHostLink: none },
    google: { authorizationUrl: none, exchange: none },
    vault: { seal: none, open: none, digest: none },
    queue: { send: none },
    mail: { from: "", baseUrl: "" },
    log: { info: () => {}, error: (event) => console.error(event) },
    after: () => {},
    relaySoon: () => {},
  };
  const now = new Date();
  return {
    now,
    requestId: uuidv7(now.getTime()),
    entrance: { kind: "system", organizationId, actor: "system:org" },
    actor: { kind: "system", job: "org" },
    tenant: null,
    authSession: null,
    ports,
  };
}
