import type { Ports, QueueMessage, Statement } from "#kernel/ports";

/** Events that must not stand behind others. */
const urgentEvents = new Set(["auth.code_requested"]);
const mostPerRound = 200;
/** One call moves at most 5,000 of each; what is left is still due at the next minute. */
const mostRounds = 25;

type Event = { id: string; organization_id: string; event: string; spent: boolean };
type Delivery = { id: string; organization_id: string; urgent: boolean };

/**
 * Outbox and deliveries to the queues: ids of what is due, nothing else. The consumer claims, so an id sent twice does
 * no harm, and one that a killed queue lost is sent again when its row is next found due. `dead` counts events that have
 * used up their tries and go to the consumer to be buried.
 */
export async function relay(ports: Ports): Promise<{ claimed: number; sent: number; dead: number }> {
  const counts = { claimed: 0, sent: 0, dead: 0 };
  for (let round = 0; round < mostRounds; round++) {
    const { events, deliveries } = await dispatch(ports);
    await Promise.all([
      ports.queue.send("urgent", [
        ...events.filter((e) => urgentEvents.has(e.event)).map(message("event")),
        ...deliveries.filter((d) => d.urgent).map(message("delivery")),
      ]),
      ports.queue.send("events", events.filter((e) => !urgentEvents.has(e.event)).map(message("event"))),
      ports.queue.send("deliveries", deliveries.filter((d) => !d.urgent).map(message("delivery"))),
    ]);
    counts.claimed += events.length;
    counts.sent += events.length + deliveries.length;
    counts.dead += events.filter((e) => e.spent).length;
    if (events.length < mostPerRound && deliveries.length < mostPerRound) break;
  }
  return counts;
}

async function dispatch(ports: Ports): Promise<{ events: Event[]; deliveries: Delivery[] }> {
  const statement = (sql: string): Statement => ({ sql, params: [mostPerRound], arrayMode: false });
  const [events, deliveries] = await ports.database.batch(
    [
      statement("select * from app.dispatch_outbox($1::int)"),
      statement("select * from app.dispatch_deliveries($1::int)"),
    ],
    { readOnly: false, isolation: "ReadCommitted" },
  );
  return { events: (events?.rows ?? []) as Event[], deliveries: (deliveries?.rows ?? []) as Delivery[] };
}

const message =
  (kind: string) =>
  (row: { id: string; organization_id: string }): QueueMessage => ({
    organizationId: row.organization_id,
    id: row.id,
    kind,
  });
