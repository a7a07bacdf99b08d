import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { unchanged } from "#kernel/write.server";

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
});

/**
 * Replaces a class's link now: everybody who joins from here on gets the new one, personal links of the old meeting count
 * no longer (their generation is over) and are made again for the new meeting when its id is known. Refuses a link on an
 * origin the organization does not use: the page's policy would block it in the student's browser.
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
      if (target.url && !ctx.tenant.meetingOrigins.includes(target.url.origin))
        return refuseSession("session.link_origin", {
          fields: { link: ["This link is not on one of your meeting providers."] },
        });
      const generation = (meeting?.generation ?? 0) + 1;
      const values = {
        fallbackSealed,
        meetingIdSealed,
        generation,
        registrationOn: null,
        readAt: null,
        readError: null,
      };
      return {
        writes: [
          unchanged(sessions, session, "session"),
          q
            .insert(sessionMeetings)
            .values({ sessionId: session.id, ...values })
            .onConflictDoUpdate({ target: sessionMeetings.sessionId, set: values }),
        ],
        events: [{ name: "session.meeting_changed", payload: { sessionId: session.id } }],
        result: undefined,
      };
    },
    reason: input.reason,
  });
}

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
