import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { Client, Pool } from "pg";

import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import { createStaffMember } from "#domain/identity/create-staff-member";
import { searchStudents } from "#domain/identity/search-students";
import { createOrganization } from "#domain/organizations/create-organization";
import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { Database, StatementResult } from "#kernel/ports";
import { withClient } from "#sandbox/database";
import { startNeonProxy } from "#sandbox/neon-proxy";
import { growingTables } from "#tests/contracts/big-school";
import { startCluster, TEMPLATE, withDatabase } from "#tests/support/cluster";
import type { Cluster } from "#tests/support/cluster";
import { explaining } from "#tests/support/explaining";
import { systemDesk } from "#tests/support/office";

import { percentile } from "./load";
import { fillSchool } from "./scale-school";
import type { Sample, Size } from "./scale-school";
import { scalePages } from "./scale-pages";

const sizes: Record<"small" | "large", Size> = {
  small: { students: 1_000, batches: 10, sessions: 200 },
  large: { students: 100_000, batches: 1_000, sessions: 20_000 },
};
const rounds = Number(process.env["SCALE_ROUNDS"] ?? 21);
const searches = Number(process.env["SCALE_SEARCHES"] ?? 400);

type World = {
  name: string;
  sample: Sample;
  staff(port: Database): Ctx;
  port: Database;
  /** Of the connection's process. */
  pid: number;
  end(): Promise<void>;
};

/**
 * `npm run bench -- scale`: every console page of `scale-pages.ts` in a school of a thousand students and in one of a hundred
 * thousand, side by side, and the search that forgives. Query time only: the CPU of the database for the page's statements
 * as the worker's role, on one connection, without Neon's wire.
 */
export async function scale(): Promise<void> {
  const cluster = await startCluster();
  const proxy = await startNeonProxy();
  try {
    console.log("\nFilling two schools by set-wise SQL, their triggers resting");
    const small = await openWorld(cluster, proxy.host, "scale_small", sizes.small);
    const large = await openWorld(cluster, proxy.host, "scale_large", sizes.large);
    console.log(`\nThe database's CPU for a page, median of ${rounds}, ms; ratio large to small (aim 1.3)`);
    for (const [name, ask] of scalePages) await page(cluster, name, ask, small, large);
    await search(large);
    await small.end();
    await large.end();
  } finally {
    await proxy.stop();
    await cluster.stop();
  }
}

async function page(
  cluster: Cluster,
  name: string,
  ask: (staff: Ctx, of: Sample) => Promise<unknown>,
  small: World,
  large: World,
) {
  const [one, many]: [number[], number[]] = [[], []];
  for (let round = -2; round < rounds; round++) {
    for (const [world, times] of [
      [small, one],
      [large, many],
    ] as const) {
      const spent = { ms: 0 };
      await ask(world.staff(timed(world, spent)), world.sample);
      if (round >= 0) times.push(spent.ms);
    }
  }
  const [a, b] = [percentile(one, 50), percentile(many, 50)];
  const whole = await readWhole(cluster, large, ask);
  console.log(
    `  ${name.padEnd(28)} ${a.toFixed(2).padStart(7)} ${b.toFixed(2).padStart(8)}   ratio ${(b / a).toFixed(2)}${b / a > 1.3 ? " !" : ""}${whole.length > 0 ? `   READS WHOLE: ${whole.join(", ")}` : ""}`,
  );
}

/** Growing tables that a page reads by a sequential scan, in the large school. */
async function readWhole(
  cluster: Cluster,
  world: World,
  ask: (staff: Ctx, of: Sample) => Promise<unknown>,
): Promise<string[]> {
  const { port, scans, end } = await explaining(withDatabase(cluster.adminUrl, world.name), { generic: false });
  await ask(world.staff(port), world.sample);
  await end();
  return [
    ...new Set(
      // Of a table that is nearly empty here nothing can be said.
      scans
        .filter(({ table, how, rows }) => how === "Seq Scan" && rows > 500 && growingTables.has(table))
        .map(({ table }) => table),
    ),
  ];
}

/** What people type, and whether an answer is one they meant: many are called the same. */
const kinds: Record<string, { typed(one: Known, i: number): string; meant(name: string, one: Known): boolean }> = {
  "two errors": {
    typed: ({ name }, i) => misspelt(misspelt(name, i), i * 7 + 3),
    meant: (name, one) => name === one.name,
  },
  "swapped words": {
    typed: ({ name }) => name.split(" ").toReversed().join(" "),
    meant: (name, one) => name === one.name,
  },
  "first word, one error": {
    typed: ({ name }, i) => misspelt(name.split(" ")[0]!, i),
    meant: (name, one) => name.split(" ").includes(one.name.split(" ")[0]!),
  },
  "as it begins": { typed: ({ name }) => name.slice(0, 4), meant: (name, one) => name.includes(one.name.slice(0, 4)) },
  code: { typed: ({ code }) => code, meant: (name, one) => name === one.name },
  "code without prefix": { typed: ({ code }) => code.split("-")[1]!, meant: (name, one) => name === one.name },
  "last six digits": { typed: ({ phone }) => phone.slice(-6), meant: (name, one) => name === one.name },
  "part of an address": {
    typed: ({ email }) => email.slice(2, email.indexOf("@") + 3),
    meant: (name, one) => name === one.name,
  },
};

