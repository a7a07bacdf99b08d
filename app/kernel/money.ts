/** Money is whole paisa (the currency's smallest unit) plus a currency; it becomes text only here. */
export function formatMoney(paisa: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: paisa % 100 === 0 ? 0 : 2,
  }).format(paisa / 100);
}
