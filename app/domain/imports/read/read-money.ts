import type { Read } from "./read-phone";

/** An amount in the currency's whole units as people write it ("₹45,000", "Rs. 1,25,000/-", "45.000,50"), in paisa. */
export function readMoney(typed: string): Read<number> {
  const bare = typed
    .trim()
    .replace(/^'/, "")
    .replace(/^(₹|€|\$|£|rs\.?|inr|eur|usd|gbp)\s*/i, "")
    .replace(/\s*(\/-|inr|rs\.?|eur|€|₹)$/i, "");
  const text = bare.replaceAll(/[\s\u00A0]/g, "");
  // A comma before one or two last digits is a decimal sign; before three it parts thousands.
  const point = /,\d{1,2}$/.test(text) ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  if (!/^\d{1,9}(\.\d{1,2}0*)?$/.test(point))
    return { ok: false, rule: "An amount of money", fix: "Write it like 45000 or 45,000.50" };
  const [whole = "0", part = ""] = point.split(".");
  return { ok: true, value: Number(whole) * 100 + Number(part.slice(0, 2).padEnd(2, "0")) };
}
