import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { CopyList } from "#ui/copy-list";
import { DataTable } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { ErrorSummary } from "#ui/error-summary";
import { SelectField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { ListEmpty } from "#ui/list-empty";
import { ListFilters } from "#ui/list-filters";
import type { ListField } from "#ui/list-filters";
import { ListPages } from "#ui/list-pages";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { besideFields, SentErrors } from "#ui/sent-errors";
import { TabLinks } from "#ui/tab-links";
import { TextLink } from "#ui/text-link";
import { paths } from "#app/paths";
import { errorOf } from "#app/ui/tenant";
import type { BadgeText, FieldError, Go, Place, Tenant, Tone } from "#app/ui/tenant";
import type { SchoolWords } from "#kernel/school-words";

export type DeskForm = "match" | "dismiss" | "decide";
export type DeskSent = {
  form: DeskForm;
  /** The participant or question it was about. */
  id: string;
  errors: FieldError[];
  typed: Record<string, string>;
} | null;

type Participant = {
  id: string;
  sessionId: string;
  /** "Asha's phone" */
  name: string;
  /** "asha@elsewhere.example · in class 115 min in 2 stays" */
  seen: string;
  class: Go;
  likely: { value: string; label: string }[];
  /** Why nobody can be matched in this class now, or null. */
  unavailable: string | null;
};
type Question = {
  id: string;
  sessionId: string;
  version: string;
  student: Go;
  class: Go;
  mark: BadgeText;
  why: string;
  message: string;
  asked: string;
};
type Absence = {
  id: string;
  student: string;
  href: string;
  code: string;
  class: Go;
  time: string;
  mark: BadgeText;
  why: string;
};
type Gone = { id: string; student: string; href: string; code: string; batch: string; missed: string; last: string };

export type DeskView = {
  tabs: { href: string; label: string; count: number | null; current: boolean }[];
  body:
    | { tab: "unmatched"; participants: Participant[]; more: boolean; all: Go | null; unavailable: string | null }
    | { tab: "contests"; questions: Question[]; marks: { value: string; label: string }[]; unavailable: string | null }
    | {
        tab: "absent";
        dayText: string;
        filter: DeskFilters;
        days: Go[];
        rows: Absence[];
        lines: string[];
        pages: Pages;
      }
    | { tab: "away"; filter: DeskFilters; rows: Gone[]; lines: string[]; pages: Pages };
  flash: { tone: Tone; title: string } | null;
};
export type DeskFilters = { hidden: Record<string, string>; fields: ListField[]; clear: string | null };
type Pages = { text: string; first: string | null; next: string | null };

/** What needs somebody across all classes: who is not matched, which marks are contested, who stays away. */
export function DeskScreen({
  tenant,
  places,
  person,
  view,
  sent,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: DeskView;
  sent: DeskSent;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle>Attendance</PageTitle>
      <TabLinks label="Attendance" tabs={view.tabs} />
      {view.flash ? (
        <div className="mb-5">
          <Notice tone={view.flash.tone} title={view.flash.title} announce />
        </div>
      ) : null}
      <SentErrors errors={sent?.errors} />
      <Body body={view.body} sent={besideFields(sent)} words={tenant.words} />
    </ConsoleShell>
  );
}

function Body({ body, sent, words }: { body: DeskView["body"]; sent: DeskSent; words: SchoolWords }) {
  switch (body.tab) {
    case "unmatched":
      return <Unmatched body={body} sent={sent} />;
    case "contests":
      return <Questions body={body} sent={sent} />;
    case "absent":
      return <Absent body={body} />;
    case "away":
      return <Away body={body} words={words} />;
  }
}

function Item({ children }: { children: ReactNode }) {
  return <li className="space-y-3 rounded-card border border-line bg-raised p-4">{children}</li>;
}

const reasonField = (scope: string, sent: DeskSent, label = "Reason") => (
  <TextField
    scope={scope}
    name="reason"
    label={label}
    value={sent?.typed["reason"]}
    error={errorOf(sent?.errors ?? [], "reason")}
    maxLength={400}
    autoComplete="off"
    required
  />
);

function Unmatched({ body, sent }: { body: Extract<DeskView["body"], { tab: "unmatched" }>; sent: DeskSent }) {
  if (body.participants.length === 0)
    return (
      <EmptyState icon="circle-check" title="Everybody is matched">
        <p>
          Whoever a meeting's report names and nobody knows waits here, and counts for nobody until somebody says who it
          was.
        </p>
        {body.all ? <TextLink href={body.all.href}>{body.all.label}</TextLink> : null}
      </EmptyState>
    );
  return (
    <>
      {body.all ? (
        <p className="mb-3">
          <TextLink href={body.all.href}>{body.all.label}</TextLink>
        </p>
      ) : null}
      <ul className="space-y-3">
        {body.participants.map((one) => {
          const mine = sent?.id === one.id ? sent : null;
          return (
            <Item key={one.id}>
              <div className="min-w-0">
                <h2 className="font-semibold wrap-anywhere">{one.name}</h2>
                <p className="wrap-anywhere text-muted">{one.seen}</p>
                <p>
                  <TextLink href={one.class.href}>{one.class.label}</TextLink>
                </p>
              </div>
              {(body.unavailable ?? one.unavailable) ? (
                <p className="text-muted">{body.unavailable ?? one.unavailable}</p>
              ) : (
                <Form method="post">
                  <ErrorSummary errors={mine?.errors ?? []} scope={one.id} />
                  <div className="grid items-end gap-3 desk:grid-cols-2 wide:grid-cols-[1fr_1fr_1fr_auto]">
                    <HiddenFields fields={{ entryId: one.id, sessionId: one.sessionId }} />
                    <SelectField
                      scope={one.id}
                      name="likely"
                      label="Student"
                      value={mine?.typed["likely"]}
                      options={[{ value: "", label: "Choose, or write a code" }, ...one.likely]}
                      error={null}
                    />
                    <TextField
                      scope={one.id}
                      name="student"
                      label="Code or address"
                      value={mine?.typed["student"]}
                      error={errorOf(mine?.errors ?? [], "student")}
                      maxLength={254}
                      autoComplete="off"
                      spellCheck={false}
                    />
                    {reasonField(one.id, mine, "How you know")}
                    <div className="flex min-h-11 flex-wrap items-center gap-2">
                      <Button name="intent" value="match" label={`Match ${one.name}`}>
                        Match
                      </Button>
                      <Button look="secondary" name="intent" value="dismiss" label={`${one.name} is no student`}>
                        No student
                      </Button>
                    </div>
                  </div>
                </Form>
              )}
            </Item>
          );
        })}
      </ul>
      {body.more ? <p className="mt-3 text-muted">Older ones appear as these are settled.</p> : null}
    </>
  );
}

function Questions({ body, sent }: { body: Extract<DeskView["body"], { tab: "contests" }>; sent: DeskSent }) {
  if (body.questions.length === 0)
    return (
      <EmptyState icon="circle-check" title="No mark is contested">
        <p>A student who thinks a mark is wrong says so on their Classes page; it waits here for an answer.</p>
      </EmptyState>
    );
  return (
    <ul className="space-y-3">
      {body.questions.map((one) => {
        const mine = sent?.id === one.id ? sent : null;
        return (
          <Item key={one.id}>
            <div className="min-w-0">
              <h2 className="font-semibold">
                <TextLink href={one.student.href}>{one.student.label}</TextLink>
              </h2>
              <p>
                <TextLink href={one.class.href}>{one.class.label}</TextLink>
              </p>
              <blockquote className="my-2 border-l-2 border-line-strong pl-3 wrap-anywhere">{one.message}</blockquote>
              <p className="text-14">
                <StateWord {...one.mark} /> <span className="text-muted">{one.why}</span>
              </p>
              <p className="text-14 text-muted">Asked {one.asked}</p>
            </div>
            {body.unavailable ? (
              <p className="text-muted">{body.unavailable}</p>
            ) : (
              <Form method="post">
                <ErrorSummary errors={mine?.errors ?? []} scope={one.id} />
                <div className="grid items-end gap-3 desk:grid-cols-[16rem_1fr_auto]">
                  <HiddenFields fields={{ contestId: one.id, sessionId: one.sessionId, version: one.version }} />
                  <SelectField
                    scope={one.id}
                    name="mark"
                    label="The mark"
                    value={mine?.typed["mark"]}
                    options={[{ value: "", label: "Stays as it is" }, ...body.marks]}
                    error={errorOf(mine?.errors ?? [], "mark")}
                  />
                  {reasonField(one.id, mine, "Reason, which the student reads")}
                  <Button name="intent" value="decide" label={`Answer ${one.student.label}`}>
                    Answer
                  </Button>
                </div>
              </Form>
            )}
          </Item>
        );
      })}
    </ul>
  );
}

function Absent({ body }: { body: Extract<DeskView["body"], { tab: "absent" }> }) {
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <h2 className="text-18 font-semibold">Absent on {body.dayText}</h2>
        <ul className="flex flex-wrap gap-x-4">
          {body.days.map((day) => (
            <li key={day.href}>
              <TextLink href={day.href} quiet touch>
                {day.label}
              </TextLink>
            </li>
          ))}
        </ul>
      </div>
      <ListFilters action={paths.attendanceDesk()} {...body.filter} />
      {body.rows.length === 0 ? (
        <ListEmpty icon="circle-check" title="Nobody is marked absent on this day" clear={body.filter.clear}>
          <p>Marks are worked out a few minutes after a class has closed.</p>
        </ListEmpty>
      ) : (
        <div className="space-y-4">
          <CopyList label={`Copy this list of ${body.lines.length}`} lines={body.lines} />
          <DataTable
            caption={`Absent on ${body.dayText}`}
            rows={body.rows}
            rowKey={(row) => row.id}
            columns={[
              { key: "time", header: "Time", cell: (row) => <span className="whitespace-nowrap">{row.time}</span> },
              { key: "student", header: "Student", rowHeader: true, cell: (row) => <Student {...row} /> },
              {
                key: "class",
                header: "Class",
                cell: (row) => <TextLink href={row.class.href}>{row.class.label}</TextLink>,
              },
              { key: "mark", header: "Mark", cell: (row) => <StateWord {...row.mark} /> },
              { key: "why", header: "Reason", cell: (row) => row.why },
            ]}
          />
          <ListPages {...body.pages} />
        </div>
      )}
    </>
  );
}

