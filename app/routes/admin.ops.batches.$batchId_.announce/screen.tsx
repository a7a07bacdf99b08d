import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { ErrorSummary } from "#ui/error-summary";
import { TextAreaField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import type { SentBack } from "#app/form-answer";
import { errorOf } from "#app/ui/tenant";
import type { Go, Place, Tenant } from "#app/ui/tenant";

export type AnnounceView = {
  /** This page's announcement: sent once, however often the button is pressed. */
  announcementId: string;
  sessionId: string;
  /** "AWS-14 · VPC" */
  to: string;
  about: string;
  back: Go;
  unavailable: string | null;
  /** Whom it reaches, before it is sent. */
  reach: string;
  button: string;
  sent: { id: string; text: string; when: string; told: number; notInvited: number; mailed: number; read: number }[];
  flash: string | null;
};

/** A message to everybody of a batch or a class: whom it reaches before, what became of it after. */
export function AnnounceScreen({
  tenant,
  places,
  person,
  view,
  sentBack,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: AnnounceView;
  sentBack: Pick<SentBack, "errors" | "typed"> | null;
}) {
  const errors = sentBack?.errors ?? [];
  const typed = sentBack?.typed ?? {};
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle before={<TextLink href={view.back.href}>{view.back.label}</TextLink>} after={view.about}>
        Announce to {view.to}
      </PageTitle>
      {view.flash && !sentBack ? (
        <div className="mb-5">
          <Notice tone="good" title={view.flash} announce />
        </div>
      ) : null}
      {view.unavailable ? (
        <Notice tone="info" title={view.unavailable} />
      ) : (
        <Form method="post" className="max-w-column space-y-5">
          <ErrorSummary errors={errors} />
          <HiddenFields
            fields={{
              announcementId: typed["announcementId"] ?? view.announcementId,
              sessionId: typed["sessionId"] ?? view.sessionId,
            }}
          />
          <TextAreaField
            name="text"
            label="What they should know"
            hint="At most 280 characters. It is sent as you write it, with your name."
            value={typed["text"] ?? ""}
            error={errorOf(errors, "text")}
            rows={5}
            maxLength={280}
            required
          />
          <p>{view.reach}</p>
          <Button icon="mail">{view.button}</Button>
        </Form>
      )}
      <section aria-labelledby="sent" className="mt-8">
        <h2 id="sent" className="mb-2 font-semibold">
          Announced so far
        </h2>
        {view.sent.length === 0 ? (
          <EmptyState icon="mail" title="Nothing was announced yet">
            <p>What you send appears here, with how many it reached.</p>
          </EmptyState>
        ) : (
          <DataTable
            caption="Announcements, newest first"
            rows={view.sent}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "text",
                header: "Message",
                rowHeader: true,
                wide: true,
                cell: (row) => <span className="font-normal whitespace-pre-line">{row.text}</span>,
              },
              { key: "when", header: "Sent", cell: (row) => row.when },
              { key: "told", header: "Told", numeric: true, cell: (row) => row.told },
              {
                key: "notInvited",
                header: "Not invited yet",
                numeric: true,
                cell: (row) => row.notInvited || "",
              },
              { key: "mailed", header: "Mailed", numeric: true, cell: (row) => row.mailed },
              { key: "read", header: "Read in Hub", numeric: true, cell: (row) => row.read },
            ]}
          />
        )}
      </section>
    </ConsoleShell>
  );
}
