import { StateWord } from "#ui/badge";
import { LinkButton } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import type { Column } from "#ui/data-table";
import { ExportList } from "#ui/export-list";
import { ListEmpty } from "#ui/list-empty";
import { ListFilters } from "#ui/list-filters";
import type { ListField } from "#ui/list-filters";
import { ListPages } from "#ui/list-pages";
import { Notice } from "#ui/notice";
import { TextLink } from "#ui/text-link";
import type { ListFrame } from "#app/list-frame";
import type { BadgeText, Go, Place, Tenant, Tone } from "#app/ui/tenant";

export type ListedBatch = {
  id: string;
  code: string;
  name: string;
  href: string;
  course: string;
  state: BadgeText;
  owner: string | null;
  trainer: string | null;
  /** "Mon 4 Jan (tentative)" */
  starts: string | null;
  seats: { text: string; tone: Tone };
  next: { href: string; text: string; title: string } | null;
};
export type BatchesView = {
  frame: ListFrame<"code" | "starts">;
  fields: ListField[];
  batches: ListedBatch[];
  count: string;
  /** Only the reader's own are shown. */
  mine: boolean;
  exportForm: { action: string; unavailable: string | null };
  create: string | null;
  unplaced: Go | null;
};

const columnsOf = ({ sorts }: BatchesView["frame"], batchWord: string): Column<ListedBatch>[] => [
  {
    key: "code",
    header: batchWord,
    rowHeader: true,
    sort: sorts.code,
    wide: true,
    cell: (row) => (
      <>
        <TextLink href={row.href}>{row.code}</TextLink> <span className="font-normal text-muted">{row.name}</span>
      </>
    ),
  },
  { key: "course", header: "Course", cell: (row) => row.course },
  { key: "state", header: "State", cell: (row) => <StateWord {...row.state} /> },
  { key: "owner", header: "Owner", cell: (row) => row.owner ?? <StateWord word="Nobody" tone="attention" /> },
  { key: "trainer", header: "Trainer", cell: (row) => row.trainer ?? <StateWord word="None yet" tone="attention" /> },
  {
    key: "starts",
    header: "Starts",
    sort: sorts.starts,
    cell: (row) => <span className="whitespace-nowrap">{row.starts ?? "Not set"}</span>,
  },
  {
    key: "seats",
    header: "Seats",
    numeric: true,
    cell: (row) =>
      row.seats.tone === "neutral" ? (
        <span className="whitespace-nowrap">{row.seats.text}</span>
      ) : (
        <StateWord word={row.seats.text} tone={row.seats.tone} />
      ),
  },
  {
    key: "next",
    header: "Next class",
    cell: (row) =>
      row.next ? (
        <>
          <TextLink href={row.next.href}>{row.next.text}</TextLink> <span className="text-muted">{row.next.title}</span>
        </>
      ) : (
        <span className="text-muted">None planned</span>
      ),
  },
];

/** All batches of the school, or of one owner: what runs, how full it is, and when it meets next. */
export function BatchesScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: BatchesView;
}) {
  const { words } = tenant;
  const options = [
    { value: "starts", label: "Earliest start" },
    { value: "-starts", label: "Latest start" },
    { value: "code", label: "Code" },
    { value: "-code", label: "Code, reversed" },
  ];
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <div className="mb-5 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h1 className="text-28 font-bold tracking-title">
          {words.Batches}
          {view.mine ? <span className="font-normal text-muted"> · yours</span> : null}
        </h1>
        {view.create ? (
          <LinkButton href={view.create} size="small">
            New {words.batch}
          </LinkButton>
        ) : null}
      </div>
      {view.unplaced ? (
        <div className="mb-5">
          <Notice tone="attention" title={view.unplaced.label}>
            <TextLink href={view.unplaced.href}>See who, and who looks after them</TextLink>
          </Notice>
        </div>
      ) : null}
      <ListFilters
        action={view.frame.path}
        fields={view.fields}
        sort={view.frame.sort}
        sorts={options}
        clear={view.frame.clear}
      />
      {view.batches.length === 0 ? (
        <ListEmpty
          icon="list-checks"
          title={view.mine ? `You look after no ${words.batch} that is not over` : `No ${words.batch} that is not over`}
          clear={view.frame.clear}
        >
          <p>
            {view.mine ? (
              <TextLink href={`${view.frame.path}?owner=anyone`}>See everybody's</TextLink>
            ) : (
              "What is made here, or by a calendar that is imported, appears in this list."
            )}
          </p>
        </ListEmpty>
      ) : (
        <>
          <DataTable
            caption={words.Batches}
            columns={columnsOf(view.frame, words.Batch)}
            rows={view.batches}
            rowKey={(row) => row.id}
          />
          <ListPages text={view.count} first={view.frame.first} next={view.frame.next} />
          <ExportList {...view.exportForm} />
        </>
      )}
    </ConsoleShell>
  );
}
