/** `"Nimbus Academy" <hub@example.com>`: the school's name as a quoted string, so that no character of it can be read as an address. */
export function fromHeader(name: string, address: string): string {
  // A line break here would begin another header.
  const clean = name
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(/["\\<>]/g, "")
    .trim();
  return clean ? `"${clean}" <${address}>` : address;
}
