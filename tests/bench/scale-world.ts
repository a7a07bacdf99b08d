import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { Client } from "pg";

import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import { createStaffMember } from "#domain/identity/create-staff-member";
import { createOrganization } from "#domain/organizations/create-organization";
import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { Database, StatementResult } from "#kernel/ports";
import { withClient } from "#sandbox/database";
import { TEMPLATE, withDatabase } from "#tests/support/cluster";
import type { Cluster } from "#tests/support/cluster";
import { systemDesk } from "#tests/support/office";

import { fillSchool } from "./scale-school";
import type { Sample, Size } from "./scale-school";

/** What is left of a school that was made, and enough to enter it. */
type School = {
  name: string;
  ownerUrl: string;
  appUrl: string;
  neonProxy: string;
  organizationId: string;
  memberId: string;
  userId: string;
  sample: Sample;
};
export type World = {
  name: string;
  sample: Sample;
  staff(port: Database): Ctx;
  port: Database;
  /** Of the connection's process. */
  pid: number;
  end(): Promise<void>;
};

const token = createHash("sha256").update("ops").digest();

const deskOf = ({
  ownerUrl,
  appUrl,
  neonProxy,
  organizationId,
}: Omit<School, "name" | "memberId" | "userId" | "sample">) =>
  systemDesk({
    ownerUrl,
    appUrl,
    neonProxy,
    organizationId,
    settings: { SEAL_KEYS: `1:${btoa("k".repeat(32))}`, AUTH_PEPPER: "p".repeat(32) },
    hub: "http://localhost:8787",
  });

/** Makes a school of this size in a database of its own. */
export async function makeSchool(cluster: Cluster, neonProxy: string, name: string, size: Size): Promise<School> {
  const started = performance.now();
  await withClient(cluster.adminUrl, (admin) =>
    admin.query(`create database ${name} owner hub_owner template ${TEMPLATE} strategy file_copy`),
  );
  const [ownerUrl, appUrl] = [withDatabase(cluster.ownerUrl, name), withDatabase(cluster.appUrl, name)];
  const place = { ownerUrl, appUrl, neonProxy, organizationId: uuidv7(Date.now()) };
  const { as } = deskOf(place);
  await createOrganization(as(), {
    slug: "scale",
    name: "Scale",
    zone: "Asia/Kolkata",
    codePrefix: "MD",
    baseDomain: "localhost",
    meetingOrigins: [],
    leader: { email: "leader@scale.example", fullName: "Meera Rao" },
  });
  const { courseId } = await createCourse(as(), { code: "AWS", name: "Cloud", sessionsPlanned: 30 });
  await createPlan(as(), {
    code: "CLOUD",
    name: "Cloud",
    validityDays: 365,
    pricePaisa: 100,
    currency: "INR",
    courseIds: [courseId],
  });
  const ops = { email: "ops@scale.example", role: "leadership", fullName: "Kiran Shetty" } as const;
  const { memberId } = await createStaffMember(as(), ops);
  // As an admin, the only one who may let keys and triggers rest.
  const { sample, userId } = await withClient(withDatabase(cluster.adminUrl, name), async (client) => {
    await client.query("begin");
    await client.query(
      "select set_config('app.organization_id', $1, true), set_config('app.action', 'org.create', true), set_config('app.scope', 'org', true)",
      [place.organizationId],
    );
    const filled = await fillSchool(client, size);
    const { rows } = await client.query<{ userId: string }>(
      `insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
       select organization_id, user_id, $2, 'google', now(), now(), now() + interval '1 day', now() + interval '1 day' from memberships where id = $1 returning user_id as "userId"`,
      [memberId, token],
    );
    await client.query("commit");
    await client.query("vacuum analyze");
    return { sample: filled, userId: rows[0]!.userId };
  });
  console.log(`  ${size.students} students in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return { name, ...place, memberId, userId, sample };
}

/** Somebody who may see everything, at work in it, as the worker's role on one connection. */
export async function enterSchool(school: School): Promise<World> {
  const { port, pid, end } = await direct(school.appUrl);
  const { as } = deskOf(school);
  return {
    name: school.name,
    sample: school.sample,
    port,
    pid,
    end,
    staff: (database) => ({
      ...as(),
      ports: { ...as().ports, database, after: () => {} },
      tenant: { id: school.organizationId } as Ctx["tenant"],
      entrance: {
        kind: "host",
        host: "scale.localhost",
        portal: "staff",
        tokenDigest: `\\x${token.toString("hex")}`,
      },
      actor: { kind: "member", userId: school.userId, memberId: school.memberId, role: "leadership" },
    }),
  };
}

/** Time a process has run on a CPU, which others on the machine do not change; null where the system does not tell. */
function cpuMs(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return null;
  }
}

/** The worker's role on one connection, its plans made anew for every statement, as Neon's HTTP does. */
async function direct(appUrl: string): Promise<{ port: Database; pid: number; end(): Promise<void> }> {
  const client = new Client({ connectionString: appUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return {
    pid: rows[0]!.pid,
    end: () => client.end(),
    port: {
      async batch(statements, { readOnly, isolation }) {
        await client.query(
          `begin isolation level ${isolation === "RepeatableRead" ? "repeatable read" : "read committed"} ${readOnly ? "read only" : "read write"}`,
        );
        const results: StatementResult[] = [];
        try {
          for (const { sql, params, arrayMode } of statements)
            results.push(
              arrayMode
                ? await client.query({ text: sql, values: params, rowMode: "array" })
                : await client.query({ text: sql, values: params }),
            );
          return results;
        } finally {
          await client.query("rollback");
        }
      },
    },
  };
}

/** Milliseconds of a batch: its CPU, or the clock's where the system does not tell, and the clock's. */
export type Spent = { cpu: number; clock: number };

/** Adds up what the connection's own process spends on batches. */
export function timed({ port, pid }: World, spent: Spent): Database {
  return {
    async batch(statements, options) {
      const [cpu, started] = [cpuMs(pid), performance.now()];
      try {
        return await port.batch(statements, options);
      } finally {
        const clock = performance.now() - started;
        spent.clock += clock;
        spent.cpu += cpu === null ? clock : cpuMs(pid)! - cpu;
      }
    },
  };
}
