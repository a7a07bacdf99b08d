import { eq } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { notifyWrite } from "../notify";
import { refuseNotification } from "../refusals";
import { announcements } from "../tables";
import { aboutWhat, audienceOf, listenersOf } from "./audience";
import { announcementForm } from "./inputs";

/**
 * Tells everybody of a batch, or of one class of it, something in 280 characters: a notification and a mail for each, in the
 * transaction that keeps the announcement. The page it was written on sends once, however often its button is pressed.
 * Refuses a batch that is over, a class that is cancelled, and one that nobody would read.
 */
export async function sendAnnouncement(ctx: Ctx, raw: z.input<typeof announcementForm>): Promise<{ told: number }> {
  const { announcementId, batchId, sessionId, text } = parseInput(announcementForm, raw);
  return mutate(ctx, "announcement.send", {
    load: (_, me) => ({
      found: aboutWhat(batchId, sessionId, ctx.actor.kind === "member" ? me.memberId : batchId),
      listeners: listenersOf(batchId),
      before: q.select({ id: announcements.id }).from(announcements).where(eq(announcements.id, announcementId)),
    }),
    decide: ({ found: [about], listeners, before }) => {
      assertCan(ctx.actor, "announcement.send", { assigned: about?.mine ?? false });
      if (!about || (sessionId && !about.session_id)) return refuse("not_found");
      if (before.length > 0) return refuseNotification("announcement.sent_already");
      if (about.state === "completed" || about.state === "cancelled" || about.session_state === "cancelled")
        return refuseNotification("announcement.over");
      const audience = audienceOf(listeners, about, ctx.now);
      if (audience.length === 0) return refuseNotification("announcement.nobody");
      const sentBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      return {
        writes: [
          q.insert(announcements).values({ id: announcementId, batchId, sessionId, text, sentBy }),
          notifyWrite(
            audience.map(({ user_id }) => ({
              userId: user_id,
              template: "announcement",
              subjectId: announcementId,
              occurrence: "",
            })),
          ),
        ],
        events: [{ name: "announcement.sent", payload: { announcementId, batchId } }],
        result: { told: audience.length },
      };
    },
    onConstraint: { announcements_pkey: refuseNotification("announcement.sent_already") },
  });
}
