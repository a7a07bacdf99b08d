import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { TextField } from "#ui/field";
import { TextLink } from "#ui/text-link";
import type { FieldError, Place, Tenant, Tone } from "#app/ui/tenant";

import { EarlierMerges } from "./earlier-merges";
import type { MergeEntry } from "./earlier-merges";
import { Preview } from "./preview";
import type { PreviewView } from "./preview";

export type MergeAction = "merge" | "undo";
export type MergeView = {
  /** "Asha Rao" and "MD-1001" */
  name: string;
  code: string;
  backHref: string;
  flash: { tone: Tone; title: string; text: string | null } | null;
  /** This account is closed, because it was merged itself, or otherwise: nothing can be merged into it. */
  closed: { title: string; goTo: { label: string; href: string } | null } | null;
  find: { action: string; typed: string; error: string | null };
  candidates: { href: string; text: string; address: string }[];
  candidatesTitle: string;
  preview: PreviewView | null;
  merges: MergeEntry[];
  errors: { form: MergeAction; list: FieldError[] } | null;
  typed: { reason: string };
};

/** Two accounts of one person: which stays, what goes over, and the way back for a day. */
export function MergeScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: MergeView;
}) {
  const of = (form: MergeAction) => (view.errors?.form === form ? view.errors.list : []);
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        before={<TextLink href={view.backHref}>Back to the student</TextLink>}
        after="For one person with two accounts. Two people who share a phone or a mailbox stay two."
      >
        Merge {view.name} <span className="font-normal text-muted">{view.code}</span>
      </PageTitle>
      <div className="space-y-5">
        {view.flash ? (
          <Notice tone={view.flash.tone} title={view.flash.title} announce>
            {view.flash.text}
          </Notice>
        ) : null}
        {view.closed ? (
          <Notice tone="info" title={view.closed.title}>
            {view.closed.goTo ? <TextLink href={view.closed.goTo.href}>{view.closed.goTo.label}</TextLink> : null}
          </Notice>
        ) : (
          <FindOther find={view.find} candidates={view.candidates} title={view.candidatesTitle} />
        )}
        {view.preview ? (
          <Preview
            preview={view.preview}
            errors={of("merge")}
            reason={view.errors?.form === "merge" ? view.typed.reason : ""}
          />
        ) : null}
        {view.merges.length > 0 ? (
          <EarlierMerges
            merges={view.merges}
            errors={of("undo")}
            reason={view.errors?.form === "undo" ? view.typed.reason : ""}
          />
        ) : null}
      </div>
    </ConsoleShell>
  );
}

function FindOther({
  find,
  candidates,
  title,
}: {
  find: MergeView["find"];
  candidates: MergeView["candidates"];
  title: string;
}) {
  return (
    <Card title="The other account">
      <Form key={find.typed} method="get" action={find.action} className="flex max-w-text flex-wrap items-end gap-3">
        <div className="min-w-56 flex-1">
          <TextField
            scope="find"
            name="other"
            label="Its student code, an address or a name"
            value={find.typed}
            error={find.error}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            required
          />
        </div>
        <Button look="secondary">Look it up</Button>
      </Form>
      {candidates.length > 0 ? (
        <div className="mt-4">
          <p className="text-14 text-muted">{title}</p>
          <ul>
            {candidates.map((one) => (
              <li key={one.href} className="flex flex-wrap gap-x-3 py-1">
                <TextLink href={one.href} touch>
                  {one.text}
                </TextLink>
                <span className="break-all text-muted">{one.address}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Card>
  );
}
