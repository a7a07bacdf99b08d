import { searchStudents } from "#domain/identity/search-students";

import { percentile } from "./load";
import { timed } from "./scale-world";
import type { Spent, World } from "./scale-world";

const searches = Number(process.env["SCALE_SEARCHES"] ?? 600);

/** What people type, and whether an answer is one they meant: many are called the same. */
const kinds: Record<string, { typed(one: Known, i: number): string; meant(name: string, one: Known): boolean }> = {
  "two errors": {
    typed: ({ name }, i) => misspelt(misspelt(name, i), i * 7 + 3),
    meant: (name, one) => name === one.name,
  },
  "two errors, swapped": {
    typed: ({ name }, i) =>
      misspelt(misspelt(name, i), i * 7 + 3)
        .split(" ")
        .toReversed()
        .join(" "),
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
  "last four digits": {
    typed: ({ phone }) => phone.slice(-4),
    meant: (name, one) => name === one.name,
  },
  "last six digits": { typed: ({ phone }) => phone.slice(-6), meant: (name, one) => name === one.name },
  "name of an address": {
    typed: ({ email }) => email.slice(0, email.indexOf(".")),
    meant: (name, one) => name === one.name,
  },
  "part of an address": {
    typed: ({ email }) => email.slice(2, email.indexOf("@") + 3),
    meant: (name, one) => name === one.name,
  },
};

/**
 * The search by itself, each question asked once: what its statements cost the database, and what the clock says. A bare
 * `select 1` in the same place says how much of the clock's time is the machine and the way there.
 */
export async function searchFigures(world: World): Promise<void> {
  const known = await people(world);
  const all: Spent[] = [];
  const each = Math.ceil(searches / Object.keys(kinds).length);
  console.log("\nThe search that forgives, ms of the database's CPU (aim 15) and of the clock");
  for (const [kind, { typed, meant }] of Object.entries(kinds)) {
    const times: Spent[] = [];
    let found = 0;
    for (let i = -3; i < each; i++) {
      const one = known[((i + 3) * 37) % known.length]!;
      const spent = { cpu: 0, clock: 0 };
      const hits = await searchStudents(world.staff(timed(world, spent)), typed(one, i + 3));
      // Statements are planned at their first runs on a connection.
      if (i < 0) continue;
      times.push(spent);
      if (hits.some(({ name }) => meant(name, one))) found++;
    }
    all.push(...times);
    line(kind, times, `   found ${found} of ${each}`);
  }
  line("all", all, "");
  line("a bare select", await bare(world, each), "");
}

function line(kind: string, times: Spent[], after: string): void {
  const of = (which: keyof Spent, p: number) =>
    percentile(
      times.map((one) => one[which]),
      p,
    )
      .toFixed(1)
      .padStart(6);
  console.log(
    `  ${kind.padEnd(24)} CPU p50 ${of("cpu", 50)}  p95 ${of("cpu", 95)}   clock p50 ${of("clock", 50)}  p95 ${of("clock", 95)}${after}`,
  );
}

async function bare(world: World, times: number): Promise<Spent[]> {
  const all: Spent[] = [];
  for (let i = 0; i < times; i++) {
    const spent = { cpu: 0, clock: 0 };
    await timed(world, spent).batch([{ sql: "select 1", params: [], arrayMode: false }], readOnly);
    all.push(spent);
  }
  return all;
}

const readOnly = { readOnly: true, isolation: "RepeatableRead" } as const;

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
    readOnly,
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
