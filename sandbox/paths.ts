import path from "node:path";

declare global {
  interface ImportMeta {
    /** The checkout, put in by sandbox/run.mjs: a bundle does not lie where its source lay. */
    readonly hubRoot?: string;
  }
}

export const root = import.meta.hubRoot ?? path.resolve(import.meta.dirname, "..");
export const inRoot = (...parts: string[]) => path.join(root, ...parts);

/** Where the product keeps everything it must not lose. `HUB_DIR` moves it, so that tests can run a product of their own. */
export const hubDir = path.resolve(root, process.env["HUB_DIR"] ?? ".hub");

/** What can be made again at any time. */
export const cacheDir = inRoot("node_modules/.cache/hub");
