import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";

import { makeLinks } from "./make-links";
import { readMeeting } from "./read-meeting";
import { wantLinks } from "./want-links";

/** On a student refused for want of a link: reads the meeting and makes their link now. Safe twice: a made link is not wanted. */
export async function provisionOnMissingLink(
  ctx: Ctx,
  event: ReceivedEvent<{ sessionId: string; studentId: string }>,
): Promise<void> {
  await readMeeting(ctx, event.payload.sessionId);
  await wantLinks(ctx, event.payload);
  await makeLinks(ctx, event.payload);
}
