import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { classWithTrainer } from "./class-with-trainer";
import { refuseSession } from "./refusals";
import { sessionNotes } from "./tables";

export const sessionNoteInput = z.object({
  sessionId: z.uuid(),
  body: z.string().trim().min(1, "Write the note first.").max(2000, "A note has at most 2,000 characters."),
});

/** Keeps in mind something about a class, for staff alone; a note stays as it was written. A trainer's own classes only. */
export async function addSessionNote(ctx: Ctx, raw: z.input<typeof sessionNoteInput>): Promise<void> {
  const { sessionId, body } = parseInput(sessionNoteInput, raw);
  await mutate(ctx, "session.note", {
    load: () => ({ found: classWithTrainer(sessionId) }),
    decide: ({ found: [session] }, me) => {
      const teaches = ctx.actor.kind === "member" && session?.trainerId === me.memberId;
      assertCan(ctx.actor, "session.note", { assigned: teaches });
      if (!session) return refuse("not_found");
      const authorId = ctx.actor.kind === "member" ? me.memberId : null;
      return { writes: [q.insert(sessionNotes).values({ sessionId, authorId, body })], result: undefined };
    },
    // A second click, or the form sent again.
    onConstraint: { session_notes_same: refuseSession("session.same_note") },
  });
}
