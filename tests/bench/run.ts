import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import * as z from "zod";

import { signInStudent } from "#tests/support/visitor";
import { testProduct } from "#tests/support/product";

import { bundleFigures } from "./bundle";
import { cpuOfChildren, idle, perRequest } from "./cpu";
import { seatCrowd } from "./crowd";
import { csvFigures } from "./csv";
import { importFigures, importInAHeap } from "./import";
import type { Seat } from "./crowd";
import { scale } from "./scale";
import { burst, percentile, shoot, throughput } from "./load";
import type { Shot } from "./load";
import { weigh, weightOf } from "./weight";

/**
 * `npm run bench -- scale`, `-- import` and `-- csv` have other questions (the files of those names). `npm run bench`: the figures, as ratios side by side in one run, on a product of its own with its durable database.
 * Absolute numbers say more about the machine than about Hub.
 */
type Cost = ReturnType<typeof perRequest>;

const others: Record<string, () => void | Promise<void>> = {
  scale,
  import: importFigures,
  "import-in-a-heap": importInAHeap,
  csv: csvFigures,
};
const other = others[process.argv[2] ?? ""];
if (other) {
  await other();
  process.exit();
}
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 3);
const seconds = Number(process.env["BENCH_SECONDS"] ?? 5);
const product = await testProduct("bench");
try {
  const demo = product.demo();
  const port = Number(new URL(demo.hub).port);
  const school = demo.organizations[0]!;
  const host = new URL(school.url).host;
  const emailOf = (situation: string) => school.people.find((p) => p.situation === situation)!.email;
  const crowd = await seatCrowd(demo.database.ownerUrl, school.sessions.live, 1000);
  let turn = 0;
  const next = (): Seat => crowd[turn++ % crowd.length]!;
  const bench = { host, authorization: `Bearer ${demo.cronSecret}` };
  const join = (): Shot => ({
    method: "POST",
    path: "/api/app/zoom/join",
    headers: { host, origin: `http://${host}`, "content-type": "application/json", cookie: next().cookie },
    body: JSON.stringify({ sessionId: school.sessions.live, attemptKey: randomUUID() }),
  });
  const home = (): Shot => ({ path: "/app", headers: { host, cookie: next().cookie } });
  const bare = (): Shot => ({ path: "/api/sandbox/bare", headers: bench });
  const oneSelect = (): Shot => ({ path: "/api/sandbox/one-select", headers: bench });

  console.log("\nDoing what the first minutes bring: the demo world's events, the crowd's links");
  await asOnAnyEvening();

  console.log("\nRound trips to Neon until the answer (HTTP calls; WebSockets 0)");
  console.log(
    `  Home ${await tripsOf(() => shoot(port, home()))}   join ${await tripsOf(() => shoot(port, join()))}   (sign-in steps and commands: asserted in tests/edge/round-trips.test.ts)`,
  );

  console.log(`\nThroughput, ${rounds} rounds of ${seconds} s each, requests per second`);
  const costs: Record<string, Cost[]> = {};
  const ratios: { join: number[]; home: number[] } = { join: [], home: [] };
  for (let round = 0; round < rounds; round++) {
    const [b, o, j, h] = [await run(bare), await run(oneSelect), await run(join), await run(home)];
    const [joinRatio, homeRatio] = [j.perSecond / o.perSecond, h.perSecond / o.perSecond];
    ratios.join.push(joinRatio);
    ratios.home.push(homeRatio);
    console.log(
      `  bare ${fixed(b.perSecond)}  one select ${fixed(o.perSecond)}  join ${fixed(j.perSecond)}  Home ${fixed(h.perSecond)}   join/select ${joinRatio.toFixed(2)}  Home/select ${homeRatio.toFixed(2)}`,
    );
    for (const [name, { cpu }] of Object.entries({ bare: b, select: o, join: j, home: h }))
      (costs[name] ??= []).push(cpu);
  }
  console.log(`  median: join ${median(ratios.join)} of one select (aim 0.6), Home ${median(ratios.home)} (aim 0.4)`);

  console.log("\nCPU of one request in ms, median (steadier than throughput where others use the machine)");
  const costOf = (name: string, kind: keyof Cost) => median((costs[name] ?? []).map((one) => one[kind]));
  for (const name of Object.keys(costs))
    console.log(
      `  ${name.padEnd(7)} ${costOf(name, "all")}   worker ${costOf(name, "worker")}  node (proxy, queues) ${costOf(name, "node")}  Postgres ${costOf(name, "postgres")}   one select is ${(Number(costOf("select", "all")) / Number(costOf(name, "all"))).toFixed(2)} of it`,
    );

  console.log("\nA class of 1,000 joins within 10 s");
  const zoomBefore = (await vendorCalls()).length;
  const answers = await burst(
    port,
    crowd.map(() => join()),
    10,
  );
  const bad = answers.filter((a) => a.status !== 200);
  const times = answers.map((a) => a.ms);
  console.log(
    `  p50 ${fixed(percentile(times, 50))} ms  p99 ${fixed(percentile(times, 99))} ms  slowest ${fixed(Math.max(...times))} ms`,
  );
  console.log(
    `  refused or failed ${bad.length}  Zoom calls at the click ${(await vendorCalls()).length - zoomBefore}`,
  );

  console.log("\nFirst visit, KB of brotli, each body by itself");
  const student = await signInStudent(school.url, demo.sandbox, emailOf("class_live"));
  const shown = {
    Home: await weigh(school.url, student, "/app"),
    "join page": await weigh(school.url, student, `/app/join/${school.sessions.live}`),
    refusal: await weightOf(school.url, await student.post(`/app/join/${school.sessions.cancelled}`, {})),
  };
  for (const [name, w] of Object.entries(shown))
    console.log(
      `  ${name.padEnd(10)} without scripts ${w.withoutScript.toFixed(1)} (at most 30)   with ${w.scripts} scripts ${w.withScript.toFixed(1)} (Home at most 110)`,
    );

  console.log("\nThe worker, as a dry-run deploy makes it");
  const bundle = await bundleFigures();
  console.log(
    `  ${fixed(bundle.kib)} KiB, ${fixed(bundle.gzipKib)} KiB gzip; to the first answer ${fixed(bundle.startMs)} ms, an empty worker ${fixed(bundle.bareStartMs)} ms`,
  );

  async function run(shots: () => Shot): Promise<{ perSecond: number; cpu: Cost }> {
    const before = cpuOfChildren();
    const { perSecond, good, bad: wrong } = await throughput(port, shots, 200, seconds);
    // What goes on after the answers is part of their cost, and of nobody else's.
    await idle();
    if (wrong > 0) console.log(`  ${wrong} answers were not 200`);
    return { perSecond, cpu: perRequest(before, cpuOfChildren(), good) };
  }
  /** A class's links are made from 24 h before it, and events relayed each minute; done meanwhile, they would be in every figure. */
  async function asOnAnyEvening(): Promise<void> {
    const counts = z.object({ claimed: z.number(), wanted: z.number(), made: z.number() }).partial();
    for (const job of ["relay-outbox", "provision-links", "relay-outbox"])
      for (let left = 1; left > 0;) {
        const answer = await fetch(`${demo.hub}/api/cron/${job}`, {
          method: "POST",
          headers: { authorization: `Bearer ${demo.cronSecret}` },
        });
        const { claimed = 0, wanted = 0, made = 0 } = counts.parse(await answer.json());
        left = claimed + wanted + made;
        await idle();
      }
  }
  /** The fewest of five tries: jobs and deliveries of the running product pass through the same proxy. */
  async function tripsOf(request: () => Promise<unknown>): Promise<number> {
    const counts: number[] = [];
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = await trips();
      await request();
      counts.push((await trips()) - before);
    }
    return Math.min(...counts);
  }
  async function trips(): Promise<number> {
    const { neonProxy } = JSON.parse(readFileSync(path.join(product.hubDir, "ports.json"), "utf8")) as {
      neonProxy: number;
    };
    return ((await (await fetch(`http://127.0.0.1:${neonProxy}/stats`)).json()) as { http: number }).http;
  }
  /** What Zoom was asked; a visit to a meeting's page is the browser's, not ours. */
  async function vendorCalls(): Promise<unknown[]> {
    const ledger = (await (await fetch(`${demo.sandbox}/ledger/zoom`)).json()) as { kind: string }[];
    return ledger.filter((entry) => !entry.kind.endsWith("_visit"));
  }
} finally {
  await product.dispose();
}

function fixed(n: number): string {
  return n.toFixed(0);
}
function median(values: number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN).toFixed(2);
}
