import { readFileSync } from "node:fs";
import path from "node:path";
import { Worker, workerData } from "node:worker_threads";

import { applyImport } from "#domain/imports/apply-import";
import { mapImport } from "#domain/imports/map-import";
import { advanceImport } from "#domain/imports/on-work-queued";
import type { ImportOptions, Mapping } from "#domain/imports/tables";
import { Refusal } from "#kernel/refusal";
import { withClient } from "#sandbox/database";
import { findOwned } from "#sandbox/processes";
import { systemDesk } from "#tests/support/office";
import { importVisitor } from "#tests/support/import-visitor";
import { testProduct } from "#tests/support/product";
import { signInStaff } from "#tests/support/visitor";

import { cpuOfChildren } from "./cpu";
import { nameOf } from "./names";

const rows = Number(process.env["BENCH_ROWS"] ?? 10_000);
/** Seconds for ten thousand rows on two cores of one's own, and what the worker's code may hold at its most. */
const most = { planned: (rows / 10_000) * 10, applied: (rows / 10_000) * 20, workerMb: 128 };
/** Shows that a heap can be too small. */
const tooLittle = 16;

/**
 * `npm run bench -- import`: how long a sheet of 10,000 legacy students takes from its upload to its last row, page by page
 * through the running product, and what the worker and its database spend on it; then the same file again, of which nothing
 * may be written, and one with a row changed, which shows that this is seen. Figures under load say more about the machine,
 * so processor time stands beside the clock's. Ends as failed where something is not as it should be.
 */
export async function importFigures(): Promise<void> {
  const product = await testProduct("bench-import");
  const wrong: string[] = [];
  const expect = (right: boolean, what: string) => {
    if (!right) wrong.push(what);
  };
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
    const sheet = (changed: number, of = "bench") =>
      Buffer.from(
        ["External id,Name,E-mail,Phone,Status,Batch,Paid,Valid until"]
          .concat(
            Array.from(
              { length: rows },
              (_, i) =>
                `${of}-${i},${nameOf(i < changed ? i + 1 : i)},${of}${i}@bench.example,98${10_000_000 + i},active,${batches[i % 100]},paid,2030-03-31`,
            ),
          )
          .join("\r\n"),
      );
    const idle = memory("VmRSS");
    const bytes = sheet(0);
    console.log(
      `\n${rows.toLocaleString("en-IN")} rows, ${(bytes.length / 1e6).toFixed(1)} MB, each with a seat in one of 100 batches`,
    );

    const first = await measured("uploaded", () => desk.upload(bytes, { name: "bench.csv" }));
    const planned = await plannedFrom("planned", first.result);
    expect(planned.needed <= most.planned, `planning takes more than ${most.planned} s`);
    const apply = async (look: (html: string) => void) => {
      await desk.act(first.result, "apply");
      await desk.settled(first.result, 600, look);
    };
    // Two transactions side by side.
    const applied = await measured("applied", apply, 2);
    expect(applied.needed <= most.applied, `applying takes more than ${most.applied} s`);
    if (rows >= 10_000) expect(applied.steps.length > 2, "nobody saw it come along");
    const students = await counted("select count(*)::int as n from admission_forms where external_id like 'bench-%'");
    console.log(`  ${students} students there`);
    expect(students === rows, "not every row became a student");

    const written = await changes();
    const same = await desk.upload(bytes, { name: "bench.csv" });
    const again = await plannedFrom("the same file again", same);
    console.log(`  ${again.unchanged} unchanged, ${(await changes()) - written} rows written`);
    expect(again.unchanged === rows, "the same file is not unchanged");
    expect((await changes()) === written, "the same file was written");

    const renamed = (await measured("uploaded", () => desk.upload(sheet(1), { name: "renamed.csv" }))).result;
    const other = await plannedFrom("with one row changed", renamed);
    await desk.act(renamed, "apply");
    await desk.settled(renamed, 300);
    console.log(`  ${other.unchanged} unchanged, ${(await changes()) - written} rows written`);
    expect(other.unchanged === rows - 1 && (await changes()) > written, "a changed row is not seen");

    console.log(
      `  the runtime's process: ${idle} MB idle, ${memory("VmRSS")} MB after, ${memory("VmHWM")} MB at its most; it has no limit here and collects when it likes`,
    );
    const ports = JSON.parse(readFileSync(path.join(product.hubDir, "ports.json"), "utf8")) as { neonProxy: number };
    const work = { ...database, neonProxy: `127.0.0.1:${ports.neonProxy}`, planId: same.split("/").at(-1)! };
    await inHeaps("planned anew", { ...work, phase: "plan" });
    const more = (await measured("uploaded", () => desk.upload(sheet(0, "heap"), { name: "heap.csv" }))).result;
    await plannedFrom("planned", more);
    const id = more.split("/").at(-1)!;
    await inHeaps("applied", { ...work, planId: id, phase: "apply" });
    const settled = await withClient(
      database.ownerUrl,
      async (client) =>
        (
          await client.query<{ n: number }>(
            "select count(*)::int as n from import_rows where plan_id = $1 and result = 'applied'",
            [id],
          )
        ).rows[0]!.n,
    );
    console.log(`  ${settled} rows applied there`);
    expect(settled === rows, "not every row was applied in the small heap");
    for (const line of wrong) console.log(`  ! ${line}`);
    if (wrong.length > 0) process.exitCode = 1;

    /** The too small one comes first: what it leaves behind is gone on with. */
    async function inHeaps(what: string, given: InAHeap): Promise<void> {
      const little = await inAHeapOf(tooLittle, given);
      const enough = await inAHeapOf(most.workerMb, given);
      const came = (through: boolean) => (through ? "through" : "out of memory");
      console.log(`  ${what} in a heap of ${tooLittle} MB: ${came(little)}, of ${most.workerMb} MB: ${came(enough)}`);
      expect(!little, "a heap that is too small is not seen");
      expect(enough, `the worker's code holds more than ${most.workerMb} MB`);
    }
    /** A plan as its page tells it, once it is through. */
    async function plannedFrom(what: string, address: string): Promise<{ needed: number; unchanged: number }> {
      const { needed, result } = await measured(what, async (look) => {
        await desk.map(address, { planId });
        return desk.settled(address, 300, look);
      });
      const said = /Unchanged<span[^>]*>([^<]+)/.exec(result)?.[1] ?? "0";
      return { needed, unchanged: Number(said.replaceAll(",", "")) };
    }
    async function measured<T>(
      what: string,
      work: (look: (html: string) => void) => Promise<T>,
      lanes = 1,
    ): Promise<{ needed: number; result: T; steps: string[] }> {
      const [began, before] = [performance.now(), cpuOfChildren()];
      const steps: string[] = [];
      const result = await work((html) => {
        const done = /<progress[^>]* value="(\d+)"/.exec(html)?.[1];
        if (done && steps.at(-1) !== done) steps.push(done);
      });
      const seconds = (performance.now() - began) / 1000;
      const after = cpuOfChildren();
      // On a machine that others keep busy the clock says little: what it would be on two cores of one's own.
      const used = (of: "worker" | "postgres" | "node") => (after[of] - before[of]) / 1000;
      const spent = used("worker") + used("node") + used("postgres") / lanes;
      const needed = spent > 0 ? Math.min(seconds, spent) : seconds;
      console.log(
        `  ${what.padEnd(20)} ${seconds.toFixed(1)} s   processor: worker ${used("worker").toFixed(1)} s, Postgres ${used("postgres").toFixed(1)} s, the proxy and queues ${used("node").toFixed(1)} s: ${needed.toFixed(1)} s of two cores${steps.length > 0 ? `   seen at ${steps.join(", ")}` : ""}`,
      );
      return { needed, result, steps };
    }
    /** Changes of anything but the plans themselves. */
    function changes(): Promise<number> {
      return counted(
        "select count(*)::int as n from audit_logs where kind = 'change' and action like 'import.%' and entity <> 'import_plans'",
      );
    }
    async function counted(sql: string): Promise<number> {
      return withClient(database.ownerUrl, async (client) => (await client.query<{ n: number }>(sql)).rows[0]!.n);
    }
    /** Of the runtime as a whole: the worker, and what stands in for the platform around it. */
    function memory(field: "VmRSS" | "VmHWM"): number {
      const kilobytes = findOwned(product.hubDir, [process.pid])
        .map(({ pid }) => readFileSync(`/proc/${pid}/status`, "utf8"))
        .filter((status) => status.startsWith("Name:\tworkerd"))
        .map((status) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0));
      return Math.round(Math.max(0, ...kilobytes) / 1024);
    }
  } finally {
    await product.dispose();
  }
}

