import { sql } from "drizzle-orm";

import { assertCan, can } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import { namedRecords, recordColumns } from "./records";
import type { AuditRecord } from "./records";

export type Values = Record<string, unknown>;
export type AuditRecordPage = {
  personName: string;
  record: AuditRecord;
  /** What of the record is personal, as it was; null where there is nothing, it was erased, or it is not this person's to see. */
  personal: { before: Values | null; after: Values | null } | null;
  /** Why personal values are kept back, or null. */
  keptBack: "role" | "erased" | null;
  /** Everything the same request did, newest first, this record among it. */
  request: AuditRecord[];
};

const school = sql`(select app.organization_id())`;
const most = 200;

/** One record with all it holds, and what the same request did besides. Managers only; one round trip. Not there: null. */
export async function getAuditRecord(ctx: Ctx, id: string): Promise<AuditRecordPage | null> {
  const answers = await read(ctx, (_, me) => ({
    person: ownName(me),
    found: namedRecords(
      sql`select ${recordColumns} from audit_logs a where a.organization_id = ${school} and a.id = ${id}::uuid`,
    ),
    personal: rows<{ before: Values | null; after: Values | null }>(
      sql`select p.before, p.after from audit_personal p where p.organization_id = ${school} and p.audit_id = ${id}::uuid`,
    ),
    request: namedRecords(sql`
      select ${recordColumns} from audit_logs a where a.organization_id = ${school} and a.request_id =
        (select x.request_id from audit_logs x where x.organization_id = ${school} and x.id = ${id}::uuid) order by a.at desc, a.id desc limit ${most}`),
  }));
  assertCan(ctx.actor, "audit.read");
  const [record] = answers.found;
  if (!record) return null;
  const mayKnow = can(ctx.actor, "student.read_contact") === true;
  const hasPersonal = JSON.stringify([record.before, record.after]).includes('"sha256:');
  const [personal] = answers.personal;
  return {
    personName: answers.person[0]?.name ?? "",
    record,
    personal: mayKnow ? (personal ?? null) : null,
    keptBack: !hasPersonal ? null : !mayKnow ? "role" : personal ? null : "erased",
    request: answers.request,
  };
}
