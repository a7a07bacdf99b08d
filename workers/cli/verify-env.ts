import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";

import { envSchema } from "../env";
import { devVarsExample } from "./dev-vars-example";

/** `npm run verify:env [-- file]`: proves an environment before a deploy; `-- --write-example` renews `.dev.vars.example`. Values are never printed. */
const [named] = process.argv.slice(2);
const argument = named ?? ".dev.vars";
if (named && named !== "--write-example" && !existsSync(named)) {
  console.error(
    `There is no file ${named}. Name the file that holds the environment, or none to check .dev.vars or this shell's.`,
  );
  process.exit(2);
}
if (argument === "--write-example") {
  writeFileSync(".dev.vars.example", devVarsExample());
  console.log("Wrote .dev.vars.example");
} else {
  const given = existsSync(argument) ? parseEnv(readFileSync(argument, "utf8")) : process.env;
  const checked = envSchema.safeParse(given);
  if (!checked.success) {
    console.error(`${existsSync(argument) ? argument : "The environment"} is not fit to serve:`);
    for (const issue of checked.error.issues) console.error(`  ${issue.path.join(".")}: ${issue.message}`);
    process.exit(1);
  }
  const risky = [checked.data.SANDBOX && "SANDBOX", checked.data.NEON_LOCAL_PROXY && "NEON_LOCAL_PROXY"].filter(
    Boolean,
  );
  console.log(
    `${existsSync(argument) ? argument : "The environment"} is complete.${risky.length > 0 ? ` ${risky.join(" and ")} belong on a laptop only.` : ""}`,
  );
}
