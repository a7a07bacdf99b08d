import { Badge } from "#ui/badge";
import { LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { Counts } from "#ui/counts";
import { Facts } from "#ui/facts";
import { HistoryCard } from "#ui/history-card";
import type { History } from "#ui/history-card";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import { ToldCard } from "#ui/told-card";
import type { Told } from "#ui/told-card";
import type { BadgeText, FieldError, Place, Tenant, Tone } from "#app/ui/tenant";

import { ActionForms } from "./action-forms";
import type { ActionName, Actions } from "./action-forms";
import { AttemptTable } from "./attempt-table";
import type { RefusedAttempt } from "./attempt-table";

export type ClassView = {
  /** "AWS-14 · VPC and subnets" */
  name: string;
  when: string;
  state: BadgeText;
  /** With a tone the text is a state in a word or two; sentences have none. */
  facts: { term: string; text: string; tone?: Tone }[];
  counts: { label: string; count: number; tone: Tone }[];
  refused: RefusedAttempt[];
  /** Who has heard of the last change; null where nothing was changed. */
  told: Told | null;
  /** Null where the role does not see the record. */
  history: History | null;
  actions: Actions;
  /** The form to show open, where a link asked for one: `?do=admit#admit`. */
  opened?: ActionName | null;
  /** The form that was sent back, and what was wrong in it. */
  errors: { form: ActionName; list: FieldError[] } | null;
  /** What was typed into it, by field. */
  typed: Record<string, string>;
  /** The answer to what was just done here. */
  flash: { tone: Tone; title: string; text: string | null } | null;
  backHref: string;
  /** Everybody of the class with their marks, its notes and recordings; null where the role does not see them. */
  attendanceHref: string | null;
};

/** One class on its day: how it stands, who was refused and why, and what can be done about it. */
export function ClassScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: ClassView;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle before={<TextLink href={view.backHref}>Back to Today</TextLink>} after={view.when}>
        {view.name}
      </PageTitle>
      <div className="-mt-3 mb-5">
        <Badge {...view.state} />
      </div>
      {view.flash ? (
        <div className="mb-5">
          <Notice tone={view.flash.tone} title={view.flash.title} announce>
            {view.flash.text}
          </Notice>
        </div>
      ) : null}
      <Counts counts={view.counts} />
      <div className="mt-5 grid gap-5 wide:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-5">
          <AttemptTable attempts={view.refused} />
          {view.told ? <ToldCard told={view.told} /> : null}
          {view.history ? <HistoryCard history={view.history} /> : null}
        </div>
        <div className="min-w-0 space-y-5 max-wide:order-first">
          {view.attendanceHref ? (
            <LinkButton look="secondary" wide icon="users" href={view.attendanceHref}>
              Roster, marks, notes and recordings
            </LinkButton>
          ) : null}
          <ActionForms actions={view.actions} errors={view.errors} typed={view.typed} opened={view.opened ?? null} />
          <Card title="Facts">
            <Facts
              facts={view.facts.map((fact) => ({
                term: fact.term,
                text: fact.tone ? <Badge word={fact.text} tone={fact.tone} /> : fact.text,
              }))}
            />
          </Card>
        </div>
      </div>
    </ConsoleShell>
  );
}
