import { eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { q } from "#kernel/database.server";

import { batches } from "../batches/tables";
import { sessions } from "./tables";

/** A class with the state it is in and who teaches it. */
export const classWithTrainer = (sessionId: string | SQL) =>
  q
    .select({
      id: sessions.id,
      state: sessions.state,
      startsAt: sessions.startsAt,
      trainerId: sql<string | null>`coalesce(${sessions.trainerId}, ${batches.trainerId})`,
    })
    .from(sessions)
    .innerJoin(batches, eq(batches.id, sessions.batchId))
    .where(eq(sessions.id, sessionId));
