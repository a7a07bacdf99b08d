import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ErrorSummary } from "#ui/error-summary";
import { SelectField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { errorOf } from "#app/ui/tenant";
import type { FieldError } from "#app/ui/tenant";

type Option = { value: string; label: string };
export type ChoiceView = {
  /** Where the form is answered: this page. */
  action: string;
  who: { value: string; options: Option[] };
  batchId: { label: string; value: string; options: Option[] };
  planId: { value: string; options: Option[] };
  since: string;
  again: { value: string; label: string; options: Option[] };
  errors: FieldError[];
};

/** What was counted, and the form that sends it. */
export type Chosen = {
  count: number;
  /** "128 students would get a mail." */
  sentence: string;
  /** Who is left out and why, and how long it takes. */
  notes: string[];
  action: string;
  hidden: Record<string, string>;
};

/** Whom: answered by the number, before anything is sent. */
export function ChoiceForm({ choice }: { choice: ChoiceView }) {
  // What is chosen belongs to one answer: another address brings its own values.
  const shown = JSON.stringify([
    choice.who.value,
    choice.batchId.value,
    choice.planId.value,
    choice.since,
    choice.again,
  ]);
  const field = (name: string) => ({ name, scope: "choice", error: errorOf(choice.errors, name) });
  return (
    <Form key={shown} method="get" action={choice.action}>
      <ErrorSummary errors={choice.errors} scope="choice" />
      <div className="grid items-end gap-4 desk:grid-cols-2 wide:grid-cols-5">
        <SelectField {...field("who")} label="Whom" value={choice.who.value} options={choice.who.options} />
        <SelectField
          {...field("batchId")}
          label={choice.batchId.label}
          value={choice.batchId.value}
          options={choice.batchId.options}
        />
        <SelectField {...field("planId")} label="Plan" value={choice.planId.value} options={choice.planId.options} />
        <TextField {...field("since")} type="date" label="Account made since" value={choice.since} />
        <SelectField
          {...field("again")}
          label={choice.again.label}
          value={choice.again.value}
          options={choice.again.options}
        />
      </div>
      <div className="mt-4">
        <Button look="secondary">Count them</Button>
      </div>
    </Form>
  );
}

export function SendForm({ chosen, errors, reason }: { chosen: Chosen; errors: FieldError[]; reason: string }) {
  return (
    <div id="send" className="mt-5 border-t border-line pt-5">
      <output className="block text-18 font-semibold">{chosen.sentence}</output>
      <ul className="mt-1 text-muted">
        {chosen.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {chosen.count > 0 || errors.length > 0 ? (
        <Form method="post" action={chosen.action} className="mt-4 max-w-text space-y-4">
          <ErrorSummary errors={errors} />
          <HiddenFields fields={chosen.hidden} />
          <TextField
            name="reason"
            label="Reason"
            hint="It stands in the record beside each student."
            value={reason}
            error={errorOf(errors, "reason")}
            maxLength={400}
            autoComplete="off"
            required
          />
          <Button icon="mail" disabled={chosen.count === 0}>
            Send {chosen.count === 1 ? "1 invite" : `${chosen.count} invites`}
          </Button>
        </Form>
      ) : null}
    </div>
  );
}
