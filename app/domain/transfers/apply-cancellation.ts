import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { Refusal, refuse } from "#kernel/refusal";
import { localDay } from "#kernel/time";
import { unchangedEach } from "#kernel/write.server";

import { batchMachine } from "../batches/batch.machine";
import { cancellationWrites } from "../batches/cancellation-writes";
import { choice } from "../batches/inputs";
import { changedMeanwhile, lastChangeOf } from "../batches/last-change";
import { batchAssignments, batches } from "../batches/tables";
import { seatGivenUp } from "../enrollments/seat-given-up";
import { enrollments } from "../enrollments/tables";
import { staffProfiles } from "../identity/tables";
import { dropComing } from "../sessions/schedule/drop-coming";
import { cancellationFacts, candidatesOf } from "./cancellation-facts";
import type { LeavingRow } from "./cancellation-facts";
import type { Candidate } from "./propose-places";
import { refuseTransfer } from "./refusals";
import { cancellationMoves } from "./tables";

const cancellationInput = z.object({
  batchId: z.uuid(),
  version: z.coerce.number().int().min(1),
  /** Assignment -> the batch its student goes to, or null. */
  places: z.record(z.uuid(), choice),
  ownerId: choice,
  dueOn: z
    .string()
    .trim()
    .refine((text) => text === "" || z.iso.date().safeParse(text).success, "Choose a day.")
    .transform((text) => text || null),
  reason: reasonInput,
});
type Input = z.output<typeof cancellationInput>;
/** The name of a student's field in the form. */
export const placeField = (assignmentId: string): string => `place-${assignmentId}`;

/**
 * Cancels a batch with its plan, all of it or nothing: each student leaves it for the batch chosen for them, or waits on the
 * list of the unplaced with an owner and a due day; classes to come are cancelled; nobody pays for it. Refuses a plan that
 * the world has moved on from, naming who came or went, seats that are not there (kept by the database when two plans want
 * the last one), and an unplaced student nobody looks after.
 */
export async function applyCancellation(
  ctx: Ctx,
  raw: z.input<typeof cancellationInput>,
): Promise<{ placed: number; unplaced: number }> {
  const input = parseInput(cancellationInput, raw);
  try {
    return await apply(ctx, input);
  } catch (error) {
    throw error instanceof Refusal && error.code === "seat.none_left"
      ? refuseTransfer("cancellation.seats_gone")
      : error;
  }
}

const apply = (ctx: Ctx, input: Input) =>
  mutate(ctx, "batch.cancel", {
    load: () => ({
      ...cancellationFacts(input.batchId, ctx.now),
      found: q.select().from(batches).where(eq(batches.id, input.batchId)),
      owner: q
        .select({ id: staffProfiles.id })
        .from(staffProfiles)
        .where(eq(staffProfiles.id, input.ownerId ?? input.batchId)),
      planned: rows<{ id: string; name: string }>(sql`
        select a.id, p.full_name as name from batch_assignments a join student_profiles p on p.organization_id = a.organization_id and p.id = a.student_id
        where a.organization_id = (select app.organization_id()) and a.id in (select x::uuid from jsonb_array_elements_text(${JSON.stringify(Object.keys(input.places))}::jsonb) as x)`),
      last: lastChangeOf("batches", [input.batchId]),
    }),
    decide: ({ found: [batch], leaving, candidates, coming, owner, planned, last }) => {
      assertCan(ctx.actor, "batch.cancel");
      if (!batch || !ctx.tenant) return refuse("not_found");
      if (target(batchMachine, "cancel", batch.state) === null) return refuseTransfer("cancellation.state");
      if (batch.version !== input.version) return changedMeanwhile(last, ctx.now, ctx.tenant.zone);
      const refusal =
        refuseStale(leaving, planned, input) ??
        refusePlaces(leaving, candidatesOf(candidates), input) ??
        refuseUnowned(leaving, owner.length > 0, localDay(ctx.now, batch.zone), input);
      if (refusal) return refusal;
      const placed = leaving.flatMap((row) => {
        const toBatchId = input.places[row.id];
        return toBatchId ? [{ ...row, toBatchId, newId: uuidv7(ctx.now.getTime()) }] : [];
      });
      const unplaced = leaving.filter((row) => !input.places[row.id]);
      const kept = unplaced.flatMap((row) => row.others.slice(0, 1));
      return {
        writes: [
          ...cancellationWrites({ batch, placed, unplaced, reason: input.reason, now: ctx.now }),
          ...dropComing(coming, input.reason),
          ...(placed.length > 0
            ? [
                unchangedEach(
                  enrollments,
                  placed.map((row) => row.enrollment),
                  "enrollment",
                ),
              ]
            : []),
          ...(kept.length > 0 ? [unchangedEach(batchAssignments, kept, "assignment")] : []),
          ...unplaced.map((row) => seatGivenUp(row.enrollment, { last: row.others.length === 0 })),
          ...(leaving.length > 0
            ? [q.insert(cancellationMoves).values(leaving.map((row) => moveOf(row, input, ctx.now)))]
            : []),
        ],
        events: [
          { name: "batch.cancelled", payload: { batchId: batch.id } },
          ...placed.map(({ newId, toBatchId, studentId, enrollmentId }) => ({
            name: "batch.student_assigned",
            payload: { assignmentId: newId, batchId: toBatchId, studentId, enrollmentId },
          })),
        ],
        result: { placed: placed.length, unplaced: unplaced.length },
      };
    },
    reason: input.reason,
    onConstraint: {
      batch_assignments_live: refuseTransfer("cancellation.stale"),
      cancellation_moves_organization_id_batch_id_enrollment_id_key: refuseTransfer("cancellation.state"),
    },
  });

