import { Badge, StateWord } from "#ui/badge";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import type { Column } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { ExportList } from "#ui/export-list";
import { Facts } from "#ui/facts";
import { HistoryCard } from "#ui/history-card";
import type { History } from "#ui/history-card";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { GoneFormErrors } from "#ui/sent-errors";
import { TextLink } from "#ui/text-link";
import { Timeline } from "#ui/timeline";
import type { TimelineEntry } from "#ui/timeline";
import { ToldCard } from "#ui/told-card";
import type { Told } from "#ui/told-card";
import type { SentBack } from "#app/form-answer";
import { paths } from "#app/paths";
import { plural } from "#app/ui/plural";
import type { BadgeText, Place, Tenant, Tone } from "#app/ui/tenant";
import type { SchoolWords } from "#kernel/school-words";

import { BatchActions } from "./batch-actions";
import type { BatchForm, BatchLinks, Fold } from "./batch-actions";
import { RosterTable } from "./roster-table";
import type { Seated } from "./roster-table";

export type ListedClass = {
  id: string;
  number: number;
  title: string;
  href: string;
  /** "Mon 23 Nov, 7:30–9:30 pm" */
  when: string;
  state: BadgeText;
  trainer: string | null;
  host: string | null;
  /** Null before the class has begun. */
  joined: number | null;
  past: boolean;
};
export type BatchView = {
  code: string;
  name: string;
  state: BadgeText;
  version: number;
  facts: { term: string; text: string; tone?: Tone }[];
  sessions: ListedClass[];
  /** Null for who may not read it. */
  roster: Seated[] | null;
  /** Who has heard that it is cancelled. */
  told: Told | null;
  announcements: TimelineEntry[];
  history: History | null;
  links: BatchLinks;
  folds: Fold[];
  form: BatchForm;
};

const about: Column<ListedClass>[] = [
  {
    key: "title",
    header: "Class",
    rowHeader: true,
    wide: true,
    cell: (row) => (
      <>
        {row.number}. <TextLink href={row.href}>{row.title}</TextLink>
      </>
    ),
  },
  { key: "when", header: "When", cell: (row) => row.when },
  { key: "state", header: "State", cell: (row) => <StateWord {...row.state} /> },
  {
    key: "trainer",
    header: "Trainer",
    cell: (row) =>
      row.trainer ? (
        <span className="whitespace-nowrap">{row.trainer}</span>
      ) : (
        <StateWord word="None yet" tone="attention" />
      ),
  },
];
const comingColumns: Column<ListedClass>[] = [
  ...about,
  { key: "host", header: "Host account", cell: (row) => row.host ?? <span className="text-muted">None</span> },
];
const pastColumns: Column<ListedClass>[] = [
  ...about,
  { key: "joined", header: "Joined", numeric: true, cell: (row) => row.joined ?? "–" },
];

/** One batch: how it stands, when it meets, who sits in it, what happened, and what can be done. */
export function BatchScreen({
  tenant,
  places,
  person,
  view,
  flash,
  sentBack,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: BatchView;
  flash: string | null;
  sentBack: SentBack | null;
}) {
  const { words } = tenant;
  const coming = view.sessions.filter((one) => !one.past);
  const past = view.sessions.filter((one) => one.past);
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle before={<TextLink href={paths.batches()}>All {words.batches}</TextLink>} after={view.name}>
        {view.code}
      </PageTitle>
      <div className="-mt-3 mb-5">
        <Badge {...view.state} />
      </div>
      {flash ? (
        <div className="mb-5">
          <Notice tone="good" title={flash} announce />
        </div>
      ) : null}
      <GoneFormErrors errors={isGone(sentBack, view.folds) ? sentBack.errors : []} />
      <div className="grid gap-5 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-6">
          <section aria-labelledby="classes">
            <h2 id="classes" className="mb-2 font-semibold">
              Classes to come
            </h2>
            {coming.length === 0 ? (
              <EmptyState icon="calendar-days" title="No class to come">
                <p>
                  {view.links.schedule ? (
                    <TextLink href={view.links.schedule}>Give it a weekly pattern</TextLink>
                  ) : (
                    "Classes appear here when operations plans them."
                  )}
                </p>
              </EmptyState>
            ) : (
              <DataTable caption="Classes to come" columns={comingColumns} rows={coming} rowKey={(row) => row.id} />
            )}
            {past.length > 0 ? (
              <details className="mt-3">
                <summary className="flex min-h-11 items-center font-medium text-brand underline underline-offset-4">
                  {plural(past.length, "past class", "past classes")}
                </summary>
                <DataTable
                  caption="Past classes"
                  columns={pastColumns}
                  rows={past.toReversed()}
                  rowKey={(row) => row.id}
                />
              </details>
            ) : null}
          </section>
          {view.told ? <ToldCard told={view.told} /> : null}
          {view.roster ? <Roster roster={view.roster} links={view.links} words={words} /> : null}
          {view.history ? <HistoryCard history={view.history} /> : null}
        </div>
        <div className="min-w-0 space-y-5 max-wide:order-first">
          <BatchActions
            folds={view.folds}
            links={view.links}
            words={words}
            form={view.form}
            version={view.version}
            sentBack={sentBack}
          />
          <Card title="Facts">
            <Facts
              facts={view.facts.map((fact) => ({
                term: fact.term,
                text: fact.tone ? <StateWord word={fact.text} tone={fact.tone} /> : fact.text,
              }))}
            />
          </Card>
          {view.announcements.length > 0 ? (
            <Card title="Announced">
              <Timeline entries={view.announcements} />
            </Card>
          ) : null}
        </div>
      </div>
    </ConsoleShell>
  );
}

const isGone = (sentBack: SentBack | null, folds: Fold[]): sentBack is SentBack =>
  sentBack !== null && !folds.some((fold) => fold.name === sentBack.intent && fold.unavailable === null);

function Roster({ roster, links, words }: { roster: Seated[]; links: BatchLinks; words: SchoolWords }) {
  return (
    <section aria-labelledby="roster">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 id="roster" className="font-semibold">
          {plural(roster.length, "student", "students")}
        </h2>
        <div className="flex flex-wrap items-center gap-x-4 text-14">
          {links.print ? (
            <TextLink href={links.print} touch>
              Roster to print
            </TextLink>
          ) : null}
          {links.file ? <ExportList action={links.file} label="Export as CSV" /> : null}
        </div>
      </div>
      {roster.length === 0 ? (
        <EmptyState icon="users" title={`Nobody sits in this ${words.batch}`}>
          <p>Students come in from their own page, or by an import.</p>
        </EmptyState>
      ) : (
        <RosterTable caption={`Students of this ${words.batch}`} roster={roster} />
      )}
    </section>
  );
}
