import { readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { build } from "esbuild";

import { cacheDir, inRoot } from "#sandbox/paths";

export type DomainModule = { file: string; exports: Record<string, unknown> };

/** Loads every file of the domain whose name fits, so that a new one is held to the rules from its first day. */
export async function loadDomainModules(fits: RegExp): Promise<DomainModule[]> {
  const files = readdirSync(inRoot("app/domain"), { recursive: true, encoding: "utf8" })
    .map((name) => `app/domain/${name.split(path.sep).join("/")}`)
    .filter((name) => fits.test(name))
    .toSorted();
  const contents = files.map((file, i) => `export * as m${i} from "./${file}";`).join("\n");
  const bundled = await build({
    absWorkingDir: inRoot("."),
    stdin: { contents, resolveDir: inRoot("."), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    write: false,
    logLevel: "warning",
  });
  await mkdir(cacheDir, { recursive: true });
  const outfile = path.join(cacheDir, `domain-modules-${process.pid}-${fits.source.replaceAll(/\W/g, "")}.mjs`);
  await writeFile(outfile, bundled.outputFiles[0]!.text);
  const loaded = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Record<
    string,
    Record<string, unknown>
  >;
  return files.map((file, i) => ({ file, exports: loaded[`m${i}`]! }));
}
