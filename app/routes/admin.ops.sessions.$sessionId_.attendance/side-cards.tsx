import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ErrorSummary } from "#ui/error-summary";
import { FileField, TextAreaField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { BadgeText, FieldError } from "#app/ui/tenant";

import type { FormName, Sent } from "./screen";

export type ReportView = {
  zone: string;
  unavailable: string | null;
  reports: { sourceId: string; text: string; takenBack: boolean }[];
};
export type NotesView = { notes: { id: string; body: string; by: string }[]; unavailable: string | null };
export type RecordingsView = {
  recordings: {
    id: string;
    title: string;
    link: string;
    by: string;
    state: BadgeText;
    moves: { intent: FormName; verb: string }[];
  }[];
  unavailable: string | null;
};

const reasonField = (scope: string, errors: FieldError[], typed?: string) => (
  <TextField
    scope={scope}
    name="reason"
    label="Reason"
    value={typed}
    error={errorOf(errors, "reason")}
    maxLength={400}
    autoComplete="off"
    required
  />
);

/** The meeting's own report, and what was taken in so far. */
export function ReportCard({ view, sent, takenBack }: { view: ReportView; sent: Sent; takenBack: Sent }) {
  const errors = sent?.errors ?? [];
  return (
    <Card title="The meeting's report">
      {view.unavailable ? (
        <p className="text-muted">{view.unavailable}</p>
      ) : (
        <Fold title="Take in a report" open={errors.length > 0} scope="take-in">
          <Form method="post" encType="multipart/form-data" className="space-y-4 text-16">
            <ErrorSummary errors={errors} scope="report" />
            <FileField
              scope="report"
              name="report"
              label="Participants as CSV"
              hint="In Zoom: Reports, Usage, Participants, Export, without “Show unique users”."
              accept=".csv,text/csv,text/plain"
              error={errorOf(errors, "report")}
              required
            />
            <TextField
              scope="report"
              name="zone"
              label="Its times are in the zone"
              value={sent?.typed["zone"] ?? view.zone}
              error={errorOf(errors, "zone")}
              maxLength={60}
              autoComplete="off"
              spellCheck={false}
              required
            />
            {reasonField("report", errors, sent?.typed["reason"] ?? "The meeting's report")}
            <Button name="intent" value="report">
              Take in the report
            </Button>
          </Form>
        </Fold>
      )}
      {view.reports.length > 0 ? (
        <ul className="mt-4 divide-y divide-line border-t border-line">
          {view.reports.map((report) => (
            <li key={report.sourceId} className="py-2 text-14">
              <p>
                {report.text} {report.takenBack ? <StateWord word="Taken back" tone="neutral" /> : null}
              </p>
              {report.takenBack || view.unavailable ? null : (
                <Fold
                  title="Take it back"
                  open={takenBack?.typed["sourceId"] === report.sourceId}
                  scope={`back-${report.sourceId}`}
                >
                  <p className="text-muted">Its lines count no longer, and the marks are worked out without them.</p>
                  <Small
                    name="take_back"
                    verb="Take it back"
                    scope={`back-${report.sourceId}`}
                    hidden={{ sourceId: report.sourceId }}
                    sent={takenBack?.typed["sourceId"] === report.sourceId ? takenBack : null}
                  />
                </Fold>
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

/** What staff keeps in mind about the class. */
export function NotesCard({ view, sent }: { view: NotesView; sent: Sent }) {
  const errors = sent?.errors ?? [];
  return (
    <Card title="Notes" aside="for staff only">
      {view.notes.length > 0 ? (
        <ul className="mb-4 divide-y divide-line">
          {view.notes.map((note) => (
            <li key={note.id} className="py-2">
              <p className="whitespace-pre-line wrap-anywhere">{note.body}</p>
              <p className="text-14 text-muted">{note.by}</p>
            </li>
          ))}
        </ul>
      ) : null}
      {view.unavailable ? (
        <p className="text-muted">{view.unavailable}</p>
      ) : (
        <Fold title="Write a note" open={errors.length > 0} scope="noting">
          <Form method="post" className="space-y-3 text-16">
            <ErrorSummary errors={errors} scope="note" />
            <TextAreaField
              scope="note"
              name="body"
              label="A note on this class"
              value={sent?.typed["body"]}
              error={errorOf(errors, "body")}
              maxLength={2000}
              required
            />
            <Button look="secondary" name="intent" value="note">
              Add the note
            </Button>
          </Form>
        </Fold>
      )}
    </Card>
  );
}

/** Links to what was recorded; students see those that are shown. */
export function RecordingsCard({ view, sent }: { view: RecordingsView; sent: Sent }) {
  const placed = sent?.form === "place" ? sent : null;
  const errors = placed?.errors ?? [];
  const moved = sent?.form.startsWith("recording_") ? sent : null;
  return (
    <Card title="Recordings">
      {view.recordings.length > 0 ? (
        <ul className="mb-4 divide-y divide-line">
          {view.recordings.map((one) => (
            <li key={one.id} className="py-2">
              <p>
                <TextLink href={one.link}>{one.title}</TextLink> <StateWord {...one.state} />
              </p>
              <p className="text-14 text-muted">{one.by}</p>
              {view.unavailable
                ? null
                : one.moves.map(({ intent, verb }) => {
                    const scope = `${intent}-${one.id}`;
                    const mine = moved?.form === intent && moved.typed["recordingId"] === one.id ? moved : null;
                    return (
                      <Fold key={intent} title={verb} open={mine !== null} scope={scope}>
                        <Small name={intent} verb={verb} scope={scope} hidden={{ recordingId: one.id }} sent={mine} />
                      </Fold>
                    );
                  })}
            </li>
          ))}
        </ul>
      ) : null}
      {view.unavailable ? (
        <p className="text-muted">{view.unavailable}</p>
      ) : (
        <Fold title="Place a recording" open={errors.length > 0} scope="placing">
          <Form method="post" className="space-y-3 text-16">
            <ErrorSummary errors={errors} scope="place" />
            <TextField
              scope="place"
              name="link"
              label="Link of a recording"
              type="url"
              value={placed?.typed["link"]}
              hint="The students of this class see it at once."
              error={errorOf(errors, "link")}
              maxLength={2000}
              autoComplete="off"
              spellCheck={false}
              required
            />
            <TextField
              scope="place"
              name="title"
              label="What to call it, if not “Recording”"
              value={placed?.typed["title"]}
              error={errorOf(errors, "title")}
              maxLength={120}
              autoComplete="off"
            />
            {reasonField("place", errors, placed?.typed["reason"] ?? "Recording of the class")}
            <Button look="secondary" name="intent" value="place">
              Place the recording
            </Button>
          </Form>
        </Fold>
      )}
    </Card>
  );
}

/** Final marks, and the way to open them for a day. */
export function UnlockCard({ unavailable, sent }: { unavailable: string | null; sent: Sent }) {
  if (unavailable) return <p className="mt-3 text-muted">{unavailable}</p>;
  return (
    <div className="mt-3">
      <Fold title="Unlock for a day" open={sent !== null} scope="unlock">
        <Small name="unlock" verb="Unlock the marks" scope="unlock" hidden={{}} sent={sent} />
      </Fold>
    </div>
  );
}

function Fold({ title, open, scope, children }: { title: string; open: boolean; scope: string; children: ReactNode }) {
  return (
    <details id={scope} open={open} className="inline-block w-full text-14">
      <summary className="inline-flex min-h-8 items-center rounded-control font-medium text-brand underline decoration-1 underline-offset-4 pointer-coarse:min-h-11">
        {title}
      </summary>
      <div className="pt-1 pb-3">{children}</div>
    </details>
  );
}

/** One verb with its reason. */
function Small({
  name,
  verb,
  scope,
  hidden,
  sent,
}: {
  name: FormName;
  verb: string;
  scope: string;
  hidden: Record<string, string>;
  sent: Sent;
}) {
  const errors = sent?.errors ?? [];
  return (
    <Form method="post" className="mt-2 space-y-3">
      <ErrorSummary errors={errors} scope={scope} />
      <HiddenFields fields={hidden} />
      {reasonField(scope, errors, sent?.typed["reason"])}
      <Button look="secondary" size="small" name="intent" value={name}>
        {verb}
      </Button>
    </Form>
  );
}
