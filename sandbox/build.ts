import { buildWorker } from "#sandbox/bundle";
import { explain } from "#sandbox/failure";

// `npm run build`: the worker's bundle and assets under build/.
try {
  console.log((await buildWorker()) === "built" ? "Built." : "Nothing has changed since the last build.");
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