function Away({ body, words }: { body: Extract<DeskView["body"], { tab: "away" }>; words: SchoolWords }) {
  const filters = <ListFilters action={paths.attendanceDesk()} {...body.filter} />;
  if (body.rows.length === 0)
    return (
      <>
        {filters}
        <ListEmpty icon="circle-check" title="Nobody has been away for two weeks" clear={body.filter.clear}>
          <p>Who misses every class for two weeks appears here, with a place that is still theirs.</p>
        </ListEmpty>
      </>
    );
  return (
    <div className="space-y-4">
      {filters}
      <CopyList label={`Copy this list of ${body.lines.length}`} lines={body.lines} />
      <DataTable
        caption="Not in class for two weeks"
        rows={body.rows}
        rowKey={(row) => row.id}
        columns={[
          { key: "student", header: "Student", rowHeader: true, cell: (row) => <Student {...row} /> },
          { key: "batch", header: words.Batch, cell: (row) => row.batch },
          { key: "missed", header: "Missed", cell: (row) => row.missed },
          { key: "last", header: "Last in class", cell: (row) => row.last },
        ]}
      />
      <ListPages {...body.pages} />
    </div>
  );
}

const Student = ({ student, href, code }: { student: string; href: string; code: string }) => (
  <>
    <TextLink href={href}>{student}</TextLink> <span className="font-normal whitespace-nowrap text-muted">{code}</span>
  </>
);
