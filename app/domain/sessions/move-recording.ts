import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { classWithTrainer } from "./class-with-trainer";
import { recordingMachine } from "./recording.machine";
import { refuseSession } from "./refusals";
import { recordings } from "./tables";

export const moveRecordingInput = z.object({
  recordingId: z.uuid(),
  move: z.enum(["hide", "show", "remove"]),
  reason: reasonInput,
});

/** Hides a recording from students, shows it again, or removes it for good. Refuses what its state does not allow. */
export async function moveRecording(ctx: Ctx, raw: z.input<typeof moveRecordingInput>): Promise<void> {
  const { recordingId, move, reason } = parseInput(moveRecordingInput, raw);
  await mutate(ctx, "recording.manage", {
    load: () => ({
      found: q.select().from(recordings).where(eq(recordings.id, recordingId)),
      classes: classWithTrainer(sql`(select session_id from recordings where id = ${recordingId}::uuid)`),
    }),
    decide: ({ found: [recording], classes: [session] }, me) => {
      const teaches = ctx.actor.kind === "member" && session?.trainerId === me.memberId;
      assertCan(ctx.actor, "recording.manage", { assigned: teaches });
      if (!recording) return refuse("not_found");
      if (target(recordingMachine, move, recording.state) === null) return refuseSession("recording.state");
      return { writes: [transition(recordings, recordingMachine, recording, move)], result: undefined };
    },
    reason,
  });
}
