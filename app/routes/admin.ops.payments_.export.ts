import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs } from "@remix-run/cloudflare";

import { exportPayments } from "#domain/payments/export-payments";
import { paymentList } from "#domain/payments/payment-list";
import type { ListedPayment } from "#domain/payments/payment-list";
import { csvStream } from "#kernel/csv-stream";
import { localClock, localDay } from "#kernel/time";

import { paymentKindWords } from "../copy";
import { paths } from "../paths";
import { download, respond } from "../respond";
import { entryState } from "./admin.ops.students_.$studentId/view";

const header = [
  "Recorded on",
  "Time",
  "Student code",
  "Student",
  "Plan",
  "Kind",
  "Amount",
  "Currency",
  "State",
  "Reference",
  "Reason",
  "Recorded by",
  "Verified on",
  "Verified by",
];

/** Opened as a page there is nothing to see: the list has the button. */
export const loader = () => redirect(paths.payments(), 302);

/** All entries of the list's filter as a file, streamed; what a spreadsheet would run stays text. */
export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const asked = paymentList.parse(new URL(request.url).searchParams);
    const pieces = await exportPayments(ctx, asked);
    const { zone, slug } = ctx.tenant!;
    const lines = async function* () {
      for await (const piece of pieces) yield piece.map((row) => cells(row, zone));
    };
    return download(`${slug}-payments-${localDay(ctx.now, zone)}.csv`, csvStream(header, lines()));
  });

function cells(row: ListedPayment, zone: string): (string | number | null)[] {
  const recorded = new Date(row.recorded_at);
  return [
    localDay(recorded, zone),
    localClock(recorded, zone),
    row.student_code,
    row.student_name,
    row.plan_name,
    row.kind === "reversal" ? `${paymentKindWords[row.counts_as]} taken back` : paymentKindWords[row.kind],
    Number(row.amount_paisa) / 100,
    row.currency,
    entryState(row).word,
    row.reference,
    row.reason,
    row.recorder,
    row.verified_at ? localDay(new Date(row.verified_at), zone) : null,
    row.verifier,
  ];
}
