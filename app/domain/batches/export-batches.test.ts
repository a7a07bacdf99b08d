import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { csvStream } from "#kernel/csv-stream";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { exportBatches } from "./export-batches";
import { batchList, listBatches } from "./list-batches";

let w: DomainWorld;
let open: string[];
beforeAll(async () => {
  w = await domainWorld();
  const { memberId } = await w.nimbus.staff("ops_manager");
  open = [];
  for (const code of ["A-1", "A-2", "A-3"]) open.push(await w.nimbus.batch({ code, ownerId: memberId }));
  const over = await w.nimbus.batch({ code: "A-0" });
  await w.nimbus.asOwner("update batches set state = 'cancelled', cancel_reason = 'Too few' where id = $1", [over]);
  await w.nimbus.batch({ code: "B-1", name: "=HYPERLINK(1)", capacity: 7 });
});
afterAll(() => w?.drop());

const asked = (search: string, size?: number) => ({
  ...batchList.parse(new URLSearchParams(search)),
  ...(size ? { size } : {}),
});
async function taken(...[ctx, filter]: Parameters<typeof exportBatches>) {
  const all = [];
  for await (const piece of await exportBatches(ctx, filter)) all.push(...piece);
  return all;
}

describe("the list of batches as a file", () => {
  it("is every batch of the filter in its order, as the list has them, whatever page is looked at", async () => {
    const ops = await w.nimbus.staff("ops");
    const filter = asked("q=a-&sort=code&state=every", 2);
    expect((await taken(ops, filter)).map(({ code }) => code)).toEqual(["A-0", "A-1", "A-2", "A-3"]);
    expect(await taken(ops, asked("sort=code"))).toEqual((await listBatches(ops, asked("sort=code"))).rows);
  });

  it("is noted with who took it and which filter, before its first row leaves", async () => {
    const ops = await w.nimbus.staff("leadership");
    await exportBatches(ops, asked("q=b-&state=planning"));
    const { rows } = await w.owner.query(
      "select kind, entity, entity_id, action, actor, after from audit_logs where kind = 'export' and actor = $1",
      [`member:${ops.memberId}`],
    );
    expect(rows).toEqual([
      {
        kind: "export",
        entity: "batches",
        entity_id: null,
        action: "roster.export",
        actor: `member:${ops.memberId}`,
        after: { filter: { q: "b-", state: "planning" } },
      },
    ]);
  });

  it("is a program manager's own where nothing else is asked for, as the list is", async () => {
    const manager = await w.nimbus.staff("program_manager");
    await w.nimbus.asOwner("update batches set owner_id = $2 where id = $1", [open[1], manager.memberId]);
    expect((await taken(manager, asked(""))).map(({ code }) => code)).toEqual(["A-2"]);
    expect((await taken(manager, asked("owner=anyone&sort=code"))).map(({ code }) => code)).toEqual([
      "A-1",
      "A-2",
      "A-3",
      "B-1",
    ]);
  });

  it("holds nothing that a spreadsheet would run, and nothing of another school", async () => {
    const lines = async function* () {
      for await (const piece of await exportBatches(await w.nimbus.staff("ops"), asked("q=b-1")))
        yield piece.map(({ code, name, capacity }) => [code, name, capacity]);
    };
    const text = await new Response(csvStream(["Code", "Name", "Seats"], lines())).text();
    expect(text).toMatch(/B-1,"?'=HYPERLINK\(1\)"?,7\r\n$/);
    expect(await taken(await w.raga.staff("ops"), asked("state=every"))).toEqual([]);
  });

  it("is not for a trainer, support or a counselor, who may look", async () => {
    for (const role of ["trainer", "customer_support", "academic_counselor"] as const) {
      const ctx = await w.nimbus.staff(role);
      await listBatches(ctx, asked(""));
      expect(await refusal(exportBatches(ctx, asked(""))), role).toEqual({ code: "forbidden" });
    }
  });
});
