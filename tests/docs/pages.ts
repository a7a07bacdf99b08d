import { actions } from "#kernel/actions";
import { staffRoles } from "#kernel/ctx";
import type { Role } from "#kernel/ctx";
import type { Machine } from "#kernel/machine";
import { kernelRefusals, refusalStatus } from "#kernel/refusal";
import { schemaVersion } from "#workers/schema-version";
import { jobs, relayJob } from "#workers/schedule";
import { subscribers } from "#workers/subscribers";

import { everyEvent } from "./events";
import { everyDomainRefusal, everyMachine, everyTableRule } from "./house";

/** File name -> text of every page of docs/generated. */
export async function generatedPages(): Promise<Map<string, string>> {
  return new Map([
    ["machines.md", await machinesPage()],
    ["permissions.md", permissionsPage()],
    ["events.md", eventsPage()],
    ["jobs.md", jobsPage()],
    ["refusals.md", await refusalsPage()],
    ["schema.md", await schemaPage()],
  ]);
}

const page = (title: string, about: string, ...parts: string[]): string =>
  [`# ${title}`, `${about} Generated from the code: \`node sandbox/run.mjs tests/generate-docs.ts\`.`, ...parts].join(
    "\n\n",
  ) + "\n";
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const code = (text: string) => `\`${text}\``;

async function machinesPage(): Promise<string> {
  const machines = (await everyMachine()).toSorted((a, b) => (a.machine.name < b.machine.name ? -1 : 1));
  const parts = machines.map(({ file, machine }) =>
    [`## ${machine.name}`, "", code(file), "", "```mermaid", ...mermaid(machine), "```"].join("\n"),
  );
  return page("State machines", "Every state and every named move. The database refuses any other.", ...parts);
}
function mermaid(machine: Machine<string, string>): string[] {
  const lines = Object.entries(machine.transitions).flatMap(([name, { from, to }]) =>
    from.flatMap((source) =>
      to
        .filter((state) => state !== source)
        .map((state) => `  ${source === "*new*" ? "[*]" : source} --> ${state}: ${name}`),
    ),
  );
  const left = new Set(Object.values(machine.transitions).flatMap(({ from }) => [...from]));
  const ends = machine.states.filter((state) => !left.has(state)).map((state) => `  ${state} --> [*]`);
  return ["stateDiagram-v2", ...lines, ...ends];
}

function permissionsPage(): string {
  const roles: readonly Role[] = ["student", ...staffRoles];
  const rows = Object.entries(actions).map(([action, grants]) => [
    code(action),
    ...roles.map((role) => (grants as Partial<Record<Role, string>>)[role] ?? ""),
  ]);
  const nobody = rows.filter(([, ...cells]) => cells.every((cell) => cell === "")).map(([action]) => action!);
  return page(
    "Permissions",
    "Which role may do what, to what: `own`, `assigned`, or anything of the school (`org`). An empty cell is no. What is out of somebody's reach is not found, never forbidden.",
    table(
      ["action", ...roles],
      rows.filter(([action]) => !nobody.includes(action!)),
    ),
    "No person's; jobs, subscribers and `npm run org` act under these:",
    nobody.map((action) => `- ${action}`).join("\n"),
  );
}

function eventsPage(): string {
  const rows = everyEvent().map(({ name, from, payload }) => [
    code(name),
    payload.map(code).join(", "),
    from.map(code).join("<br>"),
    (subscribers[name] ?? []).map((one) => code(one.name)).join("<br>") || "nobody yet",
  ]);
  return page(
    "Events",
    "What happened, in the past tense; written to the outbox in the transaction of the change. A payload holds ids and instants, never personal data.",
    table(["event", "payload", "leaves from", "subscribers"], rows),
  );
}

function jobsPage(): string {
  const rows = [relayJob, ...jobs].map((job) => [
    code(job.name),
    code(job.cron),
    "localHour" in job && job.localHour !== undefined
      ? `once a day, from ${job.localHour}:00 of the school's day`
      : "everything due",
    job.counts.map(code).join(", "),
  ]);
  return page(
    "Jobs",
    "Cron expressions are UTC. Every job is safe twice and late; `POST /api/cron/<job>` runs one.",
    table(["job", "cron", "does", "answers"], rows),
  );
}

async function refusalsPage(): Promise<string> {
  const declared = [{ file: "app/kernel/refusal.ts", specs: kernelRefusals }, ...(await everyDomainRefusal())];
  const parts = declared.map(({ file, specs }) =>
    [
      `## ${file}`,
      table(
        ["code", "status", "what a person reads"],
        Object.entries(specs).map(([name, { kind, message }]) => [
          code(name),
          `${refusalStatus[kind]} ${kind}`,
          message,
        ]),
      ),
    ].join("\n\n"),
  );
  return page("Refusals", "Every way the answer can be no.", ...parts);
}

async function schemaPage(): Promise<string> {
  const rows = (await everyTableRule())
    .toSorted((a, b) => (a.table < b.table ? -1 : 1))
    .map(({ table: name, wall, record, file }) => [code(name), wall, record, code(file)]);
  return page(
    "Schema",
    `The newest migration is ${code(schemaVersion)}; the whole catalog is listed in [migrations/schema.txt](../../migrations/schema.txt).`,
    [
      "- **wall**: `public` for anybody who asks, `shared` for everybody signed in, `own` for one's own rows and staff, `staff`, `gate` for the entrances' functions alone.",
      "- **record**: `audited` writes an audit row for every change, `evidence` is append-only, `machinery` is neither.",
    ].join("\n"),
    table(["table", "wall", "record", "declared in"], rows),
  );
}
