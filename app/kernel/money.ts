/**
 * Money is whole paisa (the currency's hundredth) plus a currency; it becomes text, and text becomes it, only here. Never
 * a fraction: ₹0.29 times a hundred is not 29 in floating point.
 */
export function formatPaisa(paisa: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: paisa % 100 === 0 ? 0 : 2,
    maximumFractionDigits: 2,
  }).format(paisa / 100);
}

/** "2500" or "2500.50": how a form's field and a file carry an amount, the same in every locale. */
export function plainPaisa(paisa: number): string {
  const whole = Math.trunc(Math.abs(paisa) / 100);
  const rest = Math.abs(paisa) % 100;
  return `${paisa < 0 ? "-" : ""}${whole}${rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`}`;
}

/**
 * What a person typed, to the paisa: "2500", "2,500.50", "₹1,20,000", "1.234,50" where the school writes so. Null for what
 * is no amount or could be read in two ways ("12,5" in India), and for more than two decimals.
 */
export function parsePaisa(typed: string, locale: string): number | null {
  const decimal = new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === "decimal")?.value;
  const group = decimal === "," ? "." : ",";
  const bare = typed
    .normalize("NFKC")
    .replaceAll(/[\s'’]|₹|€|\$|£|Rs\.?|[A-Z]{3}/g, "")
    .replace(/\/-$/, "");
  const grouped = `\\d{1,3}(?:\\${group}\\d{2,3})*\\${group}\\d{3}`;
  // A plain point is a decimal point everywhere when two digits follow it: that is how fields and files write.
  const found = new RegExp(`^(${grouped}|\\d{1,12})(?:\\${decimal ?? "."}(\\d{1,2}))?$`).exec(bare);
  const plain = found ?? /^(\d{1,12})\.(\d{2})$/.exec(bare);
  if (!plain) return null;
  const whole = Number(plain[1]!.replaceAll(/\D/g, ""));
  const paisa = whole * 100 + Number((plain[2] ?? "").padEnd(2, "0") || "0");
  return Number.isSafeInteger(paisa) && paisa <= 1_000_000_000_000_00 ? paisa : null;
}
