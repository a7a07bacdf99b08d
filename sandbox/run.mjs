// Runs a TypeScript entry of this repository in Node 20, which cannot strip types itself: one esbuild bundle of our
// own files (packages stay in node_modules), then an import in this same process, so that signals and exit codes are ours.
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build, stop } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const [entry, ...rest] = process.argv.slice(2);
if (!entry) {
  console.error("Name the file to run, for example: node sandbox/run.mjs sandbox/start.ts");
  process.exit(2);
}
const outfile = path.join(
  root,
  "node_modules/.cache/hub",
  `${entry.replaceAll(/[\\/]/g, "-").replace(/\.ts$/, "")}-${process.pid}.mjs`,
);
mkdirSync(path.dirname(outfile), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  packages: "external",
  jsx: "automatic",
  logLevel: "warning",
  define: { "import.meta.hubRoot": JSON.stringify(root) },
});
// esbuild's own process would stay until the end.
await stop();
process.on("exit", () => rmSync(outfile, { force: true }));
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], path.join(root, entry), ...rest];
process.chdir(root);
await import(pathToFileURL(outfile).href);
