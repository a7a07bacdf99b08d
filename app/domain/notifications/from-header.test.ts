import { expect, it } from "vitest";

import { fromHeader } from "./from-header";

it.each([
  ["Nimbus Academy", '"Nimbus Academy" <hub@hub.example>'],
  ['The "Raga" <School>', '"The Raga School" <hub@hub.example>'],
  ["Nimbus\r\nBcc: all@x.in", '"Nimbus Bcc: all@x.in" <hub@hub.example>'],
  ["Söhne & Töchter, e. V.", '"Söhne & Töchter, e. V." <hub@hub.example>'],
  [" \t", "hub@hub.example"],
])("the sender of %j reads as one name and one address", (name, header) => {
  expect(fromHeader(name, "hub@hub.example")).toBe(header);
});
