/** "as•••@example.in": its owner knows it, nobody else learns it. */
export function maskedAddress(email: string): string {
  const at = email.lastIndexOf("@");
  const begin = Array.from(email.slice(0, at)).slice(0, at > 2 ? 2 : 1);
  return `${begin.join("")}•••${email.slice(at)}`;
}
