import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { notifyWrite } from "./notify";

/** On an address the office added: the student hears of it where they are known, because it opens their account. */
export async function tellOfAddedAddress(
  ctx: Ctx,
  event: ReceivedEvent<{ addressId: string; userId: string }>,
): Promise<void> {
  const { addressId, userId } = event.payload;
  await handle(ctx, "notifications.tell-of-added-address", event, {
    load: () => ({}),
    decide: () => ({
      writes: [notifyWrite([{ userId, template: "address_added", subjectId: addressId, occurrence: event.id }])],
      result: undefined,
    }),
  });
  ctx.ports.relaySoon();
}
