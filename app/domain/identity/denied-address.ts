import type { Vault } from "#kernel/ports";

const purpose = "denied-address";

/** Carries a refused address to the page that shows it, sealed in the flow cookie: an address in a URL would stand in histories and logs. */
export const sealDeniedAddress = (vault: Vault, email: string): Promise<string> => vault.seal(`${purpose} ${email}`);

export async function openDeniedAddress(vault: Vault, cookie: string | null): Promise<string | null> {
  if (!cookie || !/^v\d+\.[\w-]{16}\.[\w-]{20,600}$/.test(cookie)) return null;
  // Altered or sealed with a key that is gone: the page is shown without the address.
  const [kind, email] = (await vault.open(cookie).catch(() => "")).split(" ");
  return kind === purpose && email ? email : null;
}
