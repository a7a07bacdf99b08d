import type { Vault } from "#kernel/ports";

const purpose = "sign-in-link";

/**
 * The optional link of a code mail carries the flow's id and the code, sealed: what stands in an address is written to
 * logs and histories, and a sealed code is of no use there. It signs in only the browser that holds the flow cookie.
 */
export const sealSignInLink = (vault: Vault, flowId: string, code: string): Promise<string> =>
  vault.seal([purpose, flowId, code].join(" "));

/** What a link's token carries, null where it is not one of ours. */
export async function openSignInLink(vault: Vault, token: string): Promise<{ flowId: string; code: string } | null> {
  if (!/^v\d+\.[\w-]{16}\.[\w-]{20,200}$/.test(token)) return null;
  // A cut or altered token cannot be opened; to a person that is a broken link, not an error of ours.
  const plain = await vault.open(token).catch(() => "");
  const [kind, flowId, code] = plain.split(" ");
  return kind === purpose && flowId && code ? { flowId, code } : null;
}
