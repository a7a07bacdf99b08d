import { refundEnrollment } from "#domain/enrollments/refund-enrollment";
import { withEntry } from "#domain/payments/ledger";
import { recordPayment } from "#domain/payments/record-payment";
import { reversePayment } from "#domain/payments/reverse-payment";
import { verifyPayment } from "#domain/payments/verify-payment";
import { can } from "#kernel/actions";
import { plainPaisa } from "#kernel/money";

import { paymentKindWords, paymentWords } from "../../copy";
import type { StudentAction } from "../admin.ops.students_.$studentId/actions";
import { whyNotOnPlan, whyNotReversed, whyNotVerified } from "../admin.ops.students_.$studentId/actions";
import { amountFix, money, optional, plainAmount, typedAmount, version, who } from "./form";
import type { Facts, Fields, StudentForm } from "./form";
import { afterText, noReason } from "./plan-forms";

/** What can be recorded by hand; the ledger's own kinds, an adjustment by its direction. */
const kinds = {
  receipt: { label: "Receipt: money that came in", kind: "receipt", raises: false },
  fee: { label: "Fee: more is owed", kind: "fee", raises: false },
  waiver: { label: "Waiver: part of it need not be paid", kind: "waiver", raises: false },
  lower: { label: "Adjustment: less is owed", kind: "adjustment", raises: false },
  raise: { label: "Adjustment: more is owed", kind: "adjustment", raises: true },
} as const;
type Kind = keyof typeof kinds;
const kindOf = (text: string | undefined): Kind | null =>
  text !== undefined && Object.hasOwn(kinds, text) ? (text as Kind) : null;
const managersOwn = new Set<Kind>(["waiver", "lower", "raise"]);

const received = (f: Facts) => {
  const { sums } = f.plan!.money!;
  return sums.receivedPaisa - sums.refundedPaisa;
};
const standsNow = (f: Facts): string => {
  const ledger = f.plan!.money!;
  return `${paymentWords[ledger.state].word}: ${money(f, Math.abs(ledger.duePaisa))} ${ledger.duePaisa < 0 ? "too much" : "due"} of ${money(f, ledger.agreedPaisa)} agreed.`;
};
const onPlan =
  (action: "payment" | "refund") =>
  ({ plan, actor, page }: Facts): string | null =>
    plan?.money ? whyNotOnPlan(action, plan, actor, page.today) : "there is no such plan";

/** The ledger of one plan: entries in, money back, and a second pair of eyes. */
export const moneyForms = {
  payment: {
    on: "plan",
    title: (f) => `Record money for ${who(f)}`,
    explains: (f) => [standsNow(f), "Entries are never changed: a wrong one is taken back by its opposite."],
    unavailable: onPlan("payment"),
    fields: ({ actor }) => [
      {
        kind: "select",
        name: "kind",
        label: "What",
        options: (Object.keys(kinds) as Kind[])
          .filter((key) => !managersOwn.has(key) || can(actor, "payment.adjust") === true)
          .map((key) => ({ value: key, label: kinds[key].label })),
      },
      {
        kind: "text",
        name: "amount",
        label: "Amount",
        hint: "Like 2,500 or 2500.50.",
        inputMode: "decimal",
        maxLength: 24,
        required: true,
      },
      {
        kind: "text",
        name: "reference",
        label: "Reference",
        hint: "Where it is found again: the UTR, receipt or invoice number.",
        maxLength: 120,
      },
    ],
    reason: { label: "Reason", hint: "A must but for receipts.", optional: true },
    verb: "Record the entry",
    preview: previewEntry,
    run: (ctx, fields) => {
      const { kind, raises } = kinds[kindOf(fields["kind"]) ?? "receipt"];
      return recordPayment(ctx, {
        enrollmentId: fields["enrollmentId"] ?? "",
        paymentId: fields["key"] || undefined,
        ledgerVersion: version(fields["ledgerVersion"]),
        kind,
        raises,
        amountPaisa: plainAmount(fields["amount"]),
        reference: optional(fields["reference"]),
        reason: optional(fields["reason"]),
      });
    },
  },
  refund: {
    on: "plan",
    title: (f) => `Refund ${who(f)}`,
    explains: (f) => [
      received(f) > 0
        ? `${money(f, received(f))} was received, verified and not given back. All of it ends the plan; a part keeps it.`
        : "Nothing was received through the ledger: refunding ends the plan and writes no entry.",
      "Hub does not move the money. Transfer it first, then write down where it went.",
    ],
    unavailable: onPlan("refund"),
    fields: (f) =>
      received(f) > 0
        ? [
            {
              kind: "text",
              name: "amount",
              label: "Amount",
              value: plainPaisa(received(f)),
              inputMode: "decimal",
              maxLength: 24,
              required: true,
            },
            { kind: "text", name: "reference", label: "Reference", hint: "Of the transfer back.", maxLength: 120 },
          ]
        : [],
    verb: "Refund",
    danger: true,
    preview: previewRefund,
    run: (ctx, fields) =>
      refundEnrollment(ctx, {
        enrollmentId: fields["enrollmentId"] ?? "",
        amountPaisa: fields["amount"] ? plainAmount(fields["amount"]) : undefined,
        reference: optional(fields["reference"]),
        reason: fields["reason"] ?? "",
        paymentId: fields["key"] || undefined,
        version: version(fields["version"]),
        ledgerVersion: version(fields["ledgerVersion"]),
      }),
  },
  verify: {
    on: "entry",
    title: (f) => `Verify ${money(f, Number(f.entry!.amount_paisa))} from ${who(f)}`,
    explains: (f) => {
      const { entry, plan } = f;
      const ledger = plan!.money!;
      const without = withEntry(ledger.sums, {
        countsAs: "receipt",
        amountPaisa: -Number(entry!.amount_paisa),
        verified: false,
      });
      const sums = withEntry(without, {
        countsAs: "receipt",
        amountPaisa: Number(entry!.amount_paisa),
        verified: true,
      });
      return [
        `${entry!.recorder ?? "Hub"} recorded it${entry!.reference ? ` with the reference ${entry!.reference}` : ", without a reference"}.`,
        "Find the money in the account or the provider’s list first. It counts from your word on.",
        afterText(f, ledger.agreedPaisa, sums),
      ];
    },
    unavailable: ({ entry, actor }) => (entry ? whyNotVerified(entry, actor) : "there is no such entry"),
    reason: null,
    verb: "The money is there",
    run: (ctx, fields) => verifyPayment(ctx, { paymentId: fields["paymentId"] ?? "" }),
  },
  reverse: {
    on: "entry",
    title: (f) =>
      `Take back ${paymentKindWords[f.entry!.kind].toLowerCase()} of ${money(f, Math.abs(Number(f.entry!.amount_paisa)))}`,
    explains: (f) => {
      const entry = f.entry!;
      const ledger = f.plan!.money!;
      const { counts_as: countsAs, verified } = entry;
      const sums = withEntry(ledger.sums, { countsAs, amountPaisa: -Number(entry.amount_paisa), verified });
      return [
        "The entry stays in the ledger with its opposite beside it, and counts for nothing.",
        afterText(f, ledger.agreedPaisa, sums),
        ...(entry.kind === "refund" && f.plan!.state === "REFUNDED" ? ["The plan stays refunded."] : []),
      ];
    },
    unavailable: ({ entry, actor }) => (entry ? whyNotReversed(entry, actor) : "there is no such entry"),
    verb: "Take the entry back",
    danger: true,
    run: (ctx, fields) => reversePayment(ctx, { paymentId: fields["paymentId"] ?? "", reason: fields["reason"] ?? "" }),
  },
} satisfies Partial<Record<StudentAction, StudentForm>>;

