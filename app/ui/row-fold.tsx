import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { ErrorSummary } from "./error-summary";
import { TextField } from "./field";
import { HiddenFields } from "./hidden-fields";
import { errorOf } from "./tenant";
import type { FieldError } from "./tenant";

/** What was sent back of the form of this row, where it was. */
type Sent = { errors: FieldError[]; typed: Record<string, string> } | null;

/**
 * What can be done with one row of a table: its form behind a word, open again where it was sent back. It always asks for a
 * reason, and ends with its buttons, which say the intent.
 */
export function RowFold({
  id,
  title,
  of,
  hidden,
  sent,
  reasonHint,
  fields,
  children,
}: {
  /** Of the row: tells its fields from those of the others. */
  id: string;
  title: string;
  /** Which row it is, for who cannot see it beside the word. */
  of: string;
  hidden: Record<string, string>;
  sent: Sent;
  reasonHint?: string;
  fields?: ReactNode;
  children: ReactNode;
}) {
  const errors = sent?.errors ?? [];
  return (
    <details open={sent !== null}>
      <summary className="inline-flex min-h-6 items-center font-medium text-brand underline underline-offset-4 pointer-coarse:min-h-11">
        {title}
        <span className="sr-only">{of}</span>
      </summary>
      <Form method="post" className="mt-2 max-w-form space-y-3 text-left">
        <ErrorSummary errors={errors} scope={id} />
        <HiddenFields fields={hidden} />
        {fields}
        <TextField
          scope={id}
          name="reason"
          label="Reason"
          hint={reasonHint}
          value={sent?.typed["reason"] ?? ""}
          error={errorOf(errors, "reason")}
          maxLength={400}
          autoComplete="off"
          required
        />
        <div className="flex flex-wrap gap-2">{children}</div>
      </Form>
    </details>
  );
}
