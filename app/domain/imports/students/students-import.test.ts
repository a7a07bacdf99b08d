import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { importDesk } from "../imports.test-world";

let w: DomainWorld;
let desk: ReturnType<typeof importDesk>;
beforeAll(async () => {
  w = await domainWorld();
  desk = importDesk(w, w.nimbus);
});
afterAll(() => w?.drop());

describe("a sheet of legacy students", () => {
  it("is shown before anything is written, and written as it was shown", async () => {
    const batchId = await w.nimbus.batch({ code: "AWS-14" });
    const plan = await desk.preview(
      "External id,Name,E-mail,Mobile,Plan,Status,Batch,Paid,Valid till\r\n" +
        "L-1,Asha Rao,Asha@Example.com,98765 43210,CLOUD,active,AWS-14,paid,2027-03-31\r\n" +
        "L-2,Ravi Menon,ravi@example.com,,Cloud one year,waiting,,due,\r\n" +
        "L-3,Meera K,meera@example.com,12,CLOUD,,,20000,\r\n" +
        ",,,,,,,,\r\n" +
        "L-4,Joseph,joseph@example.com,,Nonsense,,,,\r\n",
    );
    console.log(JSON.stringify(await desk.rowsOf(plan.id), null, 1));
    expect(plan).toMatchObject({ state: "ready" });
    const applied = await desk.apply(plan.id);
    console.log(JSON.stringify([applied, await desk.rowsOf(plan.id)], null, 1));
    expect(batchId).toBeTruthy();
  });
});