function previewEntry(f: Facts, fields: Fields): ReturnType<NonNullable<StudentForm["preview"]>> {
  const key = kindOf(fields["kind"]);
  const typed = typedAmount(f, fields["amount"]);
  const errors = [
    ...(key ? [] : [{ field: "kind", message: "Choose what to record." }]),
    ...(typed && typed.paisa > 0 ? [] : [{ field: "amount", message: amountFix }]),
    ...(key && key !== "receipt" ? noReason(fields) : []),
  ];
  if (errors.length > 0 || !key || !typed) return { errors };
  const { kind, raises } = kinds[key];
  const lowers = kind !== "fee" && !raises;
  const ledger = f.plan!.money!;
  const entry = { countsAs: kind, amountPaisa: lowers ? typed.paisa : -typed.paisa };
  const sums = withEntry(ledger.sums, { ...entry, verified: false });
  const verified = withEntry(ledger.sums, { ...entry, verified: true });
  return {
    says: [
      `${paymentKindWords[kind]} of ${money(f, typed.paisa)} for ${who(f)}, ${f.plan!.plan_name}.`,
      ...(kind === "receipt"
        ? [
            "It waits until somebody else has verified it; until then nothing changes.",
            afterText(f, ledger.agreedPaisa, verified, "Once verified"),
          ]
        : ["It counts at once.", afterText(f, ledger.agreedPaisa, sums)]),
    ],
    values: { amount: typed.plain },
  };
}

function previewRefund(f: Facts, fields: Fields): ReturnType<NonNullable<StudentForm["preview"]>> {
  const there = received(f);
  const typed = there > 0 ? typedAmount(f, fields["amount"]) : { paisa: 0, plain: "" };
  const errors = [
    ...(typed && (there === 0 || typed.paisa > 0) ? [] : [{ field: "amount", message: amountFix }]),
    ...(typed && typed.paisa > there ? [{ field: "amount", message: `At most ${money(f, there)}.` }] : []),
    ...noReason(fields),
  ];
  if (errors.length > 0 || !typed) return { errors };
  const ledger = f.plan!.money!;
  const sums = withEntry(ledger.sums, { countsAs: "refund", amountPaisa: -typed.paisa, verified: true });
  const seats = f.plan!.places.filter((one) => one.state === "assigned" || one.state === "active");
  const ends = typed.paisa === there && f.plan!.state !== "CANCELLED";
  return {
    says: [
      ...(typed.paisa > 0
        ? [`${money(f, typed.paisa)} goes back to ${who(f)}. ${afterText(f, ledger.agreedPaisa, sums)}`]
        : []),
      ends
        ? `That is everything: ${f.plan!.plan_name} ends as refunded${seats.length > 0 ? ` and the place in ${seats.map((one) => one.batch_code).join(" and ")} is given back` : ""}. It cannot be taken up again.`
        : "The plan stays as it is.",
    ],
    values: { amount: typed.plain },
  };
}
