import { parseArgs } from "node:util";

import { createOrganization } from "#domain/organizations/create-organization";
import { uuidv7 } from "#kernel/ids";
import { Refusal } from "#kernel/refusal";
import * as z from "zod";

import { createDatabase } from "../integrations/neon";
import { commandContext } from "./command-context";

const usage = `npm run org -- create --slug nimbus --name "Nimbus Academy" --prefix MD --leader-email meera@nimbus.example --leader-name "Meera Rao"
  [--zone Asia/Kolkata] [--currency INR] [--brand #1f5fbf] [--support-email …] [--support-phone …] [--support-hours …]
  [--word Cohort] [--words Cohorts]  (what the school calls a batch, and several where adding an s is not enough)
  [--pilot]  (a school that moves running cohorts over first: Imports stands first)
  [--meeting-origin https://nimbus.zoom.us …]  (origins that class links may have; Zoom's own where none is given)
Needs DATABASE_URL (the role hub_app) and BASE_URL in the environment; locally also NEON_LOCAL_PROXY. The same slug again changes nothing.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    slug: { type: "string" },
    name: { type: "string" },
    prefix: { type: "string" },
    "leader-email": { type: "string" },
    "leader-name": { type: "string" },
    zone: { type: "string" },
    currency: { type: "string" },
    brand: { type: "string" },
    "support-email": { type: "string" },
    "support-phone": { type: "string" },
    "support-hours": { type: "string" },
    word: { type: "string" },
    words: { type: "string" },
    pilot: { type: "boolean" },
    "meeting-origin": { type: "string", multiple: true },
  },
});
const { DATABASE_URL: databaseUrl, BASE_URL: baseUrl, NEON_LOCAL_PROXY: proxy } = process.env;

if (
  positionals[0] !== "create" ||
  !values.slug ||
  !values.name ||
  !values.prefix ||
  !values["leader-email"] ||
  !values["leader-name"] ||
  !databaseUrl ||
  !baseUrl
) {
  console.error(usage);
  process.exit(2);
}
const database = createDatabase(databaseUrl, proxy);
const [known] = await database.batch(
  [{ sql: "select id from app.organizations_in_service() where slug = $1", params: [values.slug], arrayMode: false }],
  {
    readOnly: true,
    isolation: "ReadCommitted",
  },
);
const organizationId = (known!.rows[0] as { id: string } | undefined)?.id ?? uuidv7(Date.now());
try {
  const made = await createOrganization(commandContext(database, organizationId), {
    slug: values.slug,
    name: values.name,
    codePrefix: values.prefix,
    zone: values.zone,
    currency: values.currency,
    brand: values.brand,
    supportEmail: values["support-email"] ?? null,
    supportPhone: values["support-phone"] ?? null,
    supportHours: values["support-hours"] ?? null,
    words: { batch: values.word, batches: values.words },
    pilot: values.pilot,
    meetingOrigins: values["meeting-origin"],
    leader: { email: values["leader-email"], fullName: values["leader-name"] },
    baseDomain: new URL(baseUrl).hostname,
  });
  console.log(
    made.created
      ? `Created ${values.slug}: https://${made.host}. ${values["leader-email"]} can sign in at /admin/login.`
      : `${values.slug} exists already; nothing was changed.`,
  );
} catch (error) {
  if (error instanceof z.ZodError)
    console.error(error.issues.map((i) => `--${i.path.join(".")}: ${i.message}`).join("\n"));
  else if (error instanceof Refusal) console.error(error.message);
  else throw error;
  process.exit(1);
}
