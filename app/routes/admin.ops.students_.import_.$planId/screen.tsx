import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { Badge, StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { ErrorSummary } from "#ui/error-summary";
import { ExportList } from "#ui/export-list";
import { Facts } from "#ui/facts";
import { TextField } from "#ui/field";
import { FilterLinks } from "#ui/filter-links";
import { HiddenFields } from "#ui/hidden-fields";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { Pagination } from "#ui/pagination";
import { Progress } from "#ui/progress";
import { RenewEvery } from "#ui/renew-every";
import { GoneFormErrors } from "#ui/sent-errors";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { BadgeText, FieldError, Place, Tenant, Tone } from "#app/ui/tenant";

import { MappingForm } from "./mapping-form";
import type { MappingView } from "./mapping-form";

export type FormName = "map" | "apply" | "undo" | "discard";
export type RowView = { number: number; label: string; state: BadgeText; lines: string[] };
type Errors = { form: FormName; fields: Record<string, string>; list: FieldError[] } | null;

export type ImportView = {
  name: string;
  kind: string;
  state: BadgeText;
  /** Of the plan this page was made from: a form of an older one is refused. */
  version: number;
  backHref: string;
  facts: { term: string; text: string }[];
  flash: { title: string; text: string | null } | null;
  notice: { tone: Tone; title: string; text: string } | null;
  /** While the queue works: how far it has come. */
  progress: { text: string; hint: string; done: number; total: number } | null;
  mapping: MappingView | null;
  /** The columns were chosen and the preview stands: changing them computes it anew. */
  isMapped: boolean;
  filters: { label: string; count: number; tone: Tone; href: string; current: boolean }[];
  rows: RowView[];
  emptyText: string;
  pages: { text: string; previous: string | null; next: string | null } | null;
  apply: { text: string; verb: string; unavailable: string | null } | null;
  undo: { text: string; verb: string; unavailable: string | null; left: string | null } | null;
  discard: boolean;
  failed: { text: string; href: string } | null;
};

/** One import from its file to what became of it: columns, preview, applying, taking back. */
export function ImportScreen({
  tenant,
  places,
  person,
  view,
  errors,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: ImportView;
  errors: Errors;
}) {
  const of = (form: FormName) => (errors?.form === form ? errors.list : []);
  const typed = (form: FormName) => (errors?.form === form ? errors.fields : {});
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      {view.progress ? <RenewEvery seconds={2} /> : null}
      <PageTitle before={<TextLink href={view.backHref}>Back to Imports</TextLink>} after={view.kind}>
        <span className="break-words">{view.name}</span>
      </PageTitle>
      <div className="-mt-3 mb-5">
        <Badge {...view.state} />
      </div>
      {view.flash && !errors ? <Message tone="good" title={view.flash.title} text={view.flash.text} announce /> : null}
      <GoneFormErrors errors={errors && !stands(view, errors.form) ? errors.list : []} />
      {view.notice ? <Message {...view.notice} /> : null}
      {view.progress ? <Progress {...view.progress} /> : null}
      <div className="space-y-6">
        {view.mapping && !view.isMapped ? (
          <section aria-labelledby="columns">
            <h2 id="columns" className="mb-2 font-semibold">
              Which column is what
            </h2>
            <MappingForm
              view={view.mapping}
              version={view.version}
              errors={of("map")}
              typed={typed("map")}
              verb="Compute the preview"
            />
          </section>
        ) : null}
        <div className="grid gap-5 wide:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="min-w-0 space-y-5">
            {view.apply ? (
              <ReasonedForm
                form="apply"
                title="Apply"
                {...view.apply}
                version={view.version}
                errors={of("apply")}
                typed={typed("apply")}
              />
            ) : null}
            {view.undo ? (
              <ReasonedForm
                form="undo"
                title="Take it back"
                {...view.undo}
                version={view.version}
                errors={of("undo")}
                typed={typed("undo")}
              />
            ) : null}
            {view.mapping && view.isMapped ? (
              <details className="group" open={of("map").length > 0}>
                <summary className="flex min-h-11 items-center font-semibold text-brand">
                  Change how the columns are read
                </summary>
                <MappingForm
                  view={view.mapping}
                  version={view.version}
                  errors={of("map")}
                  typed={typed("map")}
                  verb="Compute it anew"
                />
              </details>
            ) : null}
            {view.discard ? <Discard version={view.version} errors={of("discard")} /> : null}
          </div>
          <div className="min-w-0">
            <Card title="Facts">
              <Facts facts={view.facts} />
            </Card>
          </div>
        </div>
        {view.filters.length > 0 ? <Rows view={view} /> : null}
      </div>
    </ConsoleShell>
  );
}

