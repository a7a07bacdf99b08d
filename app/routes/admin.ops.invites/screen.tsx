import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { Counts } from "#ui/counts";
import type { Count } from "#ui/counts";
import { EmptyState } from "#ui/empty-state";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { RenewEvery } from "#ui/renew-every";
import { plural } from "#app/ui/plural";
import type { FieldError, Place, Tenant, Tone } from "#app/ui/tenant";

import { ChoiceForm, SendForm } from "./forms";
import type { ChoiceView, Chosen } from "./forms";
import { RoundTable } from "./round-table";
import type { Round } from "./round-table";

export type InvitesView = {
  flash: { tone: Tone; title: string; text: string | null } | null;
  /** Of everybody ever invited; null before the first. */
  all: Count[] | null;
  /** "Counted 7:31:20 pm" */
  countedNote: string | null;
  choice: ChoiceView;
  /** What was found for the choice that was asked for. */
  chosen: Chosen | null;
  rounds: Round[];
  exportHref: string;
  /** Why this person cannot take the list along, or null. */
  exportUnavailable: string | null;
  renewEverySeconds: number | null;
  errors: FieldError[];
  typed: { reason: string };
};

/** Who was told that they can come in, who did, and telling the next. */
export function InvitesScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: InvitesView;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle after="A mail that says they can sign in. Students who are never invited can sign in all the same.">
        Invites
      </PageTitle>
      {view.renewEverySeconds ? <RenewEvery seconds={view.renewEverySeconds} /> : null}
      {view.flash ? (
        <div className="mb-5">
          <Notice tone={view.flash.tone} title={view.flash.title} announce>
            {view.flash.text}
          </Notice>
        </div>
      ) : null}
      <div className="space-y-5">
        {view.all ? (
          <section aria-labelledby="all-invites">
            <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-6">
              <h2 id="all-invites" className="font-semibold">
                Everybody invited so far
              </h2>
              {view.countedNote ? <p className="text-14 text-muted">{view.countedNote}</p> : null}
            </div>
            <Counts counts={view.all} />
          </section>
        ) : null}
        <Card title="Invite students">
          <ChoiceForm choice={view.choice} />
          {view.chosen ? <SendForm chosen={view.chosen} errors={view.errors} reason={view.typed.reason} /> : null}
        </Card>
        <section aria-labelledby="rounds">
          <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
            <h2 id="rounds" className="font-semibold">
              {view.rounds.length === 0 ? "Rounds" : plural(view.rounds.length, "round", "rounds")}
            </h2>
            <Export href={view.exportHref} unavailable={view.exportUnavailable} />
          </div>
          {view.rounds.length === 0 ? (
            <EmptyState icon="mail" title="Nobody has been invited yet">
              <p>Count a choice above and send it. Each sending is a round and stands here with how far it has come.</p>
            </EmptyState>
          ) : (
            <RoundTable rounds={view.rounds} />
          )}
        </section>
      </div>
    </ConsoleShell>
  );
}

function Export({ href, unavailable }: { href: string; unavailable: string | null }) {
  if (unavailable === null)
    return (
      <LinkButton look="secondary" size="small" href={href} document>
        Download who never signed in
      </LinkButton>
    );
  return (
    <div>
      <Button look="secondary" size="small" disabled reason={unavailable}>
        Download who never signed in
      </Button>
    </div>
  );
}
