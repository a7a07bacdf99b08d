import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { AttendanceCard } from "#ui/attendance-card";
import type { AttendanceLine } from "#ui/attendance-card";
import { Badge } from "#ui/badge";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ColumnShell } from "#ui/column-shell";
import { ErrorSummary } from "#ui/error-summary";
import { TextAreaField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { Icon } from "#ui/icon";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { besideFields, SentErrors } from "#ui/sent-errors";
import { SupportCard } from "#ui/support-card";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { BadgeText, FieldError, Place, Tenant, Tone } from "#app/ui/tenant";

export type ClassForm = "excuse" | "withdraw_excuse" | "contest" | "withdraw_contest";
export type ClassesSent = {
  form: ClassForm;
  sessionId: string;
  errors: FieldError[];
  typed: Record<string, string>;
} | null;

type Ahead = {
  id: string;
  title: string;
  when: string;
  state: BadgeText | null;
  excuse:
    | { kind: "given"; reason: string; canWithdraw: boolean }
    | { kind: "possible" }
    /** Why it is too late, or not needed. */
    | { kind: "none" };
};
type Past = {
  id: string;
  title: string;
  when: string;
  mark: BadgeText | null;
  why: string;
  recordings: { id: string; title: string; link: string }[];
  /** What was asked last, and its answer. */
  asked: { state: BadgeText; message: string; answer: string | null; canWithdraw: boolean } | null;
  /** That it can be asked, until when, and the version of the mark it is about. */
  ask: { version: string; until: string } | null;
};

export type ClassesView = {
  attendance: AttendanceLine[];
  rule: string;
  ahead: Ahead[];
  past: Past[];
  flash: { tone: Tone; title: string } | null;
};

/** A student's own classes: to be excused from ahead, with mark, reason and recordings behind. */
export function ClassesScreen({
  tenant,
  places,
  view,
  sent,
}: {
  tenant: Tenant;
  places: Place[];
  view: ClassesView;
  sent: ClassesSent;
}) {
  return (
    <ColumnShell tenant={tenant} places={places}>
      <ClassesContent tenant={tenant} view={view} sent={sent} />
    </ColumnShell>
  );
}

/** The same without its frame, as staff sees it too when they look as the student. */
export function ClassesContent({ tenant, view, sent }: { tenant: Tenant; view: ClassesView; sent: ClassesSent }) {
  return (
    <>
      <PageTitle>Your classes</PageTitle>
      {view.flash ? (
        <div className="mb-4">
          <Notice tone={view.flash.tone} title={view.flash.title} announce />
        </div>
      ) : null}
      <SentErrors errors={sent?.errors} />
      <div className="space-y-4">
        {view.attendance.length > 0 ? (
          <AttendanceCard title="How often you came" lines={view.attendance} rule={view.rule} />
        ) : null}
        <Card title="Ahead of you">
          {view.ahead.length === 0 ? (
            <p className="text-muted">No class is planned for you yet. Dates appear here as soon as they are set.</p>
          ) : (
            <ul className="divide-y divide-line">
              {view.ahead.map((one) => (
                <AheadItem key={one.id} one={one} sent={sent?.sessionId === one.id ? besideFields(sent) : null} />
              ))}
            </ul>
          )}
        </Card>
        <Card title="Behind you">
          {view.past.length === 0 ? (
            <p className="text-muted">After a class its mark and its recordings stand here.</p>
          ) : (
            <ul className="divide-y divide-line">
              {view.past.map((one) => (
                <PastItem key={one.id} one={one} sent={sent?.sessionId === one.id ? besideFields(sent) : null} />
              ))}
            </ul>
          )}
        </Card>
        <SupportCard tenant={tenant} title="Something looks wrong?" />
      </div>
    </>
  );
}

function AheadItem({ one, sent }: { one: Ahead; sent: ClassesSent }) {
  return (
    <li className="py-3">
      <p className="flex flex-wrap items-center gap-x-3 font-medium">
        {one.title} {one.state ? <Badge {...one.state} /> : null}
      </p>
      <p className="text-muted">{one.when}</p>
      {one.excuse.kind === "given" ? (
        <div className="mt-1">
          <p>You will be away: {one.excuse.reason}</p>
          {one.excuse.canWithdraw ? (
            <One intent="withdraw_excuse" verb="I will be there" sessionId={one.id} sent={sent} />
          ) : null}
        </div>
      ) : null}
      {one.excuse.kind === "possible" ? (
        <Fold title="I will be away" open={sent?.form === "excuse"}>
          <One intent="excuse" verb="Excuse me" sessionId={one.id} sent={sent}>
            <TextAreaField
              scope={`excuse-${one.id}`}
              name="reason"
              label="Why"
              hint="Your team reads it. It counts only if you stay away."
              value={sent?.typed["reason"]}
              error={errorOf(sent?.errors ?? [], "reason")}
              rows={2}
              maxLength={400}
              required
            />
          </One>
        </Fold>
      ) : null}
    </li>
  );
}

function PastItem({ one, sent }: { one: Past; sent: ClassesSent }) {
  const { asked, ask } = one;
  return (
    <li className="py-3">
      <p className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="font-medium">{one.title}</span>
        {one.mark ? <Badge {...one.mark} /> : null}
      </p>
      <p className="text-14 text-muted">{one.when}</p>
      <p className="text-14">{one.why}</p>
      {one.recordings.map((recording) => (
        <p key={recording.id} className="flex items-center gap-2">
          <span className="text-muted">
            <Icon name="video" size="small" />
          </span>
          <TextLink href={recording.link} tall>
            {recording.title}
          </TextLink>
        </p>
      ))}
      {asked ? (
        <div className="mt-1 text-14">
          <p>
            You said: {asked.message} <Badge {...asked.state} />
          </p>
          {asked.answer ? <p>Answer: {asked.answer}</p> : null}
          {asked.canWithdraw ? (
            <One intent="withdraw_contest" verb="Take it back" sessionId={one.id} sent={sent} />
          ) : null}
        </div>
      ) : null}
      {ask ? (
        <Fold title="This mark is wrong" open={sent?.form === "contest"}>
          <One
            intent="contest"
            verb="Ask for another mark"
            sessionId={one.id}
            hidden={{ version: ask.version }}
            sent={sent}
          >
            <TextAreaField
              scope={`contest-${one.id}`}
              name="message"
              label="What happened"
              hint={`Your team answers here. It can be asked until ${ask.until}.`}
              value={sent?.typed["message"]}
              error={errorOf(sent?.errors ?? [], "message")}
              rows={3}
              maxLength={600}
              required
            />
          </One>
        </Fold>
      ) : null}
    </li>
  );
}

function Fold({ title, open, children }: { title: string; open: boolean; children: ReactNode }) {
  return (
    <details open={open}>
      <summary className="inline-flex min-h-11 items-center rounded-control font-medium text-brand underline decoration-1 underline-offset-4">
        {title}
      </summary>
      <div className="pb-2">{children}</div>
    </details>
  );
}

function One({
  intent,
  verb,
  sessionId,
  hidden = {},
  sent,
  children,
}: {
  intent: ClassForm;
  verb: string;
  sessionId: string;
  hidden?: Record<string, string>;
  sent: ClassesSent;
  children?: ReactNode;
}) {
  return (
    <Form method="post" className="mt-2 space-y-3">
      <ErrorSummary errors={sent?.form === intent ? sent.errors : []} scope={`${intent}-${sessionId}`} />
      <HiddenFields fields={{ sessionId, ...hidden }} />
      {children}
      <Button look="secondary" name="intent" value={intent}>
        {verb}
      </Button>
    </Form>
  );
}
