import { Form } from "@remix-run/react";

import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { ErrorSummary } from "#ui/error-summary";
import { FileField, SelectField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { PageTitle } from "#ui/page-title";
import { Pagination } from "#ui/pagination";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { BadgeText, FieldError, Place, Tenant } from "#app/ui/tenant";
import type { SchoolWords } from "#kernel/school-words";

export type ImportsView = {
  /** The import this form would become: sent twice, it is one. */
  newPlanId: string;
  kind: string;
  kinds: { value: string; label: string }[];
  /** Open batches, for a holiday of one of them. */
  batches: { value: string; label: string }[];
  /** The day that a link from the holidays came for. */
  holidayOn: string | null;
  errors: { form: "file" | "holiday"; list: FieldError[]; fields: Record<string, string> } | null;
  imports: {
    id: string;
    href: string;
    name: string;
    kind: string;
    state: BadgeText;
    /** "120 rows, 4 to fix" */
    came: string;
    by: string;
    when: string;
  }[];
  pages: { text: string; previous: string | null; next: string | null } | null;
};

/** Where a spreadsheet comes in, and what came in before. Nothing is written by sending a file. */
export function ImportsScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: ImportsView;
}) {
  const of = (form: "file" | "holiday") => (view.errors?.form === form ? view.errors.list : []);
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle after="A file becomes a plan first: every row shows what it would do, and nothing is written until you apply it.">
        Imports
      </PageTitle>
      <section aria-labelledby="upload" className="max-w-text">
        <h2 id="upload" className="mb-3 font-semibold">
          Read a spreadsheet
        </h2>
        <ErrorSummary errors={of("file")} scope="file" />
        {/* A document form: a file goes up once, with or without scripts. */}
        <Form
          method="post"
          encType="multipart/form-data"
          reloadDocument
          className="space-y-4 rounded-card border border-line bg-raised p-4"
        >
          <HiddenFields fields={{ planId: view.newPlanId }} />
          <SelectField
            scope="file"
            name="kind"
            label="What the file holds"
            value={view.kind}
            options={view.kinds}
            error={errorOf(of("file"), "kind")}
          />
          <FileField
            scope="file"
            name="file"
            label="CSV file"
            hint="At most 10 MB and 50,000 rows. From Excel, Google Sheets or LibreOffice: save or download as CSV; commas, semicolons and tabs are all read."
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
            error={errorOf(of("file"), "file")}
            required
          />
          <Button name="intent" value="upload">
            Read the file
          </Button>
        </Form>
      </section>
      <HolidayForm view={view} words={tenant.words} errors={of("holiday")} typed={view.errors?.fields ?? {}} />
      <section aria-labelledby="earlier" className="mt-8">
        <h2 id="earlier" className="mb-3 font-semibold">
          Earlier imports
        </h2>
        {view.imports.length === 0 ? (
          <EmptyState icon="list-checks" title="Nothing was imported yet">
            <p>Each file you read stands here, with what became of its rows, who applied it and why.</p>
          </EmptyState>
        ) : (
          <DataTable
            caption="Earlier imports, newest first"
            rows={view.imports}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "name",
                header: "File",
                rowHeader: true,
                wide: true,
                cell: (row) => (
                  <TextLink href={row.href} touch>
                    <span className="break-words">{row.name}</span>
                  </TextLink>
                ),
              },
              { key: "kind", header: "Holds", cell: (row) => row.kind },
              { key: "state", header: "State", cell: (row) => <StateWord {...row.state} /> },
              { key: "came", header: "Rows", cell: (row) => row.came },
              { key: "by", header: "Read by", cell: (row) => row.by },
              { key: "when", header: "When", cell: (row) => <span className="whitespace-nowrap">{row.when}</span> },
            ]}
          />
        )}
        {view.pages ? <Pagination {...view.pages} /> : null}
      </section>
    </ConsoleShell>
  );
}

/** Days without class: what becomes of the classes on them is a plan too. */
function HolidayForm({
  view,
  words,
  errors,
  typed,
}: {
  view: ImportsView;
  words: SchoolWords;
  errors: FieldError[];
  typed: Record<string, string>;
}) {
  return (
    <details id="holiday" className="mt-4 max-w-text" open={errors.length > 0 || view.holidayOn !== null}>
      <summary className="flex min-h-11 items-center font-semibold text-brand">Move classes off a holiday</summary>
      <ErrorSummary errors={errors} scope="holiday" />
      <Form method="post" className="space-y-4 rounded-card border border-line bg-raised p-4">
        <HiddenFields fields={{ planId: view.newPlanId }} />
        <div className="grid gap-4 phone:grid-cols-2">
          <TextField
            scope="holiday"
            type="date"
            name="fromOn"
            label="First day"
            value={typed["fromOn"] ?? view.holidayOn ?? undefined}
            error={errorOf(errors, "fromOn")}
            required
          />
          <TextField
            scope="holiday"
            type="date"
            name="untilOn"
            label="Last day"
            value={typed["untilOn"] ?? view.holidayOn ?? undefined}
            error={errorOf(errors, "untilOn")}
            required
          />
        </div>
        <SelectField
          scope="holiday"
          name="batchId"
          label={words.Batch}
          value={typed["batchId"] ?? ""}
          options={[{ value: "", label: "All that have class on these days" }, ...view.batches]}
          error={errorOf(errors, "batchId")}
        />
        <SelectField
          scope="holiday"
          name="how"
          label="Their classes"
          value={typed["how"] ?? "move"}
          options={[
            { value: "move", label: `Move to the next day of the ${words.batch}’s week, and those after them on` },
            { value: "skip", label: "Are left out" },
          ]}
          error={errorOf(errors, "how")}
        />
        <Button look="secondary" name="intent" value="holiday">
          Show what would move
        </Button>
      </Form>
    </details>
  );
}
