import { describe, expect, it } from "vitest";

import { defineList, oneOf } from "#kernel/list";

import { bulkForm } from "./respond";

const list = defineList({ filters: { state: oneOf(["open"]) }, sorts: { name: "text" }, first: "name" });
const id = (n: number) => `0192f3a4-0000-7000-8000-${String(n).padStart(12, "0")}`;
const send = (fields: [string, string][]) =>
  bulkForm(new Request("http://nimbus.localhost/", { method: "POST", body: new URLSearchParams(fields) }), list);

describe("a bulk form", () => {
  it("chooses rows by their ids, each once, and keeps its other fields", async () => {
    const { fields, chosen } = await send([
      ["ids", id(1)],
      ["ids", id(2).toUpperCase()],
      ["ids", id(1)],
      ["intent", "invite"],
    ]);
    expect(chosen).toEqual({ by: "ids", ids: [id(1), id(2)] });
    expect(fields["intent"]).toBe("invite");
  });

  it("chooses all of a filter, with the number its sender saw", async () => {
    const { chosen } = await send([
      ["ids", id(1)],
      ["all", "filter"],
      ["filter", "state=open"],
      ["seen", "1234"],
    ]);
    expect(chosen).toMatchObject({ by: "filter", seen: 1234, asked: { filters: { state: "open" }, after: null } });
  });

  it("refuses an empty choice, too many, what is no id, and a filter the list does not know", async () => {
    const tooMany = Array.from({ length: 501 }, (_, n): [string, string] => ["ids", id(n)]);
    for (const [fields, field] of [
      [[["intent", "invite"]], "ids"],
      [tooMany, "ids"],
      [[["ids", "1 or 1=1"]], "ids"],
      [
        [
          ["all", "filter"],
          ["filter", "state=gone"],
        ],
        "state",
      ],
      [
        [
          ["ids", id(1)],
          ["intent", "a"],
          ["intent", "b"],
        ],
        "intent",
      ],
    ] as [[string, string][], string][])
      await expect(send(fields)).rejects.toMatchObject({
        code: "input.invalid",
        details: { fields: { [field]: [expect.any(String)] } },
      });
  });
});
