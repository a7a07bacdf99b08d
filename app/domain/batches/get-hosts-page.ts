import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import type { Provider } from "./tables";

export type HostAccount = {
  id: string;
  version: number;
  name: string;
  provider: Provider;
  state: "active" | "retired";
  meetingSize: number | null;
  simultaneous: number;
  /** It has a key to take a meeting over with; the key itself is never shown. */
  hasKey: boolean;
  /** Classes to come. */
  planned: number;
};

/** The accounts meetings run on, those in use first. One round trip. */
export async function getHostsPage(ctx: Ctx): Promise<{ hosts: HostAccount[]; personName: string }> {
  const now = ctx.now.toISOString();
  const { hosts, person } = await read(ctx, (_, me) => ({
    hosts: rows<HostAccount>(sql`
      select h.id, h.version, h.name, h.provider, h.state, h.meeting_size as "meetingSize", h.simultaneous, h.host_key_sealed is not null as "hasKey",
        (select count(*)::int from sessions s where s.organization_id = h.organization_id and s.host_account_id = h.id and s.state = 'scheduled'
          and s.starts_at > ${now}::timestamptz - interval '12 hours' and s.ends_at > ${now}::timestamptz) as planned
      from host_accounts h where h.organization_id = (select app.organization_id()) order by h.state, h.name limit 500`),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "integration.manage");
  return { hosts, personName: person[0]?.name ?? "" };
}
