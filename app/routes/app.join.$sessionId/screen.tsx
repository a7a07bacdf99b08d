import { Form } from "@remix-run/react";

import { Button, LinkButton } from "#ui/button";
import { ColumnShell } from "#ui/column-shell";
import { ReloadAt } from "#ui/countdown";
import { HiddenFields } from "#ui/hidden-fields";
import { Icon } from "#ui/icon";
import { PageTitle } from "#ui/page-title";
import { RetryForm } from "#ui/retry-form";
import { SupportCard } from "#ui/support-card";
import type { Go, Place, Tenant } from "#app/ui/tenant";

type JoinForm = { action: string; hidden: Record<string, string> };

export type JoinView =
  | {
      /** A page asked for by link: reading it joins nobody, the button does. */
      kind: "confirm";
      courseName: string;
      title: string;
      when: string;
      trainer: string | null;
      form: JoinForm;
    }
  | {
      kind: "refused";
      code: string;
      status: number;
      title: string;
      body: string;
      /** Where a time fixes it: "7:15 pm IST (1:45 pm in London)". */
      opensText: string | null;
      opensInSeconds: number | null;
      fix: Go | null;
      second: Go | null;
      /** Where only waiting fixes it: the attempt is made again by itself. */
      retry: { everySeconds: number; form: JoinForm } | null;
      requestId: string;
    };

/** The door to one class: the button that opens it, or why it stays shut and the one thing that fixes it. */
export function JoinScreen({ tenant, places, view }: { tenant: Tenant; places: Place[]; view: JoinView }) {
  return (
    <ColumnShell tenant={tenant} places={places}>
      <div className="pt-2 pb-8">{view.kind === "confirm" ? <Confirm view={view} /> : <Refused view={view} />}</div>
      <SupportCard
        tenant={tenant}
        title={view.kind === "refused" ? "Ask for help now" : "Trouble joining?"}
        quote={view.kind === "refused" ? `Quote request ${view.requestId} and support sees what you see.` : undefined}
      />
    </ColumnShell>
  );
}

function Confirm({ view }: { view: Extract<JoinView, { kind: "confirm" }> }) {
  return (
    <>
      <PageTitle before={view.courseName} after={`${view.when}${view.trainer ? ` · with ${view.trainer}` : ""}`}>
        {view.title}
      </PageTitle>
      <Form method="post" action={view.form.action} reloadDocument>
        <HiddenFields fields={view.form.hidden} />
        <Button size="large" wide icon="video">
          Join class
        </Button>
      </Form>
      <p className="mt-4 text-14 text-muted">
        Your link works on one device at a time: joining here leaves the class on the other.
      </p>
    </>
  );
}

function Refused({ view }: { view: Extract<JoinView, { kind: "refused" }> }) {
  return (
    <>
      <PageTitle>{view.title}</PageTitle>
      <p className="text-18">{view.body}</p>
      {view.opensText ? (
        <p className="mt-5 flex items-center gap-3 rounded-card border border-line bg-raised p-4 text-18 font-semibold">
          <span className="text-brand">
            <Icon name="clock" />
          </span>
          <span>{view.opensText}</span>
        </p>
      ) : null}
      {view.opensInSeconds === null ? null : <ReloadAt inSeconds={view.opensInSeconds} />}
      <div className="mt-6 space-y-3">
        {view.retry ? (
          <>
            <RetryForm
              action={view.retry.form.action}
              hidden={view.retry.form.hidden}
              seconds={view.retry.everySeconds}
            >
              Try again now
            </RetryForm>
            <p className="text-14 text-muted">
              This page tries again by itself every {view.retry.everySeconds} seconds. Keep it open.
            </p>
          </>
        ) : null}
        <div className="flex flex-wrap gap-3">
          {view.fix ? (
            <LinkButton href={view.fix.href} look={view.retry ? "secondary" : "primary"}>
              {view.fix.label}
            </LinkButton>
          ) : null}
          {view.second ? (
            <LinkButton href={view.second.href} look="secondary">
              {view.second.label}
            </LinkButton>
          ) : null}
        </div>
      </div>
    </>
  );
}
