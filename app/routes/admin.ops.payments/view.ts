import { can } from "#kernel/actions";
import type { Actor, Tenant } from "#kernel/ctx";
import { formatPaisa } from "#kernel/money";
import { whenText } from "#kernel/time";
import type { PaymentsPage } from "#domain/payments/list-payments";
import { paymentList } from "#domain/payments/payment-list";
import type { AskedPayments, ListedPayment } from "#domain/payments/payment-list";

import { paymentKindWords } from "../../copy";
import { listFrame } from "../../list-frame";
import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import { whyNotVerified } from "../admin.ops.students_.$studentId/actions";
import { entryState } from "../admin.ops.students_.$studentId/view";
import type { PaymentRow, PaymentsView } from "./screen";

type Seen = { tenant: Pick<Tenant, "zone" | "locale">; actor: Actor; done: string | null };

/** The ledger as finance reads it. */
export function paymentsView(page: PaymentsPage, asked: AskedPayments, { tenant, actor, done }: Seen): PaymentsView {
  const frame = listFrame(paymentList, asked, paths.payments(), page.next);
  const { filters } = asked;
  return {
    frame,
    rows: page.rows.map((row) => rowOf(row, tenant, actor)),
    text: filters.state ? plural(page.rows.length, "entry", "entries") : `${page.waiting} in all`,
    waiting: page.waiting,
    showsAll: filters.state !== null,
    all: `${paths.payments()}?state=all`,
    fields: [
      {
        kind: "select",
        name: "state",
        label: "Show",
        value: filters.state ?? "",
        any: "To verify",
        options: [{ value: "all", label: "Whole ledger" }],
      },
      {
        kind: "select",
        name: "kind",
        label: "Kind",
        value: filters.kind ?? "",
        any: "Every kind",
        options: Object.entries(paymentKindWords).map(([value, label]) => ({ value, label })),
      },
      { kind: "day", name: "from", label: "From", value: filters.from ?? "" },
      { kind: "day", name: "until", label: "Until", value: filters.until ?? "" },
    ],
    exportAction: can(actor, "student.export") === true ? `${paths.paymentsExport()}${frame.search}` : null,
    flash: done === "verify" ? "The receipt is verified and counts now." : null,
  };
}

function rowOf(row: ListedPayment, { zone, locale }: Pick<Tenant, "zone" | "locale">, actor: Actor): PaymentRow {
  const waits = row.kind === "receipt" && !row.verified && !row.reversed;
  const why = waits ? whyNotVerified(row, actor) : null;
  return {
    id: row.id,
    student: row.student_name,
    code: row.student_code,
    href: paths.student(row.student_id),
    kind: row.kind === "reversal" ? `${paymentKindWords[row.counts_as]} taken back` : paymentKindWords[row.kind],
    amount: formatPaisa(Number(row.amount_paisa), row.currency, locale),
    reference: [row.reference, row.reason].filter(Boolean).join(" · ") || null,
    when: whenText(new Date(row.recorded_at), zone),
    people: `${row.recorder ?? "Hub"}${row.kind === "receipt" && row.verified ? `, verified by ${row.verifier ?? "Hub"}` : ""}`,
    state: entryState(row),
    verify: waits
      ? why === null
        ? { href: paths.actOnStudent(row.student_id, "verify", `payment=${row.id}&from=payments`), why: null }
        : { href: null, why }
      : null,
  };
}
