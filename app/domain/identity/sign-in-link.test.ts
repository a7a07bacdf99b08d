import { describe, expect, it } from "vitest";

import { createVault } from "#workers/integrations/vault";

import { openDeniedAddress, sealDeniedAddress } from "./denied-address";
import { openSignInLink, sealSignInLink } from "./sign-in-link";

const vault = createVault(`1:${btoa("k".repeat(32))}`, "pepper".repeat(8));
const flowId = "01a1fe2e-e8ef-7490-9c4f-f5f819f26556";

describe("the link of a code mail", () => {
  it("opens to the flow and the code, and shows neither", async () => {
    const token = await sealSignInLink(vault, flowId, "123456");
    expect(token).not.toContain("123456");
    expect(encodeURIComponent(token)).toBe(token);
    expect(await openSignInLink(vault, token)).toEqual({ flowId, code: "123456" });
  });

  it("is nothing where it was cut, altered, made by another key or for another purpose", async () => {
    const token = await sealSignInLink(vault, flowId, "123456");
    const elsewhere = createVault(`1:${btoa("x".repeat(32))}`, "pepper".repeat(8));
    const strange = [
      token.slice(0, -3),
      token.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
      "",
      "v1.a.b",
      `v9${token.slice(2)}`,
      await sealSignInLink(elsewhere, flowId, "123456"),
      await sealDeniedAddress(vault, "a@example.com"),
    ];
    for (const one of strange) expect(await openSignInLink(vault, one)).toBeNull();
  });
});

it("a refused address travels sealed, and a link is not taken for one", async () => {
  expect(await openDeniedAddress(vault, await sealDeniedAddress(vault, "no@example.com"))).toBe("no@example.com");
  expect(await openDeniedAddress(vault, await sealSignInLink(vault, flowId, "123456"))).toBeNull();
  expect(await openDeniedAddress(vault, null)).toBeNull();
});
