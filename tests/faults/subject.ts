import { readFileSync } from "node:fs";
import path from "node:path";

import { withClient } from "#sandbox/database";
import type { FaultMode } from "#sandbox/standins/faults";
import { loadSecrets } from "#sandbox/secrets";
import { startNeonProxy } from "#sandbox/neon-proxy";
import { hubFetch } from "#tests/support/http";
import { openOffice } from "#tests/support/office";
import type { NewStudent, Office } from "#tests/support/office";
import type { TestProduct } from "#tests/support/product";

/** A hub that people use while it is made to fail, however it was started. */
export type Subject = {
  hub: string;
  sandbox: string;
  schoolUrl: string;
  opsEmail: string;
  cronSecret: string;
  ownerUrl: string;
  office: Office;
  students: NewStudent[];
  /** What the runtime logged of joins it let through without a record; those need none. */
  unrecordedJoins(): number;
  /** Ends the runtime as a crash would; resolves when it serves again. */
  crash(): Promise<void>;
};

export async function setMode(sandbox: string, vendor: "resend" | "zoom", mode: FaultMode): Promise<void> {
  const body = JSON.stringify({ mode });
  const answer = await fetch(`${sandbox}/control/${vendor}`, { method: "POST", body });
  if (!answer.ok) throw new Error(`The sandbox did not take ${mode} for ${vendor}: ${answer.status}`);
}

let crowds = 0;

/** New students with a place in the office's batch, who have never signed in. */
export async function crowd(office: Office, count: number): Promise<NewStudent[]> {
  const students: NewStudent[] = [];
  crowds++;
  for (let i = 1; i <= count; i++) students.push(await office.admit(`Student ${crowds}-${i}`));
  for (const student of students) await office.place(student);
  return students;
}

/** The running product as a subject: a batch of its own in the demo's first school. */
export async function productSubject(
  product: TestProduct,
  count: number,
): Promise<Subject & { close(): Promise<void> }> {
  const { hub, sandbox, cronSecret, database, organizations } = product.demo();
  const school = organizations[0]!;
  const organizationId = await withClient(database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>("select id from organizations where slug = $1", [school.slug]);
    return rows[0]!.id;
  });
  const { sealKeys, authPepper } = loadSecrets(path.join(product.hubDir, "secrets.json"));
  const proxy = await startNeonProxy();
  const settings = { SEAL_KEYS: sealKeys, AUTH_PEPPER: authPepper };
  const office = await openOffice(
    { ...database, neonProxy: proxy.host, settings, hub, organizationId },
    { code: "FAULTS", fallbackUrl: `${sandbox}/j/8140001414?pwd=demo` },
  );
  const workerLog = path.join(product.hubDir, "log/worker.log");
  return {
    hub,
    sandbox,
    schoolUrl: school.url,
    opsEmail: school.people.find((person) => person.role === "ops")!.email,
    cronSecret,
    ownerUrl: database.ownerUrl,
    office,
    students: await crowd(office, count),
    unrecordedJoins: () => readFileSync(workerLog, "utf8").split("join_attempt_not_recorded").length - 1,
    async crash() {
      product.kill("workerd");
      await serves({ hub, cronSecret });
    },
    close: () => proxy.stop(),
  };
}

/** Resolves when runtime and database answer again. */
export async function serves({ hub, cronSecret }: Pick<Subject, "hub" | "cronSecret">, seconds = 30): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const asked = hubFetch(`${hub}/api/health?deep=1`, { headers: { authorization: `Bearer ${cronSecret}` } });
    if (await asked.then((answer) => answer.status === 200).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The hub did not serve again within ${seconds} s.`);
}
