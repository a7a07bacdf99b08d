import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { expecting, unchanged } from "#kernel/write.server";

import { refuseSession } from "./refusals";
import { sessionMeetings, sessions } from "./tables";

export const replaceLinkInput = z.object({
  sessionId: z.uuid(),
  reason: z.string().trim().min(1, "Say why; it stands in the record.").max(400),
  /** The new link every student gets at once, or the id of the Zoom meeting whose link is read. */
  link: z
    .string()
    .trim()
    .min(1, "Paste the meeting's link, or its number.")
    .max(2000, "This is longer than a link can be."),
  /** The meeting that the form was made for. */
  version: z.int().optional(),
});

/**
 * Replaces a class's link now: everybody who joins from here on gets the new one, personal links of the old meeting count
 * no longer (their generation is over) and are made again for the new meeting when its id is known. The batch's link
 * counts no longer either, since it may lead to the meeting that was replaced: after a bare number students wait until the
 * meeting is read. Refuses a form made for a meeting that was replaced since, and a link on an origin the organization
 * does not use: the page's policy would block it in the student's browser.
 */
export async function replaceLink(ctx: Ctx, raw: z.input<typeof replaceLinkInput>): Promise<void> {
  const input = checked(raw);
  const target = meetingOf(input.link);
  if (!target)
    throw refuseSession("session.link_unreadable", {
      fields: { link: ["Paste a whole link beginning with https://, or a meeting number of 9 to 11 digits."] },
    });
  const fallbackSealed = target.url ? await ctx.ports.vault.seal(target.url.href) : null;
  const meetingIdSealed = target.meetingId ? await ctx.ports.vault.seal(target.meetingId) : null;
  await mutate(ctx, "session.set_link", {
    load: () => ({
      found: q.select().from(sessions).where(eq(sessions.id, input.sessionId)),
      meeting: q
        .select({ generation: sessionMeetings.generation })
        .from(sessionMeetings)
        .where(eq(sessionMeetings.sessionId, input.sessionId)),
    }),
    decide: ({ found: [session], meeting: [meeting] }) => {
      assertCan(ctx.actor, "session.set_link");
      if (!session || !ctx.tenant) return refuse("not_found");
      if (session.state !== "scheduled") return refuseSession("session.state");
      if (input.version !== undefined && input.version !== (meeting?.generation ?? 0))
        return refuseSession("session.link_replaced");
      if (target.url && !ctx.tenant.meetingOrigins.includes(target.url.origin))
        return refuseSession("session.link_origin", {
          fields: { link: ["This link is not on one of your meeting providers."] },
        });
      const values = {
        fallbackSealed,
        meetingIdSealed,
        generation: (meeting?.generation ?? 0) + 1,
        replacedAt: ctx.now,
        registrationOn: null,
        readAt: null,
        readError: null,
        // Nobody has begun the new meeting yet.
        meetingStartedAt: null,
        meetingEndedAt: null,
      };
      return {
        writes: [
          unchanged(sessions, session, "session"),
          expecting(1, "meeting", replaced(session.id, meeting?.generation ?? 0, values)),
        ],
        events: [{ name: "session.meeting_changed", payload: { sessionId: session.id } }],
        result: undefined,
      };
    },
    reason: input.reason,
  });
}

/** The meeting, only where it is still the one that was read: two replacements at once must not share a generation. */
const replaced = (sessionId: string, generation: number, values: Partial<typeof sessionMeetings.$inferInsert>) =>
  q
    .insert(sessionMeetings)
    .values({ sessionId, ...values })
    .onConflictDoUpdate({
      target: sessionMeetings.sessionId,
      set: values,
      setWhere: eq(sessionMeetings.generation, generation),
    })
    .returning({ one: sql`1` })
    .getSQL();

/** Mistakes in the form are told by field, like every refusal. */
function checked(raw: z.input<typeof replaceLinkInput>) {
  const parsed = replaceLinkInput.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors as Record<string, string[]> });
}

/** A link, a link of a Zoom meeting (its number is in the path), or a bare number with or without spaces. */
export function meetingOf(text: string): { url: URL | null; meetingId: string | null } | null {
  const digits = text.replaceAll(/[\s-]/g, "");
  if (/^[0-9]{9,11}$/.test(digits)) return { url: null, meetingId: digits };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  return { url, meetingId: /\/j\/([0-9]{9,11})(?:$|[/?])/.exec(url.pathname)?.[1] ?? null };
}
