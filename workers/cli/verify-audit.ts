import { parseArgs } from "node:util";

import { verifyAudit } from "#domain/audit/verify-audit";

import { createDatabase } from "../integrations/neon";
import { commandContext } from "./command-context";

const usage = `npm run verify:audit -- --organization nimbus [--head DIGEST [--number N]]
Walks the seals of a school's record and says whether all of it holds. DIGEST is one that the log told as audit.sealed, N its number.
Needs DATABASE_URL (the role hub_app) in the environment; locally also NEON_LOCAL_PROXY.`;

const { values } = parseArgs({
  options: { organization: { type: "string" }, head: { type: "string" }, number: { type: "string" } },
});
const { DATABASE_URL: databaseUrl, NEON_LOCAL_PROXY: proxy } = process.env;
const digest = values.head?.toLowerCase();
const number = values.number === undefined ? null : Number(values.number);

if (
  !values.organization ||
  !databaseUrl ||
  (digest !== undefined && !/^[0-9a-f]{64}$/.test(digest)) ||
  (number !== null && (!digest || !Number.isInteger(number) || number < 1))
) {
  console.error(usage);
  process.exit(2);
}
const database = createDatabase(databaseUrl, proxy);
const [known] = await database.batch(
  [
    {
      sql: "select id from app.organizations_in_service() where slug = $1",
      params: [values.organization],
      arrayMode: false,
    },
  ],
  { readOnly: true, isolation: "ReadCommitted" },
);
const organizationId = (known!.rows[0] as { id: string } | undefined)?.id;
if (!organizationId) {
  console.error(`There is no school ${values.organization}.`);
  process.exit(2);
}
const found = await verifyAudit(commandContext(database, organizationId), digest ? { digest, number } : null);
if (!found.holds) {
  console.error(found.why);
  process.exit(1);
}
const { records, seals, waiting, head } = found;
console.log(
  `${records} records in ${seals} seals hold; ${waiting} wait for the next. Head: ${seals} ${head ?? "none"}`,
);
