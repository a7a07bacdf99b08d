import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { staffRoles } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";

import { buildSchool } from "./build-school";
import { openDesk } from "./commands";
import type { DemoWorldOptions, Desk } from "./commands";
import { keepClassesRolling } from "./rolling-classes";
import type { ShownSessions } from "./rolling-classes";
import { emailOf, schools, situations } from "./schools";
import type { School } from "./schools";

export type DemoWorld = {
  /** The demo logins, to print. */
  lines: string[];
  /** Looks at the clock now: after it was moved, before anybody reads the file. */
  tick(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Creates the demo schools on the first run, then acts as their ops: new classes as old ones run out, and `.hub/demo.json`
 * written again whenever its sessions change. Everything goes through the product's own commands.
 */
export async function openDemoWorld(options: DemoWorldOptions): Promise<DemoWorld> {
  const desk = openDesk(options);
  const ids = await existingSchools(desk);
  if (ids.size < schools.length) writeFileSync(options.unfinishedFile, "");
  // Side by side: neither knows of the other, and each waits for the database most of the time.
  const missing = schools.filter(({ slug }) => !ids.has(slug));
  await Promise.all(
    missing.map(async (school) => {
      options.log(`Creating the demo school ${school.name}`);
      const id = uuidv7(Date.now());
      await buildSchool(desk, options, school, id);
      ids.set(school.slug, id);
    }),
  );
  writeAccounts(options);
  let running: Promise<void> | null = null;
  const tick = () => (running ??= turn(desk, options, ids).finally(() => (running = null)));
  await tick();
  rmSync(options.unfinishedFile, { force: true });
  const timer = setInterval(
    () => void tick().catch((error: unknown) => options.log(`The demo actor could not act: ${String(error)}`)),
    15_000,
  );
  return {
    lines: loginLines(options),
    // A turn under way may have read the old clock: wait for it, then look again.
    tick: async () => {
      await running;
      await tick();
    },
    stop: async () => {
      clearInterval(timer);
      await running?.catch(() => {});
    },
  };
}

async function existingSchools(desk: Desk): Promise<Map<string, string>> {
  const [result] = await desk.ports.database.batch(
    [{ sql: "select id, slug from app.organizations_in_service()", params: [], arrayMode: false }],
    { readOnly: true, isolation: "ReadCommitted" },
  );
  return new Map((result!.rows as { id: string; slug: string }[]).map((row) => [row.slug, row.id]));
}

async function turn(desk: Desk, options: DemoWorldOptions, ids: Map<string, string>): Promise<void> {
  const shown = new Map<string, ShownSessions>();
  for (const school of schools) shown.set(school.slug, await keepClassesRolling(desk, school, ids.get(school.slug)!));
  const organizations = schools.map((school) => ({
    slug: school.slug,
    url: urlOf(options, school),
    people: peopleOf(school),
    sessions: shown.get(school.slug)!,
  }));
  const file = {
    hub: options.hub,
    sandbox: options.sandbox,
    cronSecret: options.cronSecret,
    database: { ownerUrl: options.ownerUrl, appUrl: options.appUrl },
    organizations,
  };
  replaceFile(options.demoFile, `${JSON.stringify(file, null, 2)}\n`);
}

const urlOf = (options: DemoWorldOptions, school: School) => options.hub.replace("://", `://${school.slug}.`);

function peopleOf(school: School) {
  return [
    ...staffRoles.map((role) => ({
      role: role as string,
      email: emailOf(school, school.staff[role]),
      name: school.staff[role],
      situation: null as string | null,
    })),
    ...situations.map((situation) => ({
      role: "student",
      email: emailOf(school, school.students[situation]),
      name: school.students[situation],
      situation,
    })),
  ];
}

/** The chooser of the Google stand-in offers the demo staff, and somebody who is on no list. */
function writeAccounts(options: DemoWorldOptions): void {
  const staff = schools.flatMap((school) =>
    [...staffRoles.map((role) => school.staff[role]), school.staff.secondTrainer].map((name) => ({
      email: emailOf(school, name),
      name,
    })),
  );
  mkdirSync(options.standinsDir, { recursive: true });
  replaceFile(
    path.join(options.standinsDir, "demo-accounts.json"),
    JSON.stringify([...staff, { email: "stranger@elsewhere.example", name: "A stranger" }], null, 2),
  );
}

/** Renamed into place: whoever reads it sees the old one or the new one, never half of one. The owner only may read: it holds secrets. */
function replaceFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function loginLines(options: DemoWorldOptions): string[] {
  return schools.flatMap((school) => [
    `${school.name}  ${urlOf(options, school)}`,
    `  student  ${emailOf(school, school.students.class_live)}  (a class is live; the code arrives at ${options.sandbox}/mailbox)`,
    `  staff    ${emailOf(school, school.staff.ops)}  (${urlOf(options, school)}/admin/login)`,
  ]);
}
