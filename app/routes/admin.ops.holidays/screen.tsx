import { ActionFold, ActionList } from "#ui/action-fold";
import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { TextField } from "#ui/field";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { RowFold } from "#ui/row-fold";
import { GoneFormErrors } from "#ui/sent-errors";
import { TextLink } from "#ui/text-link";
import type { SentBack } from "#app/form-answer";
import { errorOf } from "#app/ui/tenant";
import type { Place, Tenant } from "#app/ui/tenant";

type Row = {
  id: string;
  name: string;
  day: string;
  /** What is planned on it all the same: "2 classes". */
  classes: string | null;
  /** Where they are moved off it, for who may. */
  move: string | null;
};
export type HolidaysView = { holidays: Row[]; flash: string | null };

/** The school's days without class: weekly patterns leave them out. */
export function HolidaysScreen({
  tenant,
  places,
  person,
  view,
  sentBack,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: HolidaysView;
  sentBack: SentBack | null;
}) {
  const added = sentBack?.intent === "add" ? sentBack : null;
  const errors = added?.errors ?? [];
  const field = (name: string) => ({
    scope: "add",
    name,
    value: added?.typed[name] ?? "",
    error: errorOf(errors, name),
  });
  const removed = sentBack?.intent === "remove" ? sentBack : null;
  const isGone = removed !== null && !view.holidays.some(({ id }) => id === removed.typed["holidayId"]);
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle after="Weekly patterns leave these days out. Classes that are planned on one already stay until you move them.">
        Holidays
      </PageTitle>
      {view.flash && !sentBack ? (
        <div className="mb-5">
          <Notice tone="good" title={view.flash} announce />
        </div>
      ) : null}
      <GoneFormErrors errors={isGone ? removed.errors : []} />
      <div className="grid gap-6 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          {view.holidays.length === 0 ? (
            <EmptyState icon="calendar-days" title="No holiday ahead">
              <p>Enter the days on which the school teaches nothing, a year ahead if you know them.</p>
            </EmptyState>
          ) : (
            <DataTable
              caption="Holidays from today on"
              rows={view.holidays}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: "day",
                  header: "Day",
                  rowHeader: true,
                  cell: (row) => <span className="whitespace-nowrap">{row.day}</span>,
                },
                { key: "name", header: "Holiday", wide: true, cell: (row) => row.name },
                { key: "classes", header: "Planned on it", cell: (row) => <Planned row={row} /> },
                {
                  key: "do",
                  header: "Do",
                  cell: (row) => (
                    <RemoveForm row={row} sentBack={removed?.typed["holidayId"] === row.id ? removed : null} />
                  ),
                },
              ]}
            />
          )}
        </div>
        <ActionList>
          <ActionFold
            name="add"
            title="Enter a holiday"
            explains="One day, or several that follow each other."
            unavailable={null}
            verb="Enter the holiday"
            errors={errors}
            open={view.holidays.length === 0}
          >
            <TextField {...field("name")} label="Name" maxLength={80} autoComplete="off" required />
            <TextField {...field("fromOn")} label="First day" type="date" required />
            <TextField {...field("untilOn")} label="Last day" hint="Leave it empty for one day." type="date" />
            <TextField {...field("reason")} label="Reason" maxLength={400} autoComplete="off" required />
          </ActionFold>
        </ActionList>
      </div>
    </ConsoleShell>
  );
}

function Planned({ row }: { row: Row }) {
  if (row.classes === null) return <span className="text-muted">No class</span>;
  if (row.move === null) return <StateWord word={row.classes} tone="attention" />;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3">
      <StateWord word={row.classes} tone="attention" />
      <TextLink href={row.move} touch>
        Move<span className="sr-only"> the classes of {row.day}</span>
      </TextLink>
    </span>
  );
}

function RemoveForm({ row, sentBack }: { row: Row; sentBack: SentBack | null }) {
  return (
    <RowFold
      id={row.id}
      title="Take off"
      of={` the list: ${row.name}`}
      hidden={{ holidayId: row.id }}
      sent={sentBack}
      reasonHint={`${row.day} becomes a day like others. No class moves by it.`}
    >
      <Button size="small" look="danger" name="intent" value="remove">
        Take it off the list
      </Button>
    </RowFold>
  );
}
