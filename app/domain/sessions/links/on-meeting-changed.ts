import { and, eq, or } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { registrantLinks } from "../tables";
import { makeLinks } from "./make-links";
import { readMeeting } from "./read-meeting";
import { outdated, turnedDown, wantAgain } from "./want-again";
import { wantLinks } from "./want-links";

/** On a new or changed meeting: reads it, wants its students' links once more, makes them. Each step is safe twice. */
export async function relinkOnMeetingChange(ctx: Ctx, event: ReceivedEvent<{ sessionId: string }>): Promise<void> {
  const { sessionId } = event.payload;
  await handle(ctx, "links.want-again-on-meeting-change", event, {
    load: () => ({}),
    decide: () => ({
      writes: [wantAgain(and(eq(registrantLinks.sessionId, sessionId), or(outdated, turnedDown))!)],
      result: undefined,
    }),
  });
  await readMeeting(ctx, sessionId);
  await wantLinks(ctx, { sessionId });
  await makeLinks(ctx, { sessionId });
}