const moveOf = (row: LeavingRow, { batchId, places, ownerId, dueOn }: Input, movedAt: Date) => {
  const toBatchId = places[row.id] ?? null;
  const { studentId, enrollmentId, courseId } = row;
  const waits = toBatchId === null ? { ownerId, dueOn } : {};
  return { batchId, studentId, enrollmentId, courseId, toBatchId, movedAt, ...waits };
};

/** Who came into the batch, or left it, since the plan was made. */
function refuseStale(
  leaving: LeavingRow[],
  planned: { id: string; name: string }[],
  { places }: Input,
): Refusal | null {
  const here = new Set(leaving.map((row) => row.id));
  const came = leaving.filter((row) => !Object.hasOwn(places, row.id)).map((row) => row.name);
  const went = Object.keys(places)
    .filter((id) => !here.has(id))
    .map((id) => planned.find((one) => one.id === id)?.name ?? "Somebody");
  const said = [
    came.length > 0 ? `${listed(came)} came into the {batch}` : null,
    went.length > 0 ? `${listed(went)} left it` : null,
  ].filter((text) => text !== null);
  if (said.length === 0) return null;
  const sentence = `${said.join(", and ")} since this plan was made. Nothing was changed: look at the places again.`;
  return refuseTransfer("cancellation.stale", { fields: { version: [sentence] } });
}

/** A chosen batch must be one of the course that goes on, with a seat for everybody who is to go there. */
function refusePlaces(leaving: LeavingRow[], candidates: Candidate[], { places }: Input): Refusal | null {
  const known = new Map(candidates.map((one) => [one.id, one]));
  const fields: Record<string, string[]> = {};
  const given = new Map<string, number>();
  for (const { id } of leaving) {
    const chosen = places[id];
    if (!chosen) continue;
    const candidate = known.get(chosen);
    const n = (given.get(chosen) ?? 0) + 1;
    given.set(chosen, n);
    if (!candidate)
      fields[placeField(id)] = ["This {batch} takes no students of this course any more. Choose another."];
    else if (n > candidate.free)
      fields[placeField(id)] = [
        `${candidate.code} has ${Math.max(0, candidate.free)} seats left, which others of this plan take. Choose another, or no place.`,
      ];
  }
  return Object.keys(fields).length > 0 ? refuseTransfer("cancellation.seats_gone", { fields }) : null;
}

/** Who has no place must not be forgotten. */
function refuseUnowned(leaving: LeavingRow[], ownerKnown: boolean, today: string, input: Input): Refusal | null {
  if (leaving.every((row) => input.places[row.id])) return null;
  const fields = {
    ...(input.ownerId && ownerKnown ? {} : { ownerId: ["Choose who looks for a place for them."] }),
    ...(input.dueOn && input.dueOn >= today ? {} : { dueOn: ["Choose a day until when, today or later."] }),
  };
  return Object.keys(fields).length > 0 ? refuse("input.invalid", { fields }) : null;
}

const listed = (names: string[]) =>
  names.length > 3
    ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
    : new Intl.ListFormat("en", { type: "conjunction" }).format(names);
