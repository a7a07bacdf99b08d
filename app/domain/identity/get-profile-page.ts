import { desc, eq, sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";

import { studentProfiles, userEmails } from "./tables";

export type ProfilePage = {
  name: string;
  studentCode: string;
  addresses: { address: string; primary: boolean }[];
  authSessions: { id: string; device: string; since: Date; lastSeen: Date; current: boolean }[];
};
type AuthSessionRow = { id: string; device: string; created_at: string | Date; last_seen_at: string | Date };

/** The caller's live auth sessions; the function itself knows no other. */
export const myAuthSessions = (ctx: Ctx) =>
  rows<AuthSessionRow>(
    sql`select id, device, created_at, last_seen_at from app.my_auth_sessions(${ctx.now.toISOString()}::timestamptz)`,
  );

/** Who a student is to the school, and where they are signed in. */
export async function getProfilePage(ctx: Ctx): Promise<ProfilePage> {
  const page = await read(ctx, (q, me) => ({
    profile: q
      .select({
        code: studentProfiles.code,
        fullName: studentProfiles.fullName,
        preferredName: studentProfiles.preferredName,
      })
      .from(studentProfiles)
      .where(eq(studentProfiles.id, me.memberId)),
    addresses: q
      .select({ address: userEmails.email, primary: userEmails.isPrimary })
      .from(userEmails)
      .where(eq(userEmails.userId, me.userId))
      .orderBy(desc(userEmails.isPrimary), userEmails.email),
    authSessions: myAuthSessions(ctx),
  }));
  const profile = page.profile[0];
  if (!profile) throw refuse("not_found");
  return {
    name: profile.preferredName ?? profile.fullName,
    studentCode: profile.code,
    addresses: page.addresses,
    authSessions: page.authSessions.map((s) => ({
      id: s.id,
      device: s.device,
      since: new Date(s.created_at),
      lastSeen: new Date(s.last_seen_at),
      current: s.id === ctx.authSession?.id,
    })),
  };
}
