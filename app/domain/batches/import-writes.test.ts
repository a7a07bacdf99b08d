import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Query } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { assignmentWrites } from "./import-assignments";
import { cancelledBatchWrites } from "./import-batches";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

/** What bulk work decided a moment ago, written now. */
const write = (action: "import.apply" | "import.undo", writes: Query[]) =>
  mutate(w.nimbus.job(), action, { load: () => ({}), decide: () => ({ writes, result: undefined }), reason: "Bulk" });
const place = ({ enrollmentId, studentId }: Enrolled, batchId: string) =>
  assignmentWrites(
    [{ id: uuidv7(Date.now()), enrollmentId, studentId, courseId: w.nimbus.courseId, batchId, moves: [] }],
    "Bulk",
  );
const stateOf = (batchId: string) => w.one("select state from batches where id = $1", [batchId]);

describe("bulk work that the world moved on from", () => {
  it("cancels no batch in which somebody was given a place meanwhile", async () => {
    const [taken, free] = [await w.nimbus.batch(), await w.nimbus.batch()];
    await w.nimbus.assign(await w.nimbus.enroll(), taken);
    expect(await refusal(write("import.undo", cancelledBatchWrites([taken, free], "Wrong")))).toEqual({
      code: "conflict",
    });
    expect(await stateOf(free)).toEqual({ state: "forming" });
    await write("import.undo", cancelledBatchWrites([free], "Wrong"));
    expect(await stateOf(free)).toEqual({ state: "cancelled" });
  });

  it("gives no place in a batch that was cancelled meanwhile", async () => {
    const batchId = await w.nimbus.batch();
    const [first, second] = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    await write("import.apply", place(first, batchId));
    const gone = await w.nimbus.batch();
    await write("import.undo", cancelledBatchWrites([gone], "Wrong"));
    expect(await refusal(write("import.apply", place(second, gone)))).toEqual({ code: "conflict" });
    expect(await w.one("select count(*)::int as n from batch_assignments where batch_id = $1", [gone])).toEqual({
      n: 0,
    });
  });
});