/** The search by itself, each question asked once. */
async function search(world: World): Promise<void> {
  const known = await people(world);
  const all: number[] = [];
  const each = Math.ceil(searches / Object.keys(kinds).length);
  console.log(`\nThe search that forgives, over ${sizes.large.students} students, ms of CPU (aim 15)`);
  const line = (kind: string, times: number[], after: string) =>
    console.log(
      `  ${kind.padEnd(24)} p50 ${percentile(times, 50).toFixed(1).padStart(6)}  p95 ${percentile(times, 95).toFixed(1).padStart(6)}${after}`,
    );
  for (const [kind, { typed, meant }] of Object.entries(kinds)) {
    const times: number[] = [];
    let found = 0;
    for (let i = 0; i < each; i++) {
      const one = known[(i * 37) % known.length]!;
      const spent = { ms: 0 };
      const hits = await searchStudents(world.staff(timed(world, spent)), typed(one, i));
      times.push(spent.ms);
      if (hits.some(({ name }) => meant(name, one))) found++;
    }
    all.push(...times);
    line(kind, times, `   found ${found} of ${each}`);
  }
  line("all", all, "");
}

type Known = { name: string; code: string; phone: string; email: string };
async function people(world: World): Promise<Known[]> {
  const results = await world.port.batch(
    [
      ...entranceAs(world),
      {
        sql: `select p.full_name as name, p.code, c.phone, e.email from student_profiles p join student_contacts c on c.id = p.id join memberships m on m.id = p.id join user_emails e on e.user_id = m.user_id
          order by md5(p.code) limit 200`,
        params: [],
        arrayMode: false,
      },
    ],
    { readOnly: true, isolation: "RepeatableRead" },
  );
  return results.at(-1)!.rows as Known[];
}
const entranceAs = (world: World) => {
  const ctx = world.staff(world.port);
  const organizationId = ctx.tenant?.id ?? "";
  return [
    {
      sql: "select app.enter_system($1, 'system:bench', null, null, null, now())",
      params: [organizationId],
      arrayMode: false,
    },
  ];
};

/** One error: two letters swapped, one left out, one doubled, one wrong. */
function misspelt(text: string, i: number): string {
  const at = 1 + ((i * 13) % Math.max(1, text.length - 2));
  const [before, here, next, after] = [text.slice(0, at), text.charAt(at), text.charAt(at + 1), text.slice(at + 2)];
  if (here === " " || next === " ") return text;
  return [
    before + next + here + after,
    before + next + after,
    before + here + here + next + after,
    before + "e" + next + after,
  ][i % 4]!;
}

async function openWorld(cluster: Cluster, neonProxy: string, name: string, size: Size): Promise<World> {
  const started = performance.now();
  await withClient(cluster.adminUrl, (admin) =>
    admin.query(`create database ${name} owner hub_owner template ${TEMPLATE} strategy file_copy`),
  );
  const [ownerUrl, appUrl] = [withDatabase(cluster.ownerUrl, name), withDatabase(cluster.appUrl, name)];
  const organizationId = uuidv7(Date.now());
  const settings = { SEAL_KEYS: `1:${btoa("k".repeat(32))}`, AUTH_PEPPER: "p".repeat(32) };
  const { as } = systemDesk({ ownerUrl, appUrl, neonProxy, settings, hub: "http://localhost:8787", organizationId });
  const leader = { email: "leader@scale.example", fullName: "Meera Rao" };
  await createOrganization(as(), {
    slug: "scale",
    name: "Scale",
    zone: "Asia/Kolkata",
    codePrefix: "MD",
    baseDomain: "localhost",
    meetingOrigins: [],
    leader,
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
  const { memberId } = await createStaffMember(as(), {
    email: "ops@scale.example",
    role: "ops_manager",
    fullName: "Kiran Shetty",
  });
  const pool = new Pool({ connectionString: ownerUrl, max: 2 });
  const client = await pool.connect();
  await client.query("begin");
  await client.query(
    "select set_config('app.organization_id', $1, true), set_config('app.action', 'org.create', true), set_config('app.scope', 'org', true)",
    [organizationId],
  );
  const sample = await fillSchool(client, size, "MD");
  const tokenDigest = createHash("sha256").update("ops").digest();
  const { rows } = await client.query<{ userId: string }>(
    `insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
     select organization_id, user_id, $2, 'google', now(), now(), now() + interval '1 day', now() + interval '1 day' from memberships where id = $1 returning user_id as "userId"`,
    [memberId, tokenDigest],
  );
  await client.query("commit");
  await client.query("vacuum analyze");
  client.release();
  await pool.end();
  console.log(`  ${size.students} students in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const { port, pid, end } = await direct(appUrl);
  const tenant = { id: organizationId } as Ctx["tenant"];
  return {
    name,
    sample,
    port,
    pid,
    end,
    staff: (database) => ({
      ...as(),
      ports: { ...as().ports, database, after: () => {} },
      tenant,
      entrance: {
        kind: "host",
        host: "scale.localhost",
        portal: "staff",
        tokenDigest: `\\x${tokenDigest.toString("hex")}`,
      },
      actor: { kind: "member", userId: rows[0]!.userId, memberId, role: "ops_manager" },
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

/** Counts what the connection's own process spends on a batch: its CPU, or the clock's time where that is not told. */
function timed({ port, pid }: World, spent: { ms: number }): Database {
  return {
    async batch(statements, options) {
      const [cpu, started] = [cpuMs(pid), performance.now()];
      try {
        return await port.batch(statements, options);
      } finally {
        spent.ms += cpu === null ? performance.now() - started : cpuMs(pid)! - cpu;
      }
    },
  };
}
