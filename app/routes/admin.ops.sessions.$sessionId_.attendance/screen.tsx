import { Form } from "@remix-run/react";

import { Badge, StateWord } from "#ui/badge";
import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { CopyList } from "#ui/copy-list";
import { Facts } from "#ui/facts";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { besideFields, SentErrors } from "#ui/sent-errors";
import { TextLink } from "#ui/text-link";
import { plural } from "#app/ui/plural";
import type { BadgeText, FieldError, Go, Place, Tenant, Tone } from "#app/ui/tenant";

import { MarkForm } from "./mark-form";
import type { MarkFormView } from "./mark-form";
import { NotesCard, RecordingsCard, ReportCard, UnlockCard } from "./side-cards";
import type { NotesView, RecordingsView, ReportView } from "./side-cards";

/** The forms of this page, by the intent their button sends. */
export type FormName =
  | "mark"
  | "unlock"
  | "report"
  | "take_back"
  | "note"
  | "place"
  | "recording_hide"
  | "recording_show"
  | "recording_remove";
export type Sent = { form: FormName; errors: FieldError[]; typed: Record<string, string> } | null;

export type AttendanceView = {
  /** "AWS-14 · VPC and subnets" */
  name: string;
  when: string;
  classHref: string;
  /** How the marks stand: not begun, live, open, final. */
  state: BadgeText;
  counts: { state: BadgeText; count: number }[];
  marking: MarkFormView;
  unmatched: { count: number; go: Go | null };
  absentees: string[];
  exportAction: string | null;
  rule: { term: string; text: string }[];
  /** Null where the marks are open, or this person cannot unlock them and needs no telling. */
  unlock: { unavailable: string | null } | null;
  report: ReportView;
  notes: NotesView;
  recordings: RecordingsView;
  flash: { tone: Tone; title: string; text: string | null } | null;
};

/** Everybody of one class: the marks and what shows each, and the class's report, notes and recordings. */
export function AttendanceScreen({
  tenant,
  places,
  person,
  view,
  sent,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: AttendanceView;
  sent: Sent;
}) {
  const inForm = besideFields(sent);
  const of = (form: FormName) => (inForm?.form === form ? inForm : null);
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle before={<TextLink href={view.classHref}>Back to the class</TextLink>} after={view.when}>
        Attendance: {view.name}
      </PageTitle>
      <div className="-mt-3 mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Badge {...view.state} />
        {view.counts.map((one) => (
          <span key={one.state.word} className="flex items-baseline gap-1.5">
            <span className="font-semibold">{one.count}</span>
            <StateWord {...one.state} />
          </span>
        ))}
      </div>
      {view.flash ? (
        <div className="mb-5">
          <Notice tone={view.flash.tone} title={view.flash.title} announce>
            {view.flash.text}
          </Notice>
        </div>
      ) : null}
      <SentErrors errors={sent?.errors} />
      {view.unmatched.count > 0 ? (
        <div className="mb-5">
          <Notice
            tone="attention"
            title={`${plural(view.unmatched.count, "participant is", "participants are")} matched to no student`}
          >
            Their time counts for nobody yet.{" "}
            {view.unmatched.go ? <TextLink href={view.unmatched.go.href}>{view.unmatched.go.label}</TextLink> : null}
          </Notice>
        </div>
      ) : null}
      <div className="grid gap-5 wide:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-5">
          <MarkForm view={view.marking} sent={of("mark")} />
          {view.absentees.length > 0 ? (
            <CopyList label={`Copy the list of ${view.absentees.length} absent`} lines={view.absentees} />
          ) : null}
        </div>
        <div className="min-w-0 space-y-5">
          <ReportCard view={view.report} sent={of("report")} takenBack={of("take_back")} />
          <NotesCard view={view.notes} sent={of("note")} />
          <RecordingsCard view={view.recordings} sent={inForm} />
          <Card title="How marks come about">
            <Facts facts={view.rule} />
            {view.unlock ? <UnlockCard unavailable={view.unlock.unavailable} sent={of("unlock")} /> : null}
          </Card>
          {view.exportAction ? (
            <Form method="post" action={view.exportAction} reloadDocument>
              <Button look="secondary" wide reason="That it was taken is written down.">
                Export as CSV
              </Button>
            </Form>
          ) : null}
          <LinkButton look="secondary" wide href={view.classHref}>
            Start class, link and who was refused
          </LinkButton>
        </div>
      </div>
    </ConsoleShell>
  );
}
