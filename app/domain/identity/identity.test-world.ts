import type { Ctx, Member, Portal } from "#kernel/ctx";
import { tokenDigest, uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import type { Database, Ports, VendorResult, GoogleIdentity } from "#kernel/ports";
import { testDatabase } from "#tests/support/database";
import { createDatabase } from "#workers/integrations/neon";
import { createVault } from "#workers/integrations/vault";

import { personByEmail, studentWrites } from "./create-student";
import type { StudentIds } from "./create-student";

export const nimbus = "nimbus.localhost";
export const raga = "raga.localhost";

/** Two schools on a database of their own, their students, and the contexts of the people and jobs that ask. */
export async function identityWorld() {
  const hub = await testDatabase();
  const seen = { trips: 0, statements: 0 };
  const driver = createDatabase(hub.appUrl, hub.proxy);
  const database: Database = {
    batch(statements, options) {
      seen.trips++;
      seen.statements += statements.length;
      return driver.batch(statements, options);
    },
  };
  const vault = createVault(`1:${btoa("k".repeat(32))}`, "pepper".repeat(8));
  const world = {
    now: new Date("2026-11-23T12:00:00Z"),
    google: { ok: false, kind: "retry", code: "google.network" } as VendorResult<GoogleIdentity>,
  };
  const ports: Ports = {
    database,
    vault,
    log: { info: () => {}, error: () => {} },
    after: () => {},
    relaySoon: () => {},
    queue: { send: async () => {} },
    google: {
      authorizationUrl: ({ state }) => new URL(`https://google.example/?state=${state}`),
      exchange: async () => world.google,
    },
  } as Partial<Ports> as Ports;
  const organizations = {
    [nimbus]: await makeSchool(hub.owner, "nimbus"),
    [raga]: await makeSchool(hub.owner, "raga"),
  };

  const at = (host: string, portal: Portal = "public"): Ctx => ({
    now: world.now,
    requestId: uuidv7(world.now.getTime()),
    ports,
    entrance: { kind: "host", host, portal, tokenDigest: null },
    actor: { kind: "anonymous" },
    tenant: null,
    authSession: null,
  });
  const job = (host: typeof nimbus | typeof raga): Ctx => ({
    ...at(host),
    entrance: { kind: "system", organizationId: organizations[host]!, actor: "system:demo" },
    actor: { kind: "system", job: "demo" },
  });
  const signedIn = async (host: string, portal: Portal, token: string, member?: Member): Promise<Ctx> => ({
    ...at(host, portal),
    entrance: { kind: "host", host, portal, tokenDigest: await tokenDigest(token) },
    actor: { kind: "member", ...(member ?? { userId: "", memberId: "", role: "student" }) },
  });
  const admit = (
    email: string,
    options: { host?: typeof nimbus | typeof raga; code?: string } = {},
  ): Promise<StudentIds> =>
    mutate(job(options.host ?? nimbus), "admission.verify", {
      load: (q) => ({ person: personByEmail(q, email) }),
      decide: ({ person }) => {
        const { writes, ids } = studentWrites(
          { fullName: "Asha R", email, phone: null, code: options.code },
          person[0],
          world.now,
        );
        return { writes, result: ids };
      },
    });
  /** The code as its mail would say it. */
  const mailedCode = async (flowCookie: string): Promise<string> => {
    const { rows } = await hub.owner.query<{ sealed_code: string }>(
      "select sealed_code from auth_codes where id = $1",
      [flowCookie.split(".")[0]],
    );
    return vault.open(rows[0]!.sealed_code);
  };
  const count = async (table: string): Promise<number> =>
    Number((await hub.owner.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]!.n);
  const pass = (ms: number) => void (world.now = new Date(world.now.getTime() + ms));
  return { ...hub, world, seen, at, job, signedIn, admit, mailedCode, count, pass, vault };
}

type Owner = Awaited<ReturnType<typeof testDatabase>>["owner"];
async function makeSchool(owner: Owner, slug: string): Promise<string> {
  const id = uuidv7(Date.now());
  const client = await owner.connect();
  try {
    await client.query("begin");
    await client.query(
      "select set_config('app.organization_id', $1, true), set_config('app.action', 'org.create', true)",
      [id],
    );
    await client.query(
      "insert into organizations (id, slug, name, zone, letter) values ($1, $2, $2, 'Asia/Kolkata', 'S')",
      [id, slug],
    );
    await client.query("insert into organization_hosts (organization_id, host) values ($1, $2)", [
      id,
      `${slug}.localhost`,
    ]);
    await client.query("insert into student_code_counters (organization_id, prefix) values ($1, 'MD')", [id]);
    await client.query("commit");
  } finally {
    client.release();
  }
  return id;
}

/** What a refusal says of itself; "ok" where there was none. */
export const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ok",
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
export const wrongCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
