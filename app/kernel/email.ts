/** The canonical form of an address, or the sentence that says how to fix what was typed. */
export type CanonicalEmail = { ok: true; email: string } | { ok: false; fix: string };

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~\-\p{L}\p{N}\p{M}]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\-\p{L}\p{N}\p{M}]+)*$/u;
const domainLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const no = (fix: string): CanonicalEmail => ({ ok: false, fix });

/**
 * One address, one text: trimmed, NFC, lower case, the domain as A-label. Dots and plus tags are never folded: to most
 * mail servers they are different mailboxes.
 */
export function canonicalEmail(typed: string): CanonicalEmail {
  const text = typed.trim().normalize("NFC");
  if (text === "") return no("Type your e-mail address.");
  if (text.length > 254) return no("This is longer than an e-mail address can be. Type the address alone.");
  const at = text.lastIndexOf("@");
  if (at < 0) return no("An e-mail address has an @ in it, like asha@example.com.");
  const local = text.slice(0, at).toLowerCase().normalize("NFC");
  if (local === "") return no("Type the part before the @ as well, like asha@example.com.");
  if (/[\s,;]/.test(text)) return no("Type one address, without spaces or commas.");
  if (local.length > 64 || !localPart.test(local))
    return no("The part before the @ holds something an address cannot have. Check it for typing errors.");
  const domain = asciiDomain(text.slice(at + 1));
  if (!domain) return no("The part after the @ is not complete. It looks like example.com.");
  return { ok: true, email: `${local}@${domain}` };
}

/** The domain as DNS knows it, or null. */
function asciiDomain(domain: string): string | null {
  // A URL parser would read these as something else than part of a host, or decode them.
  if (domain === "" || /[/?#:@\\%[\]\s]/.test(domain)) return null;
  let host: string;
  try {
    host = new URL(`http://${domain}`).hostname;
  } catch {
    return null;
  }
  const labels = host.split(".");
  const top = labels.at(-1) ?? "";
  if (host.length > 253 || labels.length < 2 || !labels.every((label) => domainLabel.test(label))) return null;
  // The parser turns "1.2" into an IPv4 address; no top-level domain is a number.
  return top.length < 2 || /^\d+$/.test(top) ? null : host;
}

/** "as•••@example.in": its owner knows it, nobody else learns it. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const begin = Array.from(email.slice(0, at)).slice(0, at > 2 ? 2 : 1);
  return `${begin.join("")}•••${email.slice(at)}`;
}
