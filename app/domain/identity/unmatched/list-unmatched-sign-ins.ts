import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { defineList } from "#kernel/list";
import type { AskedOf } from "#kernel/list";
import { keyset, pageOf } from "#kernel/list.server";
import type { Keyed } from "#kernel/list.server";
import { read } from "#kernel/read.server";

import { ownName } from "../own-name";
import { ownerColumn } from "./sign-in-row";

export const signInList = defineList({ filters: {}, sorts: { last: "instant", tries: "number" }, first: "-last" });

export type UnmatchedSignIn = {
  id: string;
  email: string;
  tries: number;
  firstAt: Date;
  lastAt: Date;
  /** A member of staff's, or of an account that is closed: nobody can be given it. */
  belongsToOther: boolean;
};
type Row = Keyed & { email: string; tries: number; first_at: string; last_at: string; owner: string | null };

/** Addresses that asked for a code and are no student's, the latest first. One round trip. */
export async function listUnmatchedSignIns(
  ctx: Ctx,
  asked: AskedOf<typeof signInList>,
): Promise<{ personName: string; rows: UnmatchedSignIn[]; next: string | null }> {
  const keys = keyset(asked, { last: sql`u.last_at`, tries: sql`u.tries` }, sql`u.id`);
  const { person, found } = await read(ctx, (_, me) => ({
    person: ownName(me),
    found: rows<Row>(sql`
      select u.id, u.email, u.tries, to_json(u.first_at) #>> '{}' as first_at, to_json(u.last_at) #>> '{}' as last_at, owner.of as owner, ${keys.cursor} as cursor
      from unmatched_sign_ins u cross join lateral (select ${ownerColumn} as of) owner
      where u.organization_id = (select app.organization_id()) and u.closed_at is null and owner.of is distinct from 'student' ${keys.after}
      order by ${keys.order} limit ${keys.limit}`),
  }));
  assertCan(ctx.actor, "student.change_email");
  const page = pageOf(signInList, asked, found);
  return {
    personName: person[0]?.name ?? "",
    next: page.next,
    rows: page.rows.map((row) => ({
      id: row.id,
      email: row.email,
      tries: row.tries,
      firstAt: new Date(row.first_at),
      lastAt: new Date(row.last_at),
      belongsToOther: row.owner !== null,
    })),
  };
}
