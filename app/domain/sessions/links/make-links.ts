import { and, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { fromWrites, mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";
import type { VendorResult } from "#kernel/ports";
import { transitionAll } from "#kernel/write.server";

import { registrantLinks, sessionMeetings } from "../tables";
import { registrantLinkMachine } from "./registrant-link.machine";

type Claimed = { id: string; session_id: string; student_id: string; alias: string; attempts: number };
type Wanted = Claimed & {
  code: string;
  name: string;
  meeting_id_sealed: string | null;
  generation: number;
  registration_on: boolean | null;
  provider: string;
};

/** How many links one run makes: a job's share of the provider's rate (30 a second for a Pro account). */
const mostPerRun = 120;
const atOnce = 4;

/**
 * Makes personal links that are wanted and due: claims them with a lease, asks the provider, writes each answer where the
 * claim still holds. A failure waits (30 s, doubling, at most 30 min); what the provider rejects outright is failed and
 * tried again by the next day's want. The provider is called between two transactions, never inside one.
 */
export async function makeLinks(
  ctx: Ctx,
  only: { sessionId?: string; studentId?: string } = {},
): Promise<{ made: number; failed: number }> {
  const claimed = await claim(ctx, only);
  if (claimed.length === 0) return { made: 0, failed: 0 };
  const wanted = await details(ctx, claimed);
  let made = 0;
  let failed = 0;
  for (let i = 0; i < wanted.length; i += atOnce) {
    const done = await Promise.all(wanted.slice(i, i + atOnce).map((w) => makeOne(ctx, w)));
    made += done.filter(Boolean).length;
    failed += done.length - done.filter(Boolean).length;
  }
  return { made, failed };
}

const claim = (ctx: Ctx, only: { sessionId?: string; studentId?: string }) =>
  mutate(ctx, "job.provision-links", {
    load: () => ({}),
    decide: () => ({
      writes: [
        rows<Claimed>(
          sql`select * from app.claim_registrant_links(${mostPerRun}, ${only.sessionId ?? null}::uuid, ${only.studentId ?? null}::uuid)`,
        ),
      ],
      result: fromWrites(([list]) => list as Claimed[]),
    }),
  });

async function details(ctx: Ctx, claimed: Claimed[]): Promise<Wanted[]> {
  const ids = sql.join(
    claimed.map((c) => sql`${c.id}::uuid`),
    sql`, `,
  );
  const { found } = await read(ctx, () => ({
    found: rows<Wanted>(sql`
      select l.id, l.session_id, l.student_id, l.alias, l.attempts, p.code, coalesce(p.preferred_name, p.full_name) as name, m.meeting_id_sealed, m.generation, m.registration_on, m.provider
      from registrant_links l
      join student_profiles p on p.organization_id = l.organization_id and p.id = l.student_id
      join session_meetings m on m.organization_id = l.organization_id and m.session_id = l.session_id
      where l.id in (${ids})`),
  }));
  return found;
}

async function makeOne(ctx: Ctx, wanted: Wanted): Promise<boolean> {
  if (!wanted.meeting_id_sealed || wanted.provider !== "zoom" || wanted.registration_on === false)
    return settle(ctx, wanted, { ok: false, kind: "rejected", code: "no_registration" });
  const meetingId = await ctx.ports.vault.open(wanted.meeting_id_sealed);
  const answer = await ctx.ports.meetings.addRegistrant(meetingId, {
    email: wanted.alias,
    firstName: shortName(wanted.name),
    lastName: `· ${wanted.code}`,
  });
  // A link the page's policy would block is worse than the fallback.
  if (answer.ok && !ctx.tenant?.meetingOrigins.includes(new URL(answer.value.joinUrl).origin))
    return settle(ctx, wanted, { ok: false, kind: "rejected", code: "origin_not_allowed" });
  return settle(ctx, wanted, answer);
}

/** "Asha R": enough for a trainer to know who is there, not the whole name at the provider. */
export function shortName(name: string): string {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  const last = rest.at(-1);
  return last ? `${first} ${firstLetter(last)}` : first;
}

/** A whole letter as a person sees it, marks and all. */
const firstLetter = (word: string) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? "";

async function settle(
  ctx: Ctx,
  wanted: Wanted,
  answer: VendorResult<{ registrantId: string; joinUrl: string }>,
): Promise<boolean> {
  const sealed = answer.ok ? await ctx.ports.vault.seal(answer.value.joinUrl) : null;
  await mutate(ctx, "job.provision-links", {
    load: () => ({
      meeting: q
        .select({ generation: sessionMeetings.generation })
        .from(sessionMeetings)
        .where(eq(sessionMeetings.sessionId, wanted.session_id)),
    }),
    decide: ({ meeting: [meeting] }) => {
      // The claim's number is the fence: a lapsed lease that somebody else took over is no longer ours to settle.
      const mine = sql`${registrantLinks.id} = ${wanted.id} and ${registrantLinks.attempts} = ${wanted.attempts}`;
      const current = meeting?.generation === wanted.generation;
      return {
        writes: [
          settled(wanted, answer, sealed, mine),
          ...(answer.ok && !current ? [wantAgain(wanted.session_id)] : []),
        ],
        result: undefined,
      };
    },
  });
  return answer.ok;
}

function settled(
  wanted: Wanted,
  answer: VendorResult<{ registrantId: string; joinUrl: string }>,
  linkSealed: string | null,
  mine: SQL,
): Query {
  if (answer.ok) {
    const { registrantId } = answer.value;
    const set = { linkSealed, registrantId, generation: wanted.generation, error: null };
    return transitionAll(registrantLinks, registrantLinkMachine, "make", mine, { set });
  }
  const error = answer.code;
  if (answer.kind === "rejected")
    return transitionAll(registrantLinks, registrantLinkMachine, "fail", mine, { set: { error } });
  const backoff = Math.min(30 * 60, 30 * 2 ** Math.min(wanted.attempts - 1, 6));
  const seconds = Math.max(backoff, (answer.retryAfterMs ?? 0) / 1000);
  const dueAt = sql`clock_timestamp() + make_interval(secs => ${seconds})`;
  return q
    .update(registrantLinks)
    .set({ error, dueAt })
    .where(and(mine, eq(registrantLinks.state, "wanted")));
}

/** Links made for an older meeting are wanted once more. */
export const wantAgain = (sessionId: string) =>
  transitionAll(
    registrantLinks,
    registrantLinkMachine,
    "want_again",
    and(
      eq(registrantLinks.sessionId, sessionId),
      sql`(${registrantLinks.state} = 'failed' or (${registrantLinks.state} = 'made' and ${registrantLinks.generation} <> (
        select m.generation from session_meetings m where m.organization_id = ${registrantLinks.organizationId} and m.session_id = ${registrantLinks.sessionId})))`,
    )!,
    { set: { dueAt: sql`clock_timestamp()`, attempts: 0, error: null } },
  );
