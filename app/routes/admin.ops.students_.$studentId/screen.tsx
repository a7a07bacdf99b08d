import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { ActionBar } from "#ui/action-bar";
import type { BarAction } from "#ui/action-bar";
import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { HistoryCard } from "#ui/history-card";
import { Notice } from "#ui/notice";
import { TextLink } from "#ui/text-link";
import type { TimelineEntry } from "#ui/timeline";
import { plural } from "#app/ui/plural";
import type { BadgeText, Place, Tenant, Tone } from "#app/ui/tenant";

import { MoneyCard } from "./money-card";
import { PlacesCard, PlanCard } from "./plan-card";
import type { PlanView } from "./plan-card";

export type StudentView = {
  /** The list of students, where the role has one. */
  back: string | null;
  name: string;
  preferredName: string | null;
  code: string;
  /** "Active on AWS+DevOps, ends in 42 days, on Mon 4 Jan; next class Mon 23 Nov, 7:30 pm IST" */
  situation: string;
  next: { text: string; when: string; href: string; live: boolean } | null;
  flash: { tone: Tone; title: string } | null;
  personActions: BarAction[];
  /** The one that speaks for the student first. */
  plans: PlanView[];
  signInText: string;
  /** Null where the role does not see it. */
  signIns: { id: string; text: string; when: string; state: BadgeText }[] | null;
  deliveries:
    | {
        id: string;
        what: string;
        when: string;
        state: BadgeText;
        error: string | null;
        /** The dead letter that sends it again. */
        replay: string | null;
      }[]
    | null;
  attempts: { id: string; when: string; name: string; href: string | null; state: BadgeText; fix: string | null }[];
  timeline: TimelineEntry[] | null;
  older: string | null;
};

/** One student: how they stand, what can be done about it, and everything behind it. */
export function StudentScreen({
  tenant,
  places,
  person,
  view,
  attendance,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: StudentView;
  attendance?: ReactNode;
}) {
  const many = view.plans.length > 1;
  const of = (title: string, plan: PlanView) => (many ? `${title}: ${plan.name}` : title);
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <div className="mb-4">
        {view.back ? (
          <p className="mb-2 text-14">
            <TextLink href={view.back}>Back to students</TextLink>
          </p>
        ) : null}
        <h1 className="text-28 font-bold tracking-title">
          {view.name} <span className="font-normal whitespace-nowrap text-muted">{view.code}</span>
        </h1>
        {view.preferredName ? <p className="text-muted">Called {view.preferredName}</p> : null}
        <p className="mt-1 text-18">{view.situation}</p>
        {view.next ? (
          <p className="text-14 text-muted">
            {view.next.live ? "In class" : "Next"}: <TextLink href={view.next.href}>{view.next.text}</TextLink>,{" "}
            {view.next.when}
          </p>
        ) : null}
      </div>
      {view.flash ? (
        <div className="mb-4">
          <Notice tone={view.flash.tone} title={view.flash.title} announce />
        </div>
      ) : null}
      <div className="mb-5 space-y-3">
        {view.plans.slice(0, 1).map((plan) => (
          <ActionBar key={plan.id} title="What you can do" actions={[...plan.actions, ...view.personActions]} />
        ))}
        {view.plans.length === 0 ? <ActionBar title="What you can do" actions={view.personActions} /> : null}
      </div>
      <div className="grid gap-5 wide:grid-cols-2">
        <div className="min-w-0 space-y-5 max-wide:order-last">
          <History view={view} />
        </div>
        <div className="min-w-0 space-y-5">
          {view.plans.map((plan, at) => (
            <div key={plan.id} className="space-y-5">
              <PlanCard plan={plan} />
              {at > 0 ? <ActionBar title={`What you can do with ${plan.name}`} actions={plan.actions} /> : null}
              <PlacesCard title={of(`${tenant.words.Batch} places`, plan)} places={plan.places} />
              {plan.money ? <MoneyCard title={of("Money", plan)} money={plan.money} /> : null}
            </div>
          ))}
          {attendance}
          <Attempts attempts={view.attempts} />
          {view.deliveries ? <Deliveries deliveries={view.deliveries} /> : null}
          <SignIns view={view} />
        </div>
      </div>
    </ConsoleShell>
  );
}

