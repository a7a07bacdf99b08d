import { startNeonProxy } from "#sandbox/neon-proxy";
import { growingTables } from "#tests/contracts/big-school";
import { startCluster, withDatabase } from "#tests/support/cluster";
import type { Cluster } from "#tests/support/cluster";
import { explaining } from "#tests/support/explaining";

import { percentile } from "./load";
import { scalePages, wholePages } from "./scale-pages";
import type { Ask } from "./scale-pages";
import type { Size } from "./scale-school";
import { searchFigures } from "./scale-search";
import { enterSchool, makeSchool, timed } from "./scale-world";
import type { World } from "./scale-world";

const sizes: Record<"small" | "large", Size> = {
  small: { students: 1_000, batches: 10, sessions: 220 },
  large: { students: 100_000, batches: 1_000, sessions: 22_000 },
};
const rounds = Number(process.env["SCALE_ROUNDS"] ?? 21);
const most = 1.3;

/**
 * `npm run bench -- scale`: every console page of `scale-pages.ts` in a school of a thousand students and in one of a hundred
 * thousand, side by side, and the search that forgives. Query time only: the CPU of the database for the page's statements
 * as the worker's role, on one connection, without Neon's wire. Ends as failed where a page is over its rule.
 */
export async function scale(): Promise<void> {
  const cluster = await startCluster();
  const proxy = await startNeonProxy();
  try {
    console.log("\nFilling two schools by set-wise SQL, their triggers resting");
    const small = await enterSchool(await makeSchool(cluster, proxy.host, "scale_small", sizes.small));
    const large = await enterSchool(await makeSchool(cluster, proxy.host, "scale_large", sizes.large));
    if ((await pageFigures(cluster, small, large)) > 0) process.exitCode = 1;
    await searchFigures(large);
    await small.end();
    await large.end();
  } finally {
    await proxy.stop();
    await cluster.stop();
  }
}

/** Prints a line for each page; how many were over their rule. */
async function pageFigures(cluster: Pick<Cluster, "adminUrl">, small: World, large: World): Promise<number> {
  console.log(
    `\nThe database's CPU for a page in ms, small and large, median of ${rounds}; the ratio of medians and of the fastest (aim ${most})`,
  );
  let over = 0;
  for (const [name, ask] of scalePages) if (await page(cluster, name, ask, small, large)) over++;
  console.log("\nWhat looks through the whole school");
  for (const [name, ask] of wholePages) await page(cluster, name, ask, small, large);
  return over;
}

async function page(
  cluster: Pick<Cluster, "adminUrl">,
  name: string,
  ask: Ask,
  small: World,
  large: World,
): Promise<boolean> {
  const [one, many]: [number[], number[]] = [[], []];
  for (let round = -2; round < rounds; round++) {
    for (const [world, times] of [
      [small, one],
      [large, many],
    ] as const) {
      const spent = { cpu: 0, clock: 0 };
      await ask(world.staff(timed(world, spent)), world.sample);
      if (round >= 0) times.push(spent.cpu);
    }
  }
  const [a, b] = [percentile(one, 50), percentile(many, 50)];
  const fastest = Math.min(...many) / Math.min(...one);
  const whole = await readWhole(cluster, large, ask);
  // Others on the machine make a page slower and never faster.
  const over = Math.min(b / a, fastest) > most || whole.length > 0;
  console.log(
    `  ${name.padEnd(28)} ${a.toFixed(2).padStart(7)} ${b.toFixed(2).padStart(8)}   ${(b / a).toFixed(2)} ${fastest.toFixed(2)}${over ? " !" : ""}${whole.length > 0 ? `   READS WHOLE: ${whole.join(", ")}` : ""}`,
  );
  return over;
}

/** Growing tables that a page reads by a sequential scan, in the large school. */
async function readWhole(cluster: Pick<Cluster, "adminUrl">, world: World, ask: Ask): Promise<string[]> {
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
