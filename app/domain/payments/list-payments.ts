import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { pageOf } from "#kernel/list.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import { paymentList, paymentPage } from "./payment-list";
import type { AskedPayments, ListedPayment } from "./payment-list";

export type PaymentsPage = {
  personName: string;
  rows: ListedPayment[];
  next: string | null;
  /** Receipts of the school that nobody has verified. */
  waiting: number;
};

/** The ledger across all students, page by page: what waits for a second person, or everything. One round trip. */
export async function listPayments(ctx: Ctx, asked: AskedPayments): Promise<PaymentsPage> {
  const { found, waiting, person } = await read(ctx, (_, me) => ({
    found: rows<ListedPayment>(paymentPage(asked)),
    waiting: rows<{ n: number }>(
      sql`select count(*)::int as n from payments_waiting w where w.organization_id = (select app.organization_id())`,
    ),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "payment.read");
  const page = pageOf(paymentList, asked, found);
  return { personName: person[0]?.name ?? "", ...page, waiting: waiting[0]?.n ?? 0 };
}
