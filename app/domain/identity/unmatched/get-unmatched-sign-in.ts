import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { maskedEmail } from "#kernel/email";
import { read } from "#kernel/read.server";

import type { EnrollmentState } from "../../enrollments/enrollment.machine";
import { ownName } from "../own-name";
import { signInOf } from "./sign-in-row";

export type LikelyStudent = {
  id: string;
  code: string;
  name: string;
  /** Enough of the known address to compare it by. */
  address: string;
  hasSignedIn: boolean;
  plan: { name: string; state: EnrollmentState } | null;
};
export type SignInPage = {
  personName: string;
  id: string;
  email: string;
  tries: number;
  firstAt: Date;
  lastAt: Date;
  closed: boolean;
  owner: "student" | "other" | null;
  likely: LikelyStudent[];
  /** How it was dealt with before, newest first. */
  before: { at: Date; attached: boolean; by: string | null; reason: string | null }[];
};
type LikelyRow = {
  id: string;
  code: string;
  name: string;
  email: string;
  signed_in: boolean;
  plan: { name: string; state: EnrollmentState } | null;
};

/** One address that matched nobody, with the students it is most like by name or address. One round trip. */
export async function getUnmatchedSignIn(ctx: Ctx, signInId: string): Promise<SignInPage | null> {
  const page = await read(ctx, (_, me) => ({
    person: ownName(me),
    signIn: signInOf(signInId),
    likely: likelyStudents(signInId),
    before: rows<{ at: string; action: string; by: string | null; reason: string | null }>(sql`
      select to_json(a.at) #>> '{}' as at, a.action, s.full_name as by, a.reason from audit_logs a
      left join staff_profiles s on s.organization_id = a.organization_id and 'member:' || s.id::text = a.actor
      where a.organization_id = (select app.organization_id()) and a.entity = 'unmatched_sign_ins' and a.entity_id = ${signInId}::uuid and a.kind = 'auth'
      order by a.at desc limit 10`),
  }));
  assertCan(ctx.actor, "student.change_email");
  const row = page.signIn[0];
  if (!row) return null;
  return {
    personName: page.person[0]?.name ?? "",
    id: row.id,
    email: row.email,
    tries: row.tries,
    firstAt: new Date(row.firstAt),
    lastAt: new Date(row.lastAt),
    closed: row.closed,
    owner: row.owner,
    likely: page.likely.map(({ id, code, name, email, signed_in, plan }) => ({
      id,
      code,
      name,
      address: maskedEmail(email),
      hasSignedIn: signed_in,
      plan,
    })),
    before: page.before.map(({ at, action, by, reason }) => ({
      at: new Date(at),
      attached: action === "auth.sign_in_attached",
      by,
      reason,
    })),
  };
}

/** By the words of the part before the @, as a name, and by that part itself, as an address at another provider. */
const likelyStudents = (signInId: string): Query<LikelyRow[]> =>
  rows<LikelyRow>(sql`
    select p.id, p.code, p.full_name as name, e.email, m.first_signed_in_at is not null as signed_in,
      (select jsonb_build_object('name', l.name, 'state', n.state) from enrollments n join plans l on l.organization_id = n.organization_id and l.id = n.plan_id
        where n.organization_id = p.organization_id and n.student_id = p.id order by n.state in ('CANCELLED', 'REFUNDED'), n.created_at desc limit 1) as plan
    from (
      select f.student_id, min(f.rank) as rank
      from unmatched_sign_ins u
      cross join lateral (select split_part(u.email, '@', 1) as mailbox) a
      cross join lateral (values (btrim(regexp_replace(a.mailbox, '[^[:alpha:]]+', ' ', 'g'))), (regexp_replace(a.mailbox, '[0-9]+$', '')), (a.mailbox || '@')) asked(text)
      cross join lateral app.search_students(u.organization_id, asked.text, 5, true) f
      where u.organization_id = (select app.organization_id()) and u.id = ${signInId}::uuid and length(asked.text) > 2
      group by f.student_id) found
    join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = found.student_id
    join memberships m on m.organization_id = p.organization_id and m.id = p.id and m.disabled_at is null
    join user_emails e on e.organization_id = m.organization_id and e.user_id = m.user_id and e.is_primary
    order by found.rank, p.full_name, p.id limit 6`);
