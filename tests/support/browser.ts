import { execFileSync } from "node:child_process";
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { brotliDecompressSync, createBrotliDecompress } from "node:zlib";

import { chromium, type Browser } from "playwright-core";

import { waitForLock } from "#sandbox/lock";
import { cacheDir, inRoot } from "#sandbox/paths";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--font-render-hinting=none",
];

/** A headless Chromium with a profile of its own. It needs nothing from the system: its libraries and fonts come along. */
export async function testBrowser(): Promise<Browser> {
  const home = await unpack();
  return chromium.launch({
    executablePath: path.join(home, "chromium"),
    args: FLAGS,
    chromiumSandbox: false,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [path.join(home, "lib"), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":"),
      // The configuration that comes along names folders of the cloud it was packed for.
      FONTCONFIG_FILE: inRoot("tests/support/fonts.conf"),
      HOME: home,
    },
  });
}

/** Unpacks the browser of @sparticuz/chromium once per version; in place only when it is whole. */
async function unpack(): Promise<string> {
  const manifest = packageFile();
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const home = path.join(cacheDir, `chromium-${version}`);
  if (existsSync(home)) return home;
  const lock = await waitForLock(path.join(cacheDir, "chromium.lock"), 120_000);
  try {
    if (existsSync(home)) return home;
    const packed = path.join(path.dirname(manifest), "bin");
    const draft = `${home}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    await pipeline(
      createReadStream(path.join(packed, "chromium.br")),
      createBrotliDecompress(),
      createWriteStream(path.join(draft, "chromium")),
    );
    chmodSync(path.join(draft, "chromium"), 0o755);
    untar(path.join(packed, "al2023.tar.br"), draft);
    untar(path.join(packed, "fonts.tar.br"), draft);
    renameSync(draft, home);
    return home;
  } finally {
    lock.release();
  }
}

/** The package does not export its manifest, so its folder is found by its entry. */
function packageFile(): string {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  return path.join(entry.slice(0, entry.lastIndexOf(`${path.sep}build${path.sep}`)), "package.json");
}

function untar(file: string, into: string): void {
  execFileSync("tar", ["-x", "-C", into], { input: brotliDecompressSync(readFileSync(file)) });
}
