import { readdirSync, readFileSync } from "node:fs";

/** CPU time of the product's processes in ms: a figure that does not change because others keep the machine busy. */
export type Cpu = { worker: number; node: number; postgres: number };

/** Linux counts it in hundredths of a second, on every machine we know. */
const msPerTick = 10;

/** What everything that this process started has used until now. Only Linux shows it; elsewhere all is nought. */
export function cpuOfChildren(): Cpu {
  const used: Cpu = { worker: 0, node: 0, postgres: 0 };
  if (process.platform !== "linux") return used;
  const all = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => (readStat(pid) ? [[Number(pid), readStat(pid)!] as const] : [])),
  );
  const isOurs = (pid: number): boolean => {
    const parent = all.get(pid)?.parent ?? 0;
    return parent === process.pid || (parent > 1 && isOurs(parent));
  };
  for (const [pid, { name, ticks }] of all)
    if (isOurs(pid))
      used[name === "workerd" ? "worker" : name === "postgres" ? "postgres" : "node"] += ticks * msPerTick;
  return used;
}

function readStat(pid: string): { name: string; parent: number; ticks: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // User and system time, its own and that of its children that ended.
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")), parent: Number(fields[1]), ticks };
  } catch {
    return null;
  }
}

/** Resolves when what this process started has all but nothing left to do, or after a minute. */
export async function idle(): Promise<void> {
  const sum = ({ worker, node, postgres }: Cpu) => worker + node + postgres;
  for (let i = 0; i < 60; i++) {
    const before = sum(cpuOfChildren());
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (sum(cpuOfChildren()) - before < 100) return;
  }
}

/** What one request cost between two readings. */
export const perRequest = (from: Cpu, to: Cpu, requests: number): Cpu & { all: number } => {
  const each = (kind: keyof Cpu) => (to[kind] - from[kind]) / requests;
  const cost = { worker: each("worker"), node: each("node"), postgres: each("postgres") };
  return { ...cost, all: cost.worker + cost.node + cost.postgres };
};
