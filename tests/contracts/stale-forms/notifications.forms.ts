import { paths } from "#app/paths";
import { replayAllDeadLetters, replayDeadLetter } from "#domain/notifications/replay-dead-letters";
import { uuidv7 } from "#kernel/ids";

import type { House } from "./house";
import type { StaleForm } from "./stale-form";

/** An event that gave up and lies among the dead letters. */
async function deadEvent({ nimbus, owner, clock }: House) {
  const [eventId, id] = [uuidv7(clock.now.getTime()), uuidv7(clock.now.getTime())];
  await nimbus.asOwner("insert into outbox (id, event, payload) values ($1, 'session.scheduled', '{}')", [eventId]);
  await owner.query("update outbox set state = 'claimed' where id = $1", [eventId]);
  await owner.query("update outbox set state = 'dead', attempts = 8 where id = $1", [eventId]);
  await nimbus.asOwner(
    "insert into dead_letters (id, source, source_id, what, error) values ($1, 'event', $2, 'session.scheduled', 'boom')",
    [id, eventId],
  );
  return { id, who: { ctx: () => nimbus.staff("ops") }, path: paths.deadLetters(), types: {} };
}

export default [
  {
    form: "admin.ops.dead-letters replay",
    async begin(house) {
      const { id, ...page } = await deadEvent(house);
      const other = await house.nimbus.staff("ops", "other");
      return {
        ...page,
        which: { deadLetterId: id },
        meanwhile: { "somebody replayed it": () => replayDeadLetter(other, { id }) },
      };
    },
  },
  {
    form: "admin.ops.dead-letters replay_all",
    async begin(house) {
      const { id: _, ...page } = await deadEvent(house);
      await deadEvent(house);
      const other = await house.nimbus.staff("ops", "other");
      return { ...page, meanwhile: { "somebody replayed them all": () => replayAllDeadLetters(other) } };
    },
  },
] satisfies StaleForm[];
