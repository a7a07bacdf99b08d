export type Read<T> = { ok: true; value: T } | { ok: false; rule: string; fix: string };

/** Country code and length of a number within it, by the school's zone; where the length is unknown any that fits is taken. */
const countries: readonly { zone: RegExp; code: string; length: number | null }[] = [
  { zone: /^Asia\/(Kolkata|Calcutta)$/, code: "91", length: 10 },
  { zone: /^Asia\/Dubai$/, code: "971", length: 9 },
  { zone: /^Asia\/Singapore$/, code: "65", length: 8 },
  { zone: /^Europe\/London$/, code: "44", length: 10 },
  { zone: /^Europe\/(Berlin|Busingen)$/, code: "49", length: null },
  { zone: /^America\//, code: "1", length: 10 },
];

const no = (rule: string, fix: string): Read<string> => ({ ok: false, rule, fix });
const e164 = /^\+[1-9][0-9]{6,14}$/;

/**
 * A phone number as spreadsheets leave it, in E.164: with an apostrophe in front, blanks, brackets and dashes, a leading
 * zero or none, as 919876543210.0, as 9.19876543210E+11 while no digit was lost. A number that the spreadsheet rounded is
 * refused: it would be somebody else's.
 */
export function readPhone(typed: string, zone: string): Read<string> {
  const country = countries.find((one) => one.zone.test(zone));
  const text = unrounded(
    typed
      .trim()
      .replace(/^'+/, "")
      .replace(/^(tel|whatsapp|mobile|ph)[.:]*\s*/i, ""),
  );
  if (text === null)
    return no("The spreadsheet rounded this number", "Format the column as text, and paste the numbers again");
  if (/[/;,]|\bor\b/.test(text)) return no("One number, not several", "Leave one number in the cell");
  const bare = text.replaceAll(/[\s()\-.\u00A0\u200B-\u200E\u202A-\u202E]/g, "");
  if (!/^\+?[0-9]+$/.test(bare)) return no("Digits, with a country code", "Write it like +919876543210");
  const whole = international(bare, country);
  if (whole !== null && e164.test(whole)) return { ok: true, value: whole };
  return no(
    country?.length ? `${country.length} digits, or the country code and the number` : "A country code and the number",
    "Write it like +919876543210",
  );
}

/** "9.1987654321E+11" and "919876543210.0" as their digits; null where digits are lost. */
function unrounded(text: string): string | null {
  const scientific = /^\+?([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})$/.exec(text);
  if (!scientific) return text.replace(/^([0-9]{7,})[.,]0+$/, "$1");
  const [, first = "", rest = "", exponent = "0"] = scientific;
  // One nought at the end is left out when a number is written this way; where more is missing it was rounded.
  const lost = Number(exponent) - rest.length;
  if (lost > 1 || lost < 0) return null;
  return first + rest + "0".repeat(lost);
}

function international(bare: string, country: (typeof countries)[number] | undefined): string | null {
  if (bare.startsWith("+")) return bare;
  if (bare.startsWith("00")) return `+${bare.slice(2)}`;
  if (!country) return null;
  const { code, length } = country;
  const national = bare.replace(/^0/, "");
  if (length === null) return bare.startsWith(code) && bare.length >= 11 ? `+${bare}` : `+${code}${national}`;
  if (national.length === length) return `+${code}${national}`;
  return national.length === code.length + length && national.startsWith(code) ? `+${national}` : null;
}
