import { Form } from "@remix-run/react";

import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import type { Column } from "#ui/data-table";
import { HiddenFields } from "#ui/hidden-fields";
import { ErrorSummary } from "#ui/error-summary";
import { BulkBar, BulkField } from "#ui/list-bulk";
import { ListEmpty } from "#ui/list-empty";
import { ListFilters } from "#ui/list-filters";
import type { ListField } from "#ui/list-filters";
import { ListPages } from "#ui/list-pages";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import type { ListFrame } from "#app/list-frame";
import { errorOf } from "#app/ui/tenant";
import type { BadgeText, FieldError, Place, Tenant } from "#app/ui/tenant";
import type { SchoolWords } from "#kernel/school-words";

import { paths } from "../../paths";

export type StudentRow = {
  id: string;
  name: string;
  code: string;
  href: string;
  /** Null without an enrollment. */
  state: BadgeText | null;
  batches: string;
  /** "Wed 25 Nov, 7:30 pm" in the school's zone. */
  nextClass: string | null;
  payment: BadgeText | null;
  lastJoined: string;
};

export type StudentsView = {
  list: ListFrame<"name" | "code" | "joined">;
  sortable: boolean;
  fields: ListField[];
  rows: StudentRow[];
  showsMoney: boolean;
  /** "IST" */
  zone: string;
  totalText: string;
  /** Null where they were not counted to the end. */
  total: number | null;
  /** Why this person cannot export, or null. */
  exportUnavailable: string | null;
  /** Why they cannot give places in a batch, or null. */
  assignUnavailable: string | null;
  /** This page of the list: a form that is sent back comes back here. */
  address: string;
  /** Of the plan that the form makes: sent twice, it is one. */
  newPlanId: string;
};
/** The bulk form that was sent back. */
export type StudentsSent = { errors: FieldError[]; batchCode: string; ids: string[]; all: boolean } | null;

const sorts = [
  { value: "name", label: "Name" },
  { value: "code", label: "Code" },
  { value: "-joined", label: "Newest first" },
  { value: "joined", label: "Oldest first" },
];

/** The school's students: found, filtered, chosen, exported. */
export function StudentsScreen({
  tenant,
  places,
  person,
  view,
  sent,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: StudentsView;
  sent: StudentsSent;
}) {
  const { list, rows } = view;
  const choosable = view.exportUnavailable === null || view.assignUnavailable === null;
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <PageTitle>Students</PageTitle>
        {rows.length > 0 ? (
          <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
            <ExportAll view={view} />
            {choosable ? null : (
              <div>
                <Button look="secondary" size="small" disabled reason={view.assignUnavailable ?? undefined}>
                  Assign to {tenant.words.aBatch}
                </Button>
              </div>
            )}
          </div>
        ) : null}
      </div>
      <ErrorSummary
        errors={(sent?.errors ?? []).map((one) => ({ ...one, field: one.field === "batchCode" ? one.field : null }))}
        scope="chosen"
      />
      <ListFilters action={list.path} fields={view.fields} sort={list.sort} sorts={sorts} clear={list.clear} />
      {rows.length === 0 ? (
        <ListEmpty icon="users" title="No students yet" clear={list.clear} nothingMatches="No student matches">
          <p>A student appears here when an admission is verified, or when a list of students is imported.</p>
        </ListEmpty>
      ) : (
        <>
          <DataTable
            caption={`Students, ${view.totalText}`}
            columns={columnsOf(view, tenant.words.Batch)}
            rows={rows}
            rowKey={(row) => row.id}
            choice={
              choosable
                ? { form: "chosen", label: (row) => `Choose ${row.name}, ${row.code}`, chosen: sent?.ids ?? [] }
                : undefined
            }
          />
          <ListPages text={view.totalText} first={list.first} next={list.next} />
          {choosable ? (
            <BulkBar
              form="chosen"
              action={view.address}
              noun={["student", "students"]}
              shown={rows.length}
              total={view.total}
              search={list.search}
              startsWithAll={sent?.all ?? false}
              document
            >
              <AssignChosen view={view} sent={sent} words={tenant.words} />
              <Button
                look="secondary"
                size="small"
                icon="download"
                action={paths.studentsExport()}
                disabled={view.exportUnavailable !== null}
                reason={view.exportUnavailable ?? undefined}
              >
                Export as CSV
              </Button>
            </BulkBar>
          ) : null}
        </>
      )}
    </ConsoleShell>
  );
}

/** Leads to a preview that says of each whether they can. It stands first, because Enter in its field presses it. */
function AssignChosen({ view, sent, words }: { view: StudentsView; sent: StudentsSent; words: SchoolWords }) {
  return (
    <BulkField
      form="chosen"
      name="batchCode"
      label={`To ${words.batch}`}
      value={sent?.batchCode ?? ""}
      error={errorOf(sent?.errors ?? [], "batchCode")}
      maxLength={30}
    >
      <HiddenFields fields={{ planId: view.newPlanId }} />
      <Button
        look="secondary"
        size="small"
        disabled={view.assignUnavailable !== null}
        reason={view.assignUnavailable ?? undefined}
      >
        Assign to {words.aBatch}
      </Button>
    </BulkField>
  );
}

/** All rows of the filter, without choosing any. The file is the answer, so the page stays. */
function ExportAll({ view }: { view: StudentsView }) {
  return (
    <Form method="post" action={paths.studentsExport()} reloadDocument>
      <HiddenFields fields={{ all: "filter", filter: view.list.search.replace(/^\?/, "") }} />
      <Button
        look="secondary"
        size="small"
        icon="download"
        disabled={view.exportUnavailable !== null}
        reason={view.exportUnavailable ?? undefined}
      >
        {view.total === null ? "Export all" : `Export all ${view.total}`}
      </Button>
    </Form>
  );
}

function columnsOf({ list, sortable, showsMoney, zone }: StudentsView, batchWord: string): Column<StudentRow>[] {
  const money: Column<StudentRow> = {
    key: "payment",
    header: "Payment",
    cell: (row) => (row.payment ? <StateWord {...row.payment} /> : null),
  };
  return [
    {
      key: "name",
      header: "Name",
      rowHeader: true,
      wide: true,
      ...(sortable ? { sort: list.sorts.name } : {}),
      cell: (row) => (
        <TextLink href={row.href} touch>
          {row.name}
        </TextLink>
      ),
    },
    {
      key: "code",
      header: "Code",
      ...(sortable ? { sort: list.sorts.code } : {}),
      cell: (row) => <span className="whitespace-nowrap">{row.code}</span>,
    },
    {
      key: "state",
      header: "State",
      cell: (row) => (row.state ? <StateWord {...row.state} /> : <StateWord word="No plan" tone="neutral" />),
    },
    { key: "batch", header: batchWord, cell: (row) => row.batches || <span className="text-muted">None</span> },
    {
      key: "next",
      header: `Next class, ${zone}`,
      cell: (row) => (
        <span className={row.nextClass ? "whitespace-nowrap" : "text-muted"}>{row.nextClass ?? "None planned"}</span>
      ),
    },
    ...(showsMoney ? [money] : []),
    { key: "last", header: "Last joined", cell: (row) => <span className="whitespace-nowrap">{row.lastJoined}</span> },
  ];
}
