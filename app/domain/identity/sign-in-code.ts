const million = 1_000_000;
/** The largest multiple of a million that 32 bits hold: a value above it would favour low codes. */
const unbiasedBelow = Math.floor(2 ** 32 / million) * million;

/** Six digits, every code equally likely. */
export function newSignInCode(
  random: (into: Uint32Array) => Uint32Array = (into) => crypto.getRandomValues(into),
): string {
  const into = new Uint32Array(1);
  let drawn: number;
  do drawn = random(into)[0]!;
  while (drawn >= unbiasedBelow);
  return String(drawn % million).padStart(6, "0");
}

/** What a person typed or pasted, as six plain digits; null where it is not a code. Spaces, dashes, full-width digits and the digits of other scripts are fine. */
export function readSignInCode(typed: string): string | null {
  const text = Array.from(typed.slice(0, 64).normalize("NFKC"), plainDigit)
    .join("")
    .replace(/[\s\p{Pd}\p{Cf}.,·]/gu, "");
  return /^[0-9]{6}$/.test(text) ? text : null;
}

/** Unicode keeps the ten digits of a script together, in order, starting from a zero. */
function plainDigit(character: string): string {
  if (!/^\p{Nd}$/u.test(character)) return character;
  let first = character.codePointAt(0)!;
  const digit = first;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first--;
  return String((digit - first) % 10);
}

/** Compares two digests in a time that does not depend on where they differ. */
export function sameDigest(a: string, b: string): boolean {
  let different = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) different |= a.charCodeAt(i) ^ (b.charCodeAt(i) || 0);
  return different === 0;
}
