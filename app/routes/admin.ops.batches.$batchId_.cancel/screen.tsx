import { Form } from "@remix-run/react";

import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { ErrorSummary } from "#ui/error-summary";
import { SelectField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import type { SentBack } from "#app/form-answer";
import { errorOf } from "#app/ui/tenant";
import type { BadgeText, Place, Tenant } from "#app/ui/tenant";

import { optionsOf } from "../admin.ops.batches.new/screen";

type Leaving = {
  field: string;
  name: string;
  code: string;
  /** The batch proposed, "" for no place. */
  proposed: string;
  why: string;
  options: { value: string; label: string }[];
};
export type CancelView = {
  code: string;
  back: string;
  version: string;
  unavailable: string | null;
  consequences: string[];
  candidates: {
    id: string;
    code: string;
    name: string;
    state: BadgeText;
    free: number;
    starts: string;
    held: number;
    coming: number;
  }[];
  students: Leaving[];
  owners: { id: string; name: string }[];
  ownerId: string;
  dueOn: string;
};

/** The plan by which a batch is cancelled: where each of its students goes, to be changed before it is done as one. */
export function CancelScreen({
  tenant,
  places,
  person,
  view,
  sentBack,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: CancelView;
  sentBack: Pick<SentBack, "errors" | "typed"> | null;
}) {
  const errors = sentBack?.errors ?? [];
  const typed = sentBack?.typed ?? {};
  const { words } = tenant;
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        before={<TextLink href={view.back}>Back to {view.code}</TextLink>}
        after={`Each student gets the best other ${words.batch} of the course, or no place. Change what you know better, then do it as one.`}
      >
        Cancel {view.code}
      </PageTitle>
      {view.unavailable ? (
        <Notice tone="info" title={view.unavailable} />
      ) : (
        <Form method="post" className="space-y-6">
          <ErrorSummary errors={errors} />
          <HiddenFields fields={{ version: view.version }} />
          <section aria-labelledby="candidates">
            <h2 id="candidates" className="mb-2 font-semibold">
              Other {words.batches} of the course
            </h2>
            {view.candidates.length === 0 ? (
              <Notice
                tone="attention"
                title={`There is no other ${words.batch} of this course: nobody can be given a place.`}
              />
            ) : (
              <DataTable
                caption={`Other ${words.batches} of the course`}
                rows={view.candidates}
                rowKey={(row) => row.id}
                columns={[
                  {
                    key: "code",
                    header: words.Batch,
                    rowHeader: true,
                    cell: (row) => (
                      <>
                        {row.code} <span className="font-normal text-muted">{row.name}</span>
                      </>
                    ),
                  },
                  { key: "state", header: "State", cell: (row) => <StateWord {...row.state} /> },
                  { key: "starts", header: "First class", cell: (row) => row.starts },
                  { key: "held", header: "Held", numeric: true, cell: (row) => row.held },
                  { key: "coming", header: "To come", numeric: true, cell: (row) => row.coming },
                  { key: "free", header: "Seats left", numeric: true, cell: (row) => row.free },
                ]}
              />
            )}
          </section>
          <section aria-labelledby="students">
            <h2 id="students" className="mb-2 font-semibold">
              Where its students go
            </h2>
            {view.students.length === 0 ? (
              <EmptyState icon="users" title={`Nobody sits in this ${words.batch}`}>
                <p>It can be cancelled without anybody having to move.</p>
              </EmptyState>
            ) : (
              <DataTable
                caption="Its students, and where they go"
                rows={view.students}
                rowKey={(row) => row.field}
                columns={[
                  {
                    key: "name",
                    header: "Student",
                    rowHeader: true,
                    cell: (row) => (
                      <>
                        {row.name} <span className="font-normal whitespace-nowrap text-muted">{row.code}</span>
                      </>
                    ),
                  },
                  {
                    key: "to",
                    header: "Goes to",
                    cell: (row) => (
                      <PlaceSelect
                        row={row}
                        chosen={typed[row.field] ?? row.proposed}
                        error={errorOf(errors, row.field)}
                      />
                    ),
                  },
                  { key: "why", header: "Proposed because", cell: (row) => row.why },
                ]}
              />
            )}
          </section>
          <div className="max-w-column space-y-5">
            <div className="grid gap-5 desk:grid-cols-2">
              <SelectField
                name="ownerId"
                label="Who finds the others a place"
                value={typed["ownerId"] ?? view.ownerId}
                options={optionsOf(view.owners, "Choose")}
                error={errorOf(errors, "ownerId")}
              />
              <TextField
                name="dueOn"
                label="Until"
                type="date"
                value={typed["dueOn"] ?? view.dueOn}
                error={errorOf(errors, "dueOn")}
              />
            </div>
            <TextField
              name="reason"
              label="Reason"
              hint="Students read it in their mail."
              value={typed["reason"] ?? ""}
              error={errorOf(errors, "reason")}
              maxLength={400}
              autoComplete="off"
              required
            />
            <Notice tone="attention" title="What happens">
              <ul className="list-disc space-y-1 pl-5">
                {view.consequences.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </Notice>
            <Button look="danger">Cancel {view.code} and move its students</Button>
          </div>
        </Form>
      )}
    </ConsoleShell>
  );
}

function PlaceSelect({ row, chosen, error }: { row: Leaving; chosen: string; error: string | null }) {
  const errorId = `${row.field}-error`;
  return (
    <>
      {error ? (
        <p id={errorId} className="mb-1 font-medium text-danger">
          {error}
        </p>
      ) : null}
      <select
        id={row.field}
        name={row.field}
        defaultValue={chosen}
        aria-label={`Where ${row.name} goes`}
        aria-invalid={error !== null || undefined}
        aria-describedby={error ? errorId : undefined}
        className={`min-h-9 w-full max-w-80 rounded-control border bg-raised px-2 text-14 pointer-coarse:min-h-11 ${error ? "border-danger" : "border-line-strong"}`}
      >
        {row.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
        <option value="">No place for now</option>
      </select>
    </>
  );
}
