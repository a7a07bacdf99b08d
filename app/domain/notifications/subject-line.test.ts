import { expect, it } from "vitest";

import { subjectLine } from "./subject-line";

it.each([
  ["New time: Subnets, Mon 23 Nov", "New time: Subnets, Mon 23 Nov"],
  ["New time: Subnets\r\nBcc: all@x.in", "New time: Subnets Bcc: all@x.in"],
  ["About a\u2028b\u0000c\u0085", "About a b c"],
  ["About 🙂".slice(0, -1), "About"],
])("the subject %j is one line that a mail can carry", (text, line) => {
  expect(subjectLine(text)).toBe(line);
});
