import { and, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import type { VendorResult } from "#kernel/ports";
import { transitionAll } from "#kernel/write.server";

import { registrantLinks } from "../tables";
import { registrantLinkMachine } from "./registrant-link.machine";
import { outdated, wantAgain } from "./want-again";

type Only = { sessionId?: string; studentId?: string };
type Link = { registrantId: string; joinUrl: string };
type Wanted = {
  id: string;
  alias: string;
  /** The row as it was while our claim held. Whoever changes it afterwards (another claim, a new meeting) makes our answer too late. */
  version: number;
  /** Tries since the link was wanted: how long the next failure waits. */
  tries: number;
  code: string;
  name: string;
  meeting_id_sealed: string | null;
  generation: number;
  registration_on: boolean | null;
  provider: string;
};

/** How many links one run makes: a job's share of the provider's rate (30 a second for a Pro account). */
const mostPerRun = 120;
/** With 5 s for a call that hangs, a portion ends well within the lease of 60 s. */
const portion = 20;
const atOnce = 4;

/**
 * Makes personal links that are wanted and due: claims them with a lease, asks the provider, writes each answer where the
 * row is still as the claim left it. A failure waits (30 s, doubling, at most 30 min); what the provider rejects outright
 * is failed and wanted again after an hour. Stops when the provider answers nobody. It is called between two
 * transactions, never inside one.
 */
export async function makeLinks(ctx: Ctx, only: Only = {}): Promise<{ made: number; failed: number }> {
  const counts = { made: 0, failed: 0 };
  while (counts.made + counts.failed < mostPerRun) {
    const wanted = await claim(ctx, only);
    for (let i = 0; i < wanted.length; i += atOnce) {
      const answers = await Promise.all(wanted.slice(i, i + atOnce).map((one) => makeOne(ctx, one)));
      counts.made += answers.filter((answer) => answer.ok).length;
      counts.failed += answers.filter((answer) => !answer.ok).length;
      if (answers.every((answer) => !answer.ok && answer.kind !== "rejected")) return counts;
    }
    if (wanted.length < portion) break;
  }
  return counts;
}

async function claim(ctx: Ctx, only: Only): Promise<Wanted[]> {
  const [claimed] = await inOneTrip(ctx, "job.provision-links", [
    rows<{ id: string; attempts: number }>(
      sql`select id, attempts from app.claim_registrant_links(${portion}, ${only.sessionId ?? null}::uuid, ${only.studentId ?? null}::uuid)`,
    ),
  ]);
  if (claimed.length === 0) return [];
  const ours = sql.join(
    claimed.map((one) => sql`(${one.id}::uuid, ${one.attempts}::int)`),
    sql`, `,
  );
  // Another claim may have come between ours and this read: only rows that still carry our number are ours to make.
  const { wanted } = await read(ctx, () => ({
    wanted: rows<Wanted>(sql`
      select l.id, l.alias, l.version, l.tries, p.code, coalesce(p.preferred_name, p.full_name) as name, m.meeting_id_sealed, m.generation, m.registration_on, m.provider
      from registrant_links l
      join student_profiles p on p.organization_id = l.organization_id and p.id = l.student_id
      join session_meetings m on m.organization_id = l.organization_id and m.session_id = l.session_id
      where (l.id, l.attempts) in (${ours}) and l.state = 'wanted'`),
  }));
  return wanted;
}

async function makeOne(ctx: Ctx, wanted: Wanted): Promise<VendorResult<Link>> {
  const answer = await askProvider(ctx, wanted);
  const linkSealed = answer.ok ? await ctx.ports.vault.seal(answer.value.joinUrl) : null;
  const mine = and(eq(registrantLinks.id, wanted.id), eq(registrantLinks.version, wanted.version))!;
  await inOneTrip(ctx, "job.provision-links", [
    settled(wanted, answer, linkSealed, mine),
    // The meeting was replaced while the provider was asked: this link leads to the old one.
    wantAgain(and(eq(registrantLinks.id, wanted.id), outdated)!),
  ]);
  return answer;
}

async function askProvider(ctx: Ctx, wanted: Wanted): Promise<VendorResult<Link>> {
  if (!wanted.meeting_id_sealed || wanted.provider !== "zoom" || wanted.registration_on === false)
    return { ok: false, kind: "rejected", code: "no_registration" };
  const meetingId = await ctx.ports.vault.open(wanted.meeting_id_sealed);
  const answer = await ctx.ports.meetings.addRegistrant(meetingId, {
    email: wanted.alias,
    firstName: shortName(wanted.name),
    lastName: `· ${wanted.code}`,
  });
  // A link the page's policy would block is worse than the fallback.
  if (answer.ok && !ctx.tenant?.meetingOrigins.includes(new URL(answer.value.joinUrl).origin))
    return { ok: false, kind: "rejected", code: "origin_not_allowed" };
  return answer;
}

/** "Asha R": enough for a trainer to know who is there, not the whole name at the provider. */
export function shortName(name: string): string {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  const last = rest.at(-1);
  return last ? `${first} ${firstLetter(last)}` : first;
}

/** A whole letter as a person sees it, marks and all. */
const firstLetter = (word: string) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? "";

function settled(wanted: Wanted, answer: VendorResult<Link>, linkSealed: string | null, mine: SQL): Query {
  if (answer.ok) {
    const { registrantId } = answer.value;
    const set = { linkSealed, registrantId, generation: wanted.generation, error: null };
    return transitionAll(registrantLinks, registrantLinkMachine, "make", mine, { set });
  }
  const error = answer.code;
  if (answer.kind === "rejected")
    return transitionAll(registrantLinks, registrantLinkMachine, "fail", mine, { set: { error } });
  const backoff = Math.min(30 * 60, 30 * 2 ** Math.min(wanted.tries - 1, 6));
  const seconds = Math.max(backoff, (answer.retryAfterMs ?? 0) / 1000);
  const dueAt = sql`clock_timestamp() + make_interval(secs => ${seconds})`;
  return q
    .update(registrantLinks)
    .set({ error, dueAt })
    .where(and(mine, eq(registrantLinks.state, "wanted")));
}
