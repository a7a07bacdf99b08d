import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { notifyWrite } from "./notify";

/**
 * On another primary address: the address so far hears of it, which is where whoever did not ask for it still reads. A
 * student who had none is told nothing.
 */
export async function tellOfChangedAddress(
  ctx: Ctx,
  event: ReceivedEvent<{ userId: string; oldAddressId: string | null }>,
): Promise<void> {
  const { userId, oldAddressId } = event.payload;
  await handle(ctx, "notifications.tell-of-changed-address", event, {
    load: () => ({}),
    decide: () => ({
      writes: oldAddressId
        ? [notifyWrite([{ userId, template: "address_changed", subjectId: oldAddressId, occurrence: event.id }])]
        : [],
      result: undefined,
    }),
  });
  ctx.ports.relaySoon();
}
