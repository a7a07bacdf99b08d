import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { ExportList } from "#ui/export-list";
import { SelectField, TextField } from "#ui/field";
import { ListEmpty } from "#ui/list-empty";
import { ListPages } from "#ui/list-pages";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { RowFold } from "#ui/row-fold";
import { GoneFormErrors } from "#ui/sent-errors";
import { TextLink } from "#ui/text-link";
import type { SentBack } from "#app/form-answer";
import type { ListFrame } from "#app/list-frame";
import { paths } from "#app/paths";
import { plural } from "#app/ui/plural";
import { errorOf } from "#app/ui/tenant";
import type { Place, Tenant } from "#app/ui/tenant";

import { optionsOf } from "../admin.ops.batches.new/screen";

type Row = {
  id: string;
  version: string;
  /** The student's page, where a place is given. */
  href: string;
  name: string;
  code: string;
  course: string;
  from: string;
  why: string | null;
  ownerId: string;
  owner: string | null;
  dueOn: string;
  due: string;
  late: boolean;
  open: string[];
};
export type UnplacedView = {
  frame: ListFrame<"due">;
  exportForm: { action: string; unavailable: string | null };
  mine: boolean;
  today: string;
  rows: Row[];
  owners: { id: string; name: string }[];
  flash: string | null;
};

/** Who lost their place with a cancelled batch and waits for another, with who looks after it until when. */
export function UnplacedScreen({
  tenant,
  places,
  person,
  view,
  sentBack,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: UnplacedView;
  sentBack: SentBack | null;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        before={<TextLink href={paths.batches()}>All {tenant.words.batches}</TextLink>}
        after={`Their ${tenant.words.batch} was cancelled and no other had a seat. Who is given a place leaves this list by itself.`}
      >
        Without a place
      </PageTitle>
      {view.flash && !sentBack ? (
        <div className="mb-5">
          <Notice tone="good" title={view.flash} announce />
        </div>
      ) : null}
      <GoneFormErrors errors={sentBack && !view.rows.some(isOf(sentBack)) ? sentBack.errors : []} />
      <p className="mb-4 text-14">
        {view.mine ? (
          <TextLink href={view.frame.path}>Show everybody's</TextLink>
        ) : (
          <TextLink href={`${view.frame.path}?owner=mine`}>Show only mine</TextLink>
        )}
      </p>
      {view.rows.length === 0 ? (
        <ListEmpty icon="circle-check" title="Everybody has a place" clear={view.mine ? view.frame.path : null}>
          <p>A student appears here when their {tenant.words.batch} is cancelled and the plan gives them no other.</p>
        </ListEmpty>
      ) : (
        <>
          <DataTable
            caption="Students without a place, the earliest due day first"
            rows={view.rows}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "name",
                header: "Student",
                rowHeader: true,
                cell: (row) => (
                  <>
                    <TextLink href={row.href}>{row.name}</TextLink>{" "}
                    <span className="font-normal whitespace-nowrap text-muted">{row.code}</span>
                  </>
                ),
              },
              {
                key: "from",
                header: "Was in",
                cell: (row) => (
                  <>
                    {row.from}, {row.course}
                    {row.why ? <span className="text-muted"> · {row.why}</span> : null}
                  </>
                ),
              },
              {
                key: "open",
                header: "Seats are in",
                cell: (row) => (row.open.length > 0 ? row.open.join(", ") : <span className="text-muted">None</span>),
              },
              {
                key: "owner",
                header: "Owner",
                cell: (row) => row.owner ?? <StateWord word="Nobody" tone="attention" />,
              },
              {
                key: "due",
                header: "Due",
                cell: (row) =>
                  row.late ? <StateWord word={`${row.due}, late`} tone="danger" /> : <span>{row.due}</span>,
              },
              {
                key: "do",
                header: "Do",
                cell: (row) => (
                  <Settle row={row} owners={view.owners} sentBack={sentBack && isOf(sentBack)(row) ? sentBack : null} />
                ),
              },
            ]}
          />
          <ListPages
            text={plural(view.rows.length, "student on this page", "students on this page")}
            first={view.frame.first}
            next={view.frame.next}
          />
          <ExportList {...view.exportForm} />
        </>
      )}
    </ConsoleShell>
  );
}

const isOf =
  ({ typed }: SentBack) =>
  ({ id }: Row) =>
    typed["moveId"] === id;

function Settle({ row, owners, sentBack }: { row: Row; owners: UnplacedView["owners"]; sentBack: SentBack | null }) {
  const errors = sentBack?.errors ?? [];
  const typed = sentBack?.typed;
  return (
    <RowFold
      id={row.id}
      title="Hand over or settle"
      of={`: ${row.name}`}
      hidden={{ moveId: row.id, version: typed?.["version"] ?? row.version }}
      sent={sentBack}
      fields={
        <>
          <SelectField
            scope={row.id}
            name="ownerId"
            label="Owner"
            value={typed?.["ownerId"] ?? row.ownerId}
            options={optionsOf(owners, "Choose")}
            error={errorOf(errors, "ownerId")}
          />
          <TextField
            scope={row.id}
            name="dueOn"
            label="Until"
            type="date"
            value={typed?.["dueOn"] ?? row.dueOn}
            error={errorOf(errors, "dueOn")}
          />
        </>
      }
    >
      <Button size="small" name="intent" value="hand_over">
        Hand over
      </Button>
      <Button size="small" look="secondary" name="intent" value="close">
        Needs no place
      </Button>
    </RowFold>
  );
}
