import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { makeLinks, wantAgain } from "./make-links";
import { readMeeting } from "./read-meeting";
import { wantLinks } from "./want-links";

/** On a new or changed meeting: reads it, wants its students' links once more, makes them. Each step is safe twice. */
export async function relinkOnMeetingChange(ctx: Ctx, event: ReceivedEvent<{ sessionId: string }>): Promise<void> {
  const { sessionId } = event.payload;
  await handle(ctx, "links.want-again-on-meeting-change", event, {
    load: () => ({}),
    decide: () => ({ writes: [wantAgain(sessionId)], result: undefined }),
  });
  await readMeeting(ctx, sessionId);
  await wantLinks(ctx, { sessionId });
  await makeLinks(ctx, { sessionId });
}
