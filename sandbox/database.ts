import { readFileSync } from "node:fs";

import { Client, escapeLiteral } from "pg";

import { inRoot } from "#sandbox/paths";

const EXTENSIONS = ["pg_trgm", "btree_gist", "btree_gin", "unaccent", "pgcrypto"];

export async function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What the console does once on Neon: the roles, with these passwords. Safe to repeat. */
export async function createRoles(adminUrl: string, passwords: { owner: string; app: string }): Promise<void> {
  const text = readFileSync(inRoot("migrations/roles.sql"), "utf8")
    .replaceAll(":'owner_password'", () => escapeLiteral(passwords.owner))
    .replaceAll(":'app_password'", () => escapeLiteral(passwords.app));
  await withClient(adminUrl, (client) => client.query(text));
}

/** An empty database of the migrating role with its extensions, which only an admin may create. Safe to repeat. */
export async function createDatabase(adminUrl: (database?: string) => string, name: string): Promise<void> {
  await withClient(adminUrl(), async (client) => {
    const found = await client.query("select from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)} owner hub_owner`);
  });
  await withClient(adminUrl(name), (client) =>
    client.query(EXTENSIONS.map((extension) => `create extension if not exists ${extension};`).join("\n")),
  );
}

/** Away with a database and everything connected to it. */
export async function dropDatabase(adminUrl: (database?: string) => string, name: string): Promise<void> {
  await withClient(adminUrl(), (client) =>
    client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`),
  );
}