type InAHeap = { ownerUrl: string; appUrl: string; neonProxy: string; planId: string; phase: "plan" | "apply" };

/** Whether a sheet's plan is computed, or applied, in so much memory: the same code, in a thread that has no more. */
function inAHeapOf(megabytes: number, given: InAHeap): Promise<boolean> {
  const thread = new Worker(new URL(import.meta.url), {
    argv: ["import-in-a-heap"],
    workerData: given,
    resourceLimits: { maxOldGenerationSizeMb: megabytes - 4, maxYoungGenerationSizeMb: 4 },
  });
  return new Promise((resolve, reject) => {
    thread.once("exit", (code) => resolve(code === 0));
    thread.once("error", (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") resolve(false);
      else reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

/** What such a thread does. */
export async function importInAHeap(): Promise<void> {
  const { planId, phase, ...place } = workerData as InAHeap;
  await withClient(place.ownerUrl, async (client) => {
    const plans = await client.query<{
      organizationId: string;
      mapping: Mapping;
      options: ImportOptions;
      version: number;
      state: string;
    }>(`select organization_id as "organizationId", mapping, options, version, state from import_plans where id = $1`, [
      planId,
    ]);
    const { organizationId, mapping, options, version, state } = plans.rows[0]!;
    const settings = { SEAL_KEYS: `1:${btoa("k".repeat(32))}`, AUTH_PEPPER: "p".repeat(32) };
    const { as } = systemDesk({ ...place, organizationId, settings, hub: "http://localhost:8787" });
    if (phase === "plan") await mapImport(as(), { planId, version, mapping, options });
    else if (state === "ready") await applyImport(as(), { planId, version, reason: "Measured in a small heap" });
    const event = {
      id: planId,
      organizationId,
      name: "import.work_queued",
      payload: { planId },
      actor: "system:bench",
      requestId: null,
      at: new Date(),
    } as const;
    for (;;) {
      // Not the product's own queue, whose heap has no limit.
      await client.query(
        "update outbox set due_at = clock_timestamp() + interval '1 hour' where event = 'import.work_queued' and payload ->> 'planId' = $1",
        [planId],
      );
      const { rows: found } = await client.query<{ phase: string }>(
        "select phase from import_progress where plan_id = $1",
        [planId],
      );
      if (found[0]?.phase === "rest") return;
      // The product's own queue may have been there before.
      await advanceImport(as(), event).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    }
  });
}
