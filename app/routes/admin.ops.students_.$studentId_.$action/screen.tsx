import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ChoiceField } from "#ui/choice-field";
import type { Choice } from "#ui/choice-field";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { ErrorSummary } from "#ui/error-summary";
import { Facts } from "#ui/facts";
import { CheckField, SelectField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { FieldError, Place, Tenant } from "#app/ui/tenant";

/** One field of a form that is data. */
export type ActionField =
  | {
      kind: "text";
      name: string;
      label: string;
      hint?: string;
      value?: string;
      type?: "text" | "email" | "tel" | "date";
      inputMode?: "numeric" | "decimal" | "email" | "tel";
      maxLength?: number;
      required?: boolean;
    }
  | {
      kind: "select";
      name: string;
      label: string;
      hint?: string;
      value?: string;
      options: { value: string; label: string }[];
    }
  | { kind: "choice"; name: string; label: string; hint?: string; choices: Choice[] }
  | { kind: "check"; name: string; label: string; hint?: string };

export type ActionView = {
  name: string;
  student: string;
  code: string;
  situation: string;
  back: string;
  title: string;
  explains: string[];
  unavailable: string | null;
  fields: ActionField[];
  /** Nothing can be chosen, so there is nothing to send. */
  closed: boolean;
  reason: { label: string; hint: string; optional: boolean } | null;
  verb: string;
  danger: boolean;
  /** Its effect is shown before it is done. */
  checks: boolean;
  hidden: Record<string, string>;
  /** The last thing that was done to the student, for whom somebody was faster than. */
  last: string | null;
};

export type ActionAnswer = {
  /** What was typed, kept. */
  values: Record<string, string>;
  errors: FieldError[];
  /** Somebody changed the student meanwhile. */
  changed: boolean;
  /** What it would do, to be confirmed. */
  says: string[] | null;
};

/** One thing done to one student: what it means, what it asks, and where it hangs on that, what it would do. */
export function ActionScreen({
  tenant,
  places,
  person,
  view,
  answer,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: ActionView;
  answer: ActionAnswer | null;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <div className="max-w-column">
        <PageTitle
          before={
            <TextLink href={view.back}>
              Back to {view.student} {view.code}
            </TextLink>
          }
          after={view.situation}
        >
          {view.title}
        </PageTitle>
        {answer?.changed && view.last ? (
          <div className="mb-5">
            <Notice tone="attention" title="The last thing that was done">
              {view.last}
            </Notice>
          </div>
        ) : null}
        {view.unavailable !== null ? (
          <>
            {answer && answer.errors.length > 0 ? <ErrorSummary errors={answer.errors} /> : null}
            <Notice tone="info" title={view.unavailable}>
              <TextLink href={view.back}>See how the student stands</TextLink>
            </Notice>
          </>
        ) : answer?.says ? (
          <Confirm view={view} says={answer.says} values={answer.values} />
        ) : (
          <Ask view={view} answer={answer} />
        )}
      </div>
    </ConsoleShell>
  );
}

function Ask({ view, answer }: { view: ActionView; answer: ActionAnswer | null }) {
  const errors = answer?.errors ?? [];
  const typed = answer?.values ?? {};
  return (
    <>
      <ul className="mb-5 list-disc space-y-1 pl-5">
        {view.explains.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      {view.closed ? null : (
        <Form method="post" className="space-y-5">
          <ErrorSummary errors={errors} />
          <HiddenFields fields={view.hidden} />
          {view.fields.map((field) => (
            <OneField key={field.name} field={field} typed={typed} error={errorOf(errors, field.name)} />
          ))}
          {view.reason ? (
            <TextField
              name="reason"
              label={view.reason.label}
              hint={view.reason.hint}
              error={errorOf(errors, "reason")}
              value={typed["reason"] ?? ""}
              maxLength={400}
              autoComplete="off"
              required={!view.reason.optional}
            />
          ) : null}
          {view.checks ? (
            <Button name="intent" value="check">
              Show what it does
            </Button>
          ) : (
            <Button look={view.danger ? "danger" : "primary"} name="intent" value={view.name}>
              {view.verb}
            </Button>
          )}
        </Form>
      )}
    </>
  );
}

function OneField({
  field,
  typed,
  error,
}: {
  field: ActionField;
  typed: Record<string, string>;
  error: string | null;
}) {
  const value = typed[field.name];
  switch (field.kind) {
    case "text":
      return (
        <TextField
          {...field}
          value={value ?? field.value ?? ""}
          error={error}
          autoComplete="off"
          spellCheck={false}
          required={field.required}
        />
      );
    case "select":
      return <SelectField {...field} value={value ?? field.value} error={error} />;
    case "choice":
      return <ChoiceField {...field} value={value} error={error} />;
    case "check":
      return <CheckField {...field} checked={value === "yes"} error={error} />;
  }
}

/** Nothing is saved yet: what would happen, what was typed, and the two ways on. */
function Confirm({ view, says, values }: { view: ActionView; says: string[]; values: Record<string, string> }) {
  const shown = [
    ...view.fields.map((field) => ({ term: field.label, text: textOf(field, values[field.name] ?? "") })),
    ...(view.reason ? [{ term: view.reason.label, text: values["reason"] ?? "" }] : []),
  ].filter((one) => one.text !== "");
  return (
    <>
      <Notice tone={view.danger ? "attention" : "info"} title="Nothing is saved yet" announce>
        <ul className="space-y-1">
          {says.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </Notice>
      <div className="my-5">
        <Facts facts={shown} />
      </div>
      <Form method="post" className="flex flex-wrap gap-3">
        <HiddenFields fields={values} />
        <Button look={view.danger ? "danger" : "primary"} name="intent" value={view.name}>
          {view.verb}
        </Button>
        <Button look="secondary" name="intent" value="edit">
          Change something
        </Button>
      </Form>
    </>
  );
}

function textOf(field: ActionField, value: string): string {
  if (field.kind === "select") return field.options.find((one) => one.value === value)?.label ?? value;
  if (field.kind === "choice") return field.choices.find((one) => one.value === value)?.label ?? value;
  return value;
}
