import { unchangedAll } from "#kernel/write.server";

import { cancelledSessionWrites, movedSessionWrites } from "../../sessions/import-sessions";
import { inTurn } from "../../sessions/in-turn";
import { sessions } from "../../sessions/tables";
import type { Applied, ApplyRun } from "../kind";
import { movedTogether } from "./moved-together";
import type { HolidayPlan } from "./plan-holiday";

/** Where a class stood: for the undo. */
export type HolidayMade = {
  sessionId: string;
  batchId: string;
  wasSkipped: boolean;
  before: { startsAt: string; endsAt: string; localDate: string; localTime: string };
};

/** Moves or leaves out the classes of a holiday as one; students hear of it as of every change. */
export function applyHoliday(rows: readonly HolidayPlan[], run: ApplyRun): Applied {
  const all = rows.flatMap(({ number, session, to }) => (session ? [{ number, session, to }] : []));
  const { moved, events } = movedTogether(
    all.flatMap(({ session, to }) => (to ? [{ id: session.id, batchId: session.batchId, ...to }] : [])),
    run.now,
  );
  const skipped = all.filter(({ to }) => to === null).map(({ session }) => session);
  return {
    writes: [
      ...(all.length > 0
        ? [inTurn(...all.flatMap(({ session }) => [session.batchId, session.trainerId, session.hostAccountId]))]
        : []),
      ...(all.length > 0
        ? [
            unchangedAll(
              sessions,
              all.map(({ session }) => session),
              "session",
            ),
          ]
        : []),
      ...cancelledSessionWrites(
        skipped.map(({ id }) => id),
        run.reason,
      ),
      ...movedSessionWrites(moved, run.reason),
    ],
    made: new Map(
      all.map(({ number, session, to }): [number, HolidayMade] => {
        const { startsAt, endsAt, localDate, localTime } = session;
        return [
          number,
          {
            sessionId: session.id,
            batchId: session.batchId,
            wasSkipped: to === null,
            before: { startsAt, endsAt, localDate, localTime },
          },
        ];
      }),
    ),
    events: [
      ...events,
      ...skipped.map(({ id, batchId }) => ({ name: "session.cancelled", payload: { sessionId: id, batchId } })),
    ],
  };
}
