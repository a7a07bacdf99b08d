import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ErrorSummary } from "#ui/error-summary";
import { SelectField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { errorOf } from "#app/ui/tenant";
import type { FieldError } from "#app/ui/tenant";

export type MappingView = {
  columns: { value: string; label: string }[];
  fields: {
    key: string;
    label: string;
    hint: string | null;
    required: boolean;
    /** The chosen column, or "". */
    value: string;
    sample: string | null;
  }[];
  /** Columns of the file that nothing is read from. */
  unread: string[];
  /** Asked for where days can be read in two ways. */
  dateOrder: { value: string } | null;
  plan: { value: string; options: { value: string; label: string }[] } | null;
  settled: { value: string } | null;
  doubleBooking: { value: string; options: { value: string; label: string }[] };
};

/** Which column is what. Posts `intent` map, `column.<field>` for each, and the answers to what the file leaves open. */
export function MappingForm({
  view,
  version,
  errors,
  typed,
  verb,
}: {
  view: MappingView;
  version: number;
  errors: FieldError[];
  /** What was sent and sent back. */
  typed: Record<string, string>;
  verb: string;
}) {
  const none = { value: "", label: "Not in the file" };
  return (
    <Form method="post" className="rounded-card border border-line bg-raised p-4">
      <ErrorSummary
        errors={errors.map((one) => ({ ...one, field: one.field && controlOf(one.field, view) }))}
        scope="map"
      />
      <HiddenFields fields={{ version: String(version) }} />
      <div className="grid gap-x-5 gap-y-4 desk:grid-cols-2 wide:grid-cols-3">
        {view.fields.map((field) => (
          <SelectField
            key={field.key}
            scope="map"
            name={`column.${field.key}`}
            label={field.required ? `${field.label} (needed)` : field.label}
            hint={hintOf(field)}
            value={typed[`column.${field.key}`] ?? field.value}
            options={[none, ...view.columns]}
            error={errorOf(errors, field.key)}
          />
        ))}
      </div>
      <div className="mt-5 grid gap-x-5 gap-y-4 border-t border-line pt-4 desk:grid-cols-2 wide:grid-cols-3">
        {view.dateOrder ? (
          <SelectField
            scope="map"
            name="dateOrder"
            label="A day like 03/04/2026 is"
            value={typed["dateOrder"] ?? view.dateOrder.value}
            options={[
              { value: "", label: "Choose how this file writes days" },
              { value: "dmy", label: "3 April: the day stands first" },
              { value: "mdy", label: "March 4: the month stands first" },
            ]}
            error={errorOf(errors, "dateOrder")}
          />
        ) : null}
        {view.plan ? (
          <SelectField
            scope="map"
            name="planId"
            label="Plan where a row names none"
            value={typed["planId"] ?? view.plan.value}
            options={[{ value: "", label: "None: every row names its plan" }, ...view.plan.options]}
            error={errorOf(errors, "planId")}
          />
        ) : null}
        <SelectField
          scope="map"
          name="doubleBooking"
          label="Students with another class at that time"
          value={typed["doubleBooking"] ?? view.doubleBooking.value}
          options={view.doubleBooking.options}
          error={errorOf(errors, "doubleBooking")}
        />
        {view.settled ? (
          <SelectField
            scope="map"
            name="settled"
            label="Fees where a row says nothing"
            value={typed["settled"] ?? view.settled.value}
            options={[
              { value: "yes", label: "Settled before Hub: a waiver is written" },
              { value: "no", label: "Due: nobody joins before paying" },
            ]}
            error={errorOf(errors, "settled")}
          />
        ) : null}
      </div>
      {view.unread.length > 0 ? <p className="mt-4 text-14 text-muted">Not read: {view.unread.join(", ")}.</p> : null}
      <div className="mt-4">
        <Button name="intent" value="map">
          {verb}
        </Button>
      </div>
    </Form>
  );
}

const hintOf = ({ hint, sample }: MappingView["fields"][number]): string | undefined =>
  [sample ? `Now: ${sample}` : null, hint].filter(Boolean).join(". ") || undefined;

/** A field's error belongs to the select of its column. */
const controlOf = (field: string, view: MappingView): string =>
  view.fields.some((one) => one.key === field) ? `column.${field}` : field;
