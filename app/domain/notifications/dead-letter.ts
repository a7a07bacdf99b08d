import { and, eq, sql } from "drizzle-orm";

import { q } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { transitionAll } from "#kernel/write.server";

import { deadLetterMachine } from "./dead-letter.machine";
import { deadLetters } from "./tables";

export type Died = { source: "event" | "delivery" | "job"; sourceId: string; what: string; error: string };

const about = (source: Died["source"], sourceId: string) =>
  and(eq(deadLetters.source, source), eq(deadLetters.sourceId, sourceId))!;

/**
 * What gave up, for a person to see: one row for each thing that died, opened again when it dies again. The same death
 * told twice changes nothing.
 */
export function deadLetterWrites({ source, sourceId, what, error }: Died): Query[] {
  return [
    q
      .insert(deadLetters)
      .values({ source, sourceId, what, error, diedAt: sql`clock_timestamp()` })
      .onConflictDoNothing(),
    transitionAll(deadLetters, deadLetterMachine, "die_again", about(source, sourceId), {
      set: { error, diedAt: sql`clock_timestamp()`, times: sql`${deadLetters.times} + 1` },
    }),
  ];
}

/** What went through in the end is no dead letter: the queue gives up on messages while a database is away, the relay does not. */
export const recovered = (source: Died["source"], sourceId: string): Query =>
  transitionAll(deadLetters, deadLetterMachine, "recover", about(source, sourceId));
