import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { Pagination } from "#ui/pagination";
import { plural } from "#app/ui/plural";
import type { Place, Tenant, Tone } from "#app/ui/tenant";

export type DeadLetter = {
  id: string;
  /** "Sign-in code mail", "Registrant link" */
  kind: string;
  /** The last error, in words that name no person. */
  error: string;
  tries: number;
  /** "2 h" */
  age: string;
  /** "Mon 23 Nov, 5:12 pm IST" */
  since: string;
};

export type DeadLettersView = {
  letters: DeadLetter[];
  total: number;
  pages: { text: string; previous: string | null; next: string | null } | null;
  /** Why this person cannot replay, or null. */
  replayUnavailable: string | null;
  flash: { tone: Tone; title: string; text: string | null } | null;
};

/** What Hub gave up on after its tries. The forms' button is `intent`: `replay` or `replay_all`. */
export function DeadLettersScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: DeadLettersView;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle after="Work that failed every try. Replaying does it again; nothing is sent twice.">
        Dead letters
      </PageTitle>
      {view.flash ? (
        <div className="mb-5">
          <Notice tone={view.flash.tone} title={view.flash.title} announce>
            {view.flash.text}
          </Notice>
        </div>
      ) : null}
      {view.letters.length === 0 ? (
        <EmptyState icon="inbox" title="Nothing has failed">
          <p>When a mail or a meeting link fails every try, it waits here with its error until somebody replays it.</p>
        </EmptyState>
      ) : (
        <>
          <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
            <h2 className="font-semibold">{plural(view.total, "dead letter", "dead letters")}</h2>
            <Form method="post">
              <Button
                look="secondary"
                size="small"
                icon="refresh-cw"
                name="intent"
                value="replay_all"
                disabled={view.replayUnavailable !== null}
                reason={view.replayUnavailable ?? undefined}
              >
                Replay all {view.total}
              </Button>
            </Form>
          </div>
          <DataTable
            caption="Dead letters, oldest first"
            rows={view.letters}
            rowKey={(row) => row.id}
            columns={[
              { key: "kind", header: "What", rowHeader: true, cell: (row) => row.kind },
              {
                key: "error",
                header: "Error",
                cell: (row) => <span className="font-mono break-words">{row.error}</span>,
              },
              { key: "tries", header: "Tries", numeric: true, cell: (row) => row.tries },
              {
                key: "since",
                header: "Waiting",
                cell: (row) => (
                  <>
                    {row.age} <span className="whitespace-nowrap text-muted">since {row.since}</span>
                  </>
                ),
              },
              {
                key: "do",
                header: "Do",
                cell: (row) => (
                  <Form method="post">
                    <input type="hidden" name="deadLetterId" value={row.id} />
                    <Button
                      look="secondary"
                      size="small"
                      name="intent"
                      value="replay"
                      label={`Replay ${row.kind}, waiting since ${row.since}`}
                      disabled={view.replayUnavailable !== null}
                    >
                      Replay
                    </Button>
                  </Form>
                ),
              },
            ]}
          />
          {view.pages ? <Pagination {...view.pages} /> : null}
        </>
      )}
    </ConsoleShell>
  );
}
