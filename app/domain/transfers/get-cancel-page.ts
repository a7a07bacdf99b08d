import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { read } from "#kernel/read.server";

import { batchFacts, batchOf } from "../batches/batch-facts";
import type { BatchFacts } from "../batches/batch-facts";
import { ownerChoices } from "../batches/staff-choices";
import type { Choice } from "../batches/staff-choices";
import { ownName } from "../identity/own-name";
import { cancellationFacts, candidatesOf, clashesOf } from "./cancellation-facts";
import { proposePlaces } from "./propose-places";
import type { Candidate, Proposal } from "./propose-places";

export type CancelPage = {
  batch: BatchFacts;
  students: { assignmentId: string; name: string; code: string; proposal: Proposal }[];
  candidates: Candidate[];
  /** Of the students, those whom no mail reaches before their invite. */
  notInvited: number;
  /** Classes to come that fall away with it. */
  coming: number;
  owners: Choice[];
  personName: string;
};

/** What cancelling a batch would mean for each of its students, computed anew at each look. Null: no such batch. One round trip. */
export async function getCancelPage(ctx: Ctx, batchId: string): Promise<CancelPage | null> {
  const answers = await read(ctx, (_, me) => ({
    ...cancellationFacts(batchId, ctx.now),
    found: batchFacts(batchId, me),
    owners: ownerChoices(),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "batch.cancel");
  const [row] = answers.found;
  if (!row) return null;
  const candidates = candidatesOf(answers.candidates);
  const proposed = proposePlaces({
    held: answers.held[0]?.n ?? 0,
    students: answers.leaving.map(({ id, studentId }) => ({ assignmentId: id, studentId })),
    candidates,
    clashes: clashesOf(answers.clashes),
  });
  return {
    batch: batchOf(row),
    students: answers.leaving.map(({ id, name, code }, i) => ({
      assignmentId: id,
      name,
      code,
      proposal: proposed[i]!,
    })),
    notInvited: answers.leaving.filter(({ knows }) => !knows).length,
    candidates,
    coming: answers.coming.length,
    owners: answers.owners,
    personName: answers.person[0]?.name ?? "",
  };
}