/** Whether the form that was sent is on the page as it is now. */
function stands(view: ImportView, form: FormName): boolean {
  if (form === "map") return view.mapping !== null;
  if (form === "discard") return view.discard;
  return view[form] !== null;
}

function Message({
  tone,
  title,
  text,
  announce = false,
}: {
  tone: Tone;
  title: string;
  text: string | null;
  announce?: boolean;
}) {
  return (
    <div className="mb-5">
      <Notice tone={tone} title={title} announce={announce}>
        {text}
      </Notice>
    </div>
  );
}

function Rows({ view }: { view: ImportView }) {
  return (
    <section aria-labelledby="rows">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="rows" className="font-semibold">
          Row by row
        </h2>
        {view.failed ? (
          <ExportList action={view.failed.href} label={`Download the ${view.failed.text} as CSV`} />
        ) : null}
      </div>
      <FilterLinks label="Rows by what they would do or did" links={view.filters} />
      {view.rows.length === 0 ? (
        <EmptyState icon="list-checks" title="Nothing here">
          <p>{view.emptyText}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption="Rows of the file, in its order"
          rows={view.rows}
          rowKey={(row) => String(row.number)}
          columns={[
            { key: "number", header: "Row", numeric: true, cell: (row) => row.number },
            {
              key: "label",
              header: "Who or what",
              rowHeader: true,
              wide: true,
              cell: (row) => <span className="break-words">{row.label}</span>,
            },
            { key: "state", header: "Outcome", cell: (row) => <StateWord {...row.state} /> },
            {
              key: "lines",
              header: "What and why",
              cell: (row) => (row.lines.length > 0 ? <Lines lines={row.lines} /> : null),
            },
          ]}
        />
      )}
      {view.pages ? <Pagination {...view.pages} /> : null}
    </section>
  );
}

const Lines = ({ lines }: { lines: string[] }) => (
  <ul className="flex flex-wrap justify-end gap-x-3 wide:justify-start">
    {lines.map((line) => (
      <li key={line} className="break-words">
        {line}
      </li>
    ))}
  </ul>
);

/** What cannot be done lightly: says what will happen, and asks why. */
function ReasonedForm({
  form,
  title,
  text,
  verb,
  unavailable,
  left = null,
  version,
  errors,
  typed,
}: {
  form: "apply" | "undo";
  title: string;
  text: ReactNode;
  verb: string;
  unavailable: string | null;
  left?: string | null;
  version: number;
  errors: FieldError[];
  typed: Record<string, string>;
}) {
  return (
    <section aria-labelledby={form} className="rounded-card border border-line bg-raised p-4">
      <h2 id={form} className="font-semibold">
        {title}
      </h2>
      <p className="mt-1 mb-3 text-muted">
        {text} {left}
      </p>
      <ErrorSummary errors={errors} scope={form} />
      <Form method="post" className="space-y-3">
        <HiddenFields fields={{ version: String(version) }} />
        <TextField
          scope={form}
          name="reason"
          label="Reason"
          hint="Stands in the record of every row this touches."
          value={typed["reason"]}
          error={errorOf(errors, "reason")}
          maxLength={400}
          autoComplete="off"
          required
        />
        <Button
          look={form === "undo" ? "danger" : "primary"}
          name="intent"
          value={form}
          disabled={unavailable !== null}
          reason={unavailable ?? undefined}
        >
          {verb}
        </Button>
      </Form>
    </section>
  );
}

const Discard = ({ version, errors }: { version: number; errors: FieldError[] }) => (
  <Form method="post">
    <ErrorSummary errors={errors} scope="discard" />
    <HiddenFields fields={{ version: String(version) }} />
    <Button look="secondary" size="small" name="intent" value="discard" reason="Erases the file. Nothing was written.">
      Discard this import
    </Button>
  </Form>
);
