import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import { canonicalEmail } from "./email";

const read = (text: string) => {
  const answer = canonicalEmail(text);
  return answer.ok ? answer.email : null;
};

describe("canonicalEmail", () => {
  it("trims, lowers and writes the domain as DNS knows it", () => {
    expect(read("  Asha.R+Class@Example.COM ")).toBe("asha.r+class@example.com");
    expect(read("nila@bücher.example")).toBe("nila@xn--bcher-kva.example");
    expect(read("cafe\u0301@example.com")).toBe("café@example.com");
  });

  it("folds neither dots nor plus tags", () => {
    expect(read("a.sha@example.com")).not.toBe(read("asha@example.com"));
    expect(read("asha+1@example.com")).not.toBe(read("asha@example.com"));
  });

  it.each([
    ["", "Type your e-mail address."],
    ["asha.example.com", "An e-mail address has an @ in it, like asha@example.com."],
    ["@example.com", "Type the part before the @ as well, like asha@example.com."],
    ["asha@example.com, ravi@example.com", "Type one address, without spaces or commas."],
    ["asha@localhost", "The part after the @ is not complete. It looks like example.com."],
    ["asha@1.2", "The part after the @ is not complete. It looks like example.com."],
    ["asha@example.com/admin", "The part after the @ is not complete. It looks like example.com."],
    ["asha@%65xample.com", "The part after the @ is not complete. It looks like example.com."],
    ["a..b@example.com", "The part before the @ holds something an address cannot have. Check it for typing errors."],
    [
      "as\u200bha@example.com",
      "The part before the @ holds something an address cannot have. Check it for typing errors.",
    ],
    [`${"a".repeat(250)}@example.com`, "This is longer than an e-mail address can be. Type the address alone."],
  ])("refuses %j and says the fix", (typed, fix) => {
    expect(canonicalEmail(typed)).toEqual({ ok: false, fix });
  });

  property.prop([fc.emailAddress(), fc.constantFrom("", " ", "\t", "\n")])(
    "reads every plain address, in any case, to one text that reads to itself",
    (address, edge) => {
      const one = read(address);
      if (one === null) return;
      expect(read(edge + address.toUpperCase() + edge)).toBe(read(address.toLowerCase()));
      expect(read(one)).toBe(one);
    },
  );

  property.prop([fc.string({ unit: "grapheme", maxLength: 80 })])(
    "never throws, and what it accepts is what the database accepts",
    (typed) => {
      const email = read(typed);
      if (email === null) return;
      expect(email).toBe(email.toLowerCase().normalize("NFC"));
      expect(email).toMatch(/^[^@\s]{1,64}@[a-z0-9.-]{1,255}$/);
    },
  );
});
