import { base64url, hexOf } from "#kernel/ids";
import type { Vault } from "#kernel/ports";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(plain.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = plain.charCodeAt(i);
  return bytes;
}

/**
 * AES-256-GCM with a versioned key: "v<version>.<iv>.<ciphertext>". The newest key of SEAL_KEYS seals, any listed one
 * opens, so keys rotate without downtime.
 */
export function createVault(sealKeys: string, pepper: string): Vault {
  const listed = sealKeys.split(",").map((entry) => {
    const [version = "", key = ""] = entry.split(":");
    return { version, key: crypto.subtle.importKey("raw", fromBase64(key), "AES-GCM", false, ["encrypt", "decrypt"]) };
  });
  const newest = listed[0]!;
  const mac = crypto.subtle.importKey("raw", encoder.encode(pepper), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return {
    async seal(plain) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await newest.key, encoder.encode(plain));
      return `v${newest.version}.${base64url(iv)}.${base64url(new Uint8Array(sealed))}`;
    },
    async open(sealed) {
      const [version = "", iv = "", data = ""] = sealed.split(".");
      const found = listed.find((k) => `v${k.version}` === version);
      if (!found) throw new Error(`no key ${version} to open with`);
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: fromBase64(iv) },
        await found.key,
        fromBase64(data),
      );
      return decoder.decode(plain);
    },
    async digest(...parts) {
      const signed = new Uint8Array(await crypto.subtle.sign("HMAC", await mac, encoder.encode(parts.join("\u0000"))));
      return hexOf(signed);
    },
  };
}
