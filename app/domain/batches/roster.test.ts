import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { getBatchPage } from "#domain/audit/batch-page/get-batch-page";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld } from "#tests/support/domain-world";

import { getRosterPage } from "./get-roster-page";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

describe("a roster", () => {
  it("names payments to who may read them, and none to the batch's trainer", async () => {
    const { nimbus } = w;
    const trainer = await nimbus.staff("trainer");
    const batchId = await nimbus.batch({ trainerId: trainer.memberId });
    await nimbus.assign(await nimbus.enroll(), batchId);
    const paymentsFor = async (ctx: typeof trainer) => [
      (await getBatchPage(ctx, batchId))?.roster.map(({ payment }) => payment),
      (await getRosterPage(ctx, batchId))?.roster.map(({ payment }) => payment),
    ];
    expect(await paymentsFor(await nimbus.staff("ops"))).toEqual([["settled"], ["settled"]]);
    expect(await paymentsFor(trainer)).toEqual([[null], [null]]);
  });
});