function History({ view }: { view: StudentView }) {
  if (view.timeline === null)
    return (
      <Card title="What happened">
        <p className="text-muted">Your role does not see the record. Ask operations who changed what.</p>
      </Card>
    );
  return <HistoryCard history={{ entries: view.timeline, older: view.older }} />;
}

function Attempts({ attempts }: { attempts: StudentView["attempts"] }) {
  return (
    <Card title="Join attempts" aside={attempts.length > 0 ? "the last 10" : undefined}>
      {attempts.length === 0 ? (
        <p className="text-muted">Never pressed Join. Each press appears here with what the gate said.</p>
      ) : (
        <FoldedList rows={attempts} first={3} more={(n) => plural(n, "earlier attempt", "earlier attempts")}>
          {(one) => (
            <li key={one.id} className="py-1.5">
              <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span>{one.href ? <TextLink href={one.href}>{one.name}</TextLink> : one.name}</span>
                <StateWord {...one.state} />
              </p>
              <p className="text-muted">
                {one.when}
                {one.fix ? ` · ${one.fix}` : ""}
              </p>
            </li>
          )}
        </FoldedList>
      )}
    </Card>
  );
}

function Deliveries({ deliveries }: { deliveries: NonNullable<StudentView["deliveries"]> }) {
  return (
    <Card title="Mails" aside={deliveries.length > 0 ? plural(deliveries.length, "mail", "mails") : undefined}>
      {deliveries.length === 0 ? (
        <p className="text-muted">No mail yet. Sign-in codes, reminders and changes of classes appear here.</p>
      ) : (
        <FoldedList rows={deliveries} first={3} more={(n) => plural(n, "earlier mail", "earlier mails")}>
          {(one) => <Delivery key={one.id} one={one} />}
        </FoldedList>
      )}
    </Card>
  );
}

function Delivery({ one }: { one: NonNullable<StudentView["deliveries"]>[number] }) {
  return (
    <li className="py-1.5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span>{one.what}</span>
        <StateWord {...one.state} />
      </p>
      <p className="text-muted">
        {one.when}
        {one.error ? <span className="font-mono break-words"> · {one.error}</span> : null}
      </p>
      {one.replay ? (
        <Form method="post" className="mt-1">
          <input type="hidden" name="deadLetterId" value={one.replay} />
          <Button look="secondary" size="small" name="intent" value="replay" label={`Send again: ${one.what}`}>
            Send again
          </Button>
        </Form>
      ) : null}
    </li>
  );
}

function SignIns({ view }: { view: StudentView }) {
  if (view.signIns === null) return null;
  return (
    <Card title="Sign-ins">
      <p className="text-14">{view.signInText}</p>
      <FoldedList rows={view.signIns} first={2} more={(n) => plural(n, "earlier sign-in", "earlier sign-ins")}>
        {(one) => (
          <li key={one.id} className="py-1.5">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span>{one.text}</span>
              <StateWord {...one.state} />
            </p>
            <p className="text-muted">{one.when}</p>
          </li>
        )}
      </FoldedList>
    </Card>
  );
}

/** The newest few; the others behind their number. */
function FoldedList<Row>({
  rows,
  first,
  more,
  children,
}: {
  rows: Row[];
  first: number;
  more: (count: number) => string;
  children: (row: Row) => ReactNode;
}) {
  const rest = rows.slice(first);
  return (
    <>
      <Rows>{rows.slice(0, first).map(children)}</Rows>
      {rest.length > 0 ? (
        <details>
          <summary className="inline-flex min-h-8 items-center text-14 font-medium text-brand underline underline-offset-4 pointer-coarse:min-h-11">
            {more(rest.length)}
          </summary>
          <Rows>{rest.map(children)}</Rows>
        </details>
      ) : null}
    </>
  );
}

function Rows({ children }: { children: ReactNode[] }) {
  return children.length > 0 ? <ul className="divide-y divide-line text-14">{children}</ul> : null;
}
