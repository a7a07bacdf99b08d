import { readFileSync } from "node:fs";

import { withClient } from "#sandbox/database";
import { findOwned } from "#sandbox/processes";
import { importVisitor } from "#tests/support/import-visitor";
import { testProduct } from "#tests/support/product";
import { signInStaff } from "#tests/support/visitor";

/**
 * `npm run bench -- import`: how long a sheet of 10,000 legacy students takes from its upload to its last row, page by page
 * through the running product, and what the worker and its database spend on it. Figures under load say more about the
 * machine, so processor time stands beside the clock's.
 */
export async function importFigures(): Promise<void> {
  const rows = Number(process.env["BENCH_ROWS"] ?? 10_000);
  const product = await testProduct("bench-import");
  try {
    const { organizations, database } = product.demo();
    const school = organizations[0]!;
    const ops = school.people.find((person) => person.role === "ops")!;
    const desk = importVisitor(school.url, await signInStaff(school.url, ops.email));
    const { planId, batches } = await withClient(database.ownerUrl, async (client) => {
      const plans = await client.query<{ id: string; organization_id: string }>(
        "select p.id, p.organization_id from plans p join organizations o on o.id = p.organization_id where o.slug = $1 order by p.id limit 1",
        [school.slug],
      );
      const { id, organization_id } = plans.rows[0]!;
      const codes = Array.from({ length: 100 }, (_, i) => `BENCH-${i}`);
      await client.query("begin");
      await client.query(
        "select set_config('app.organization_id', $1, true), set_config('app.action', 'batch.create', true)",
        [organization_id],
      );
      await client.query(
        `insert into batches (code, name, course_id, state, capacity, zone)
         select k, k, (select course_id from plan_courses where plan_id = $2 order by position limit 1), 'planning', 1000, 'Asia/Kolkata' from unnest($1::text[]) k`,
        [codes, id],
      );
      await client.query("commit");
      return { planId: id, batches: codes };
    });
    const sheet = (mark: string) =>
      Buffer.from(
        ["External id,Name,E-mail,Phone,Status,Batch,Paid,Valid until"]
          .concat(
            Array.from(
              { length: rows },
              (_, i) =>
                `${mark}-${i},Student Number ${i},${mark}${i}@bench.example,98${10_000_000 + i},active,${batches[i % 100]},paid,2030-03-31`,
            ),
          )
          .join("\r\n"),
      );
    const idle = memory("workerd");
    const bytes = sheet("bench");
    console.log(
      `\n${rows.toLocaleString("en-IN")} rows, ${(bytes.length / 1e6).toFixed(1)} MB, each with a seat in one of 100 batches`,
    );

    const first = await measured("uploaded", () => desk.upload(bytes, { name: "bench.csv" }));
    await measured("planned", async () => {
      await desk.map(first, { planId });
      await desk.settled(first, 300);
    });
    await measured("applied", async () => {
      await desk.act(first, "apply");
      await desk.settled(first, 600);
    });
    const second = await desk.upload(bytes, { name: "bench.csv" });
    const written = await auditRows();
    await measured("the same file again", async () => {
      await desk.map(second, { planId });
      console.log(`  ${/Unchanged<span[^>]*>([^<]+)/.exec(await desk.settled(second, 300))?.[1] ?? "0"} unchanged`);
    });
    console.log(`  ${(await auditRows()) - written} rows written`);
    console.log(
      `  workerd's memory: ${idle} MB idle, ${memory("workerd")} MB after (${peak("workerd")} MB at its most)`,
    );

    async function measured<T>(what: string, work: () => Promise<T>): Promise<T> {
      const began = { at: performance.now(), worker: processor("workerd"), postgres: processor("postgres") };
      const result = await work();
      const seconds = (performance.now() - began.at) / 1000;
      console.log(
        `  ${what.padEnd(20)} ${seconds.toFixed(1)} s   processor: worker ${(processor("workerd") - began.worker).toFixed(1)} s, Postgres ${(processor("postgres") - began.postgres).toFixed(1)} s`,
      );
      return result;
    }
    /** Changes of anything but the plans themselves. */
    async function auditRows(): Promise<number> {
      const { rows: found } = await withClient(database.ownerUrl, (client) =>
        client.query<{ n: number }>(
          "select count(*)::int as n from audit_logs where kind = 'change' and action like 'import.%' and entity <> 'import_plans'",
        ),
      );
      return found[0]!.n;
    }
    function status(name: string, field: "VmRSS" | "VmHWM"): number {
      const kilobytes = owned(name).map((pid) =>
        Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0),
      );
      return Math.round(Math.max(0, ...kilobytes) / 1024);
    }
    function memory(name: string): number {
      return status(name, "VmRSS");
    }
    function peak(name: string): number {
      return status(name, "VmHWM");
    }
    /** Seconds of user and system time that processes of this name have spent. */
    function processor(name: string): number {
      return owned(name)
        .map((pid) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" "))
        .reduce((sum, fields) => sum + (Number(fields[11]) + Number(fields[12])) / 100, 0);
    }
    function owned(name: string): number[] {
      return findOwned(product.hubDir, [process.pid])
        .map(({ pid }) => pid)
        .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(name));
    }
  } finally {
    await product.dispose();
  }
}
