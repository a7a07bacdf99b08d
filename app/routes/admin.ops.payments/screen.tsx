import { StateWord } from "#ui/badge";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { ExportList } from "#ui/export-list";
import { ListEmpty } from "#ui/list-empty";
import { ListFilters } from "#ui/list-filters";
import type { ListField } from "#ui/list-filters";
import { ListPages } from "#ui/list-pages";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import type { ListFrame } from "#app/list-frame";
import type { BadgeText, Place, Tenant } from "#app/ui/tenant";

export type PaymentRow = {
  id: string;
  student: string;
  code: string;
  href: string;
  kind: string;
  amount: string;
  reference: string | null;
  when: string;
  people: string;
  state: BadgeText;
  /** Where it is verified, or why not by this person; null where nothing waits. */
  verify: { href: string; why: null } | { href: null; why: string } | null;
};
export type PaymentsView = {
  frame: ListFrame<"recorded">;
  rows: PaymentRow[];
  text: string;
  waiting: number;
  showsAll: boolean;
  all: string;
  fields: ListField[];
  exportAction: string | null;
  flash: string | null;
};

/** The ledger across all students: what waits for a second person first. */
export function PaymentsScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: PaymentsView;
}) {
  const { frame } = view;
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        after={
          view.showsAll
            ? "Every entry of every plan. Entries are never changed: a wrong one is taken back by its opposite."
            : "Receipts count once somebody other than their recorder has seen the money."
        }
      >
        {view.showsAll ? "Payments" : "Payments to verify"}
      </PageTitle>
      {view.flash ? (
        <div className="mb-5">
          <Notice tone="good" title={view.flash} announce />
        </div>
      ) : null}
      <ListFilters
        action={frame.path}
        fields={view.fields}
        sort={frame.sort}
        sorts={[
          { value: "-recorded", label: "Newest first" },
          { value: "recorded", label: "Oldest first" },
        ]}
        clear={frame.clear}
      />
      {view.rows.length === 0 ? (
        view.showsAll || frame.clear ? (
          <ListEmpty icon="inbox" title="Nothing is recorded yet" clear={frame.clear}>
            <p>Money is recorded on a student’s page, by “Record money”.</p>
          </ListEmpty>
        ) : (
          <ListEmpty icon="circle-check" title="Nothing waits for verification" clear={null}>
            <p>
              A receipt appears here as soon as it is recorded.{" "}
              <TextLink href={view.all}>See the whole ledger</TextLink>
            </p>
          </ListEmpty>
        )
      ) : (
        <>
          <DataTable
            caption={view.showsAll ? "Ledger entries" : "Receipts that wait for verification"}
            rows={view.rows}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "student",
                header: "Student",
                rowHeader: true,
                wide: true,
                cell: (row) => (
                  <>
                    <TextLink href={row.href}>{row.student}</TextLink>{" "}
                    <span className="font-normal whitespace-nowrap text-muted">{row.code}</span>
                  </>
                ),
              },
              { key: "kind", header: "Kind", cell: (row) => row.kind },
              { key: "amount", header: "Amount", numeric: true, cell: (row) => row.amount },
              // Where everything waits, saying so in every row says nothing.
              ...(view.showsAll
                ? [{ key: "state", header: "State", cell: (row: PaymentRow) => <StateWord {...row.state} /> }]
                : []),
              { key: "reference", header: "Reference and reason", cell: (row) => row.reference },
              {
                key: "recorded",
                header: "Recorded",
                sort: frame.sorts.recorded,
                cell: (row) => <span className="whitespace-nowrap">{row.when}</span>,
              },
              { key: "people", header: "By", cell: (row) => row.people },
              { key: "do", header: "Do", cell: (row) => (row.verify ? <Verify row={row} /> : null) },
            ]}
          />
          <ListPages text={view.text} first={frame.first} next={frame.next} />
        </>
      )}
      {view.exportAction && view.rows.length > 0 ? <ExportList action={view.exportAction} unavailable={null} /> : null}
    </ConsoleShell>
  );
}

function Verify({ row }: { row: PaymentRow }) {
  if (row.verify?.href)
    return (
      <TextLink href={row.verify.href} touch>
        Verify
        <span className="sr-only">
          {" "}
          {row.amount} from {row.student}
        </span>
      </TextLink>
    );
  return <span className="text-muted">{row.verify?.why}</span>;
}
