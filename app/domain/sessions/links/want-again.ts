import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import type { Query } from "#kernel/database.server";
import { transitionAll } from "#kernel/write.server";

import { registrantLinks } from "../tables";
import { registrantLinkMachine } from "./registrant-link.machine";

/** Made for a meeting that was replaced since: it leads where nobody teaches. */
export const outdated: SQL = sql`${registrantLinks.state} = 'made' and ${registrantLinks.generation} <> (
  select m.generation from session_meetings m where m.organization_id = ${registrantLinks.organizationId} and m.session_id = ${registrantLinks.sessionId})`;

/** Turned down by the provider. */
export const turnedDown: SQL = sql`${registrantLinks.state} = 'failed'`;

/** Links that are to be made once more, at once and with their back-off begun anew. */
export const wantAgain = (which: SQL): Query<{ id: string }[]> =>
  transitionAll(registrantLinks, registrantLinkMachine, "want_again", which, {
    set: { dueAt: sql`clock_timestamp()`, tries: 0, error: null },
  });
