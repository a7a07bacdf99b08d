import { Form } from "@remix-run/react";
import { useSyncExternalStore } from "react";

import { Button, LinkButton } from "#ui/button";
import { ColumnShell } from "#ui/column-shell";
import { ReloadAt } from "#ui/countdown";
import { HiddenFields } from "#ui/hidden-fields";
import { Icon } from "#ui/icon";
import { PageTitle } from "#ui/page-title";
import { RetryForm } from "#ui/retry-form";
import { SupportCard } from "#ui/support-card";
import type { Go, Place, Tenant } from "#app/ui/tenant";

import { opensElsewhere } from "./opening-time";

/** When the door opens: "Opens at 7:15 pm IST" and, for somebody in another zone, "1:45 pm in London". */
export type Opening = { at: string; inSeconds: number; zone: string; here: string; elsewhere: string | null };

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
      /** Where a time fixes it. */
      opens: Opening | null;
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
        requestId={view.kind === "refused" ? view.requestId : undefined}
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

const never = () => () => {};
const zoneOfBrowser = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The network only guesses where somebody is; their own browser knows, and corrects it. */
function OpeningTime({ opens }: { opens: Opening }) {
  const zone = useSyncExternalStore(never, zoneOfBrowser, () => null);
  const elsewhere = zone ? opensElsewhere(new Date(opens.at), opens.zone, zone) : opens.elsewhere;
  return (
    <>
      <p className="mt-5 flex items-center gap-3 rounded-card border border-line bg-raised p-4 text-18">
        <span className="text-brand">
          <Icon name="clock" />
        </span>
        <span>
          <span className="font-semibold">{opens.here}</span>
          {elsewhere ? <span className="text-muted"> ({elsewhere})</span> : null}
        </span>
      </p>
      <ReloadAt inSeconds={opens.inSeconds} />
    </>
  );
}

function Refused({ view }: { view: Extract<JoinView, { kind: "refused" }> }) {
  return (
    <>
      <PageTitle>{view.title}</PageTitle>
      <p className="text-18">{view.body}</p>
      {view.opens ? <OpeningTime opens={view.opens} /> : null}
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
