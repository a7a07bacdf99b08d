import { and, eq, inArray } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { classWithTrainer } from "./class-with-trainer";
import { refuseSession } from "./refusals";
import { recordings } from "./tables";

const httpsLink = z
  .string()
  .trim()
  .min(1, "Paste the recording's link.")
  .max(2000, "This is longer than a link can be.")
  .refine(
    (text) =>
      text === "" || (URL.canParse(text) && new URL(text).protocol === "https:" && new URL(text).username === ""),
    "Paste a whole link beginning with https://.",
  );
export const placeRecordingInput = z.object({
  sessionId: z.uuid(),
  link: httpsLink,
  title: z.string().trim().max(120, "A name has at most 120 characters.").optional(),
  reason: reasonInput,
});

/**
 * Puts a recording's link on a class; the students of its batch see it at once. Refuses a class that was cancelled or has
 * not begun, a link that is not https, and one that stands on the class already. A trainer's own classes only.
 */
export async function placeRecording(ctx: Ctx, raw: z.input<typeof placeRecordingInput>): Promise<void> {
  const { sessionId, link, title, reason } = parseInput(placeRecordingInput, raw);
  const id = uuidv7(ctx.now.getTime());
  await mutate(ctx, "recording.manage", {
    load: () => ({
      found: classWithTrainer(sessionId),
      same: q
        .select({ id: recordings.id })
        .from(recordings)
        .where(
          and(
            eq(recordings.sessionId, sessionId),
            eq(recordings.link, link),
            inArray(recordings.state, ["ready", "hidden"]),
          ),
        ),
    }),
    decide: ({ found: [session], same }, me) => {
      const teaches = ctx.actor.kind === "member" && session?.trainerId === me.memberId;
      assertCan(ctx.actor, "recording.manage", { assigned: teaches });
      if (!session) return refuse("not_found");
      if (session.state === "cancelled") return refuseSession("session.state");
      if (session.startsAt > ctx.now) return refuseSession("recording.too_early");
      if (same.length > 0)
        return refuseSession("recording.there_already", {
          fields: { link: ["This link stands on the class already."] },
        });
      const placedBy = ctx.actor.kind === "member" ? me.memberId : null;
      return {
        writes: [q.insert(recordings).values({ id, sessionId, link, title: title || null, placedBy })],
        events: [{ name: "recording.placed", payload: { recordingId: id, sessionId } }],
        result: undefined,
      };
    },
    reason,
    onConstraint: { recordings_link: refuseSession("recording.there_already") },
  });
}
