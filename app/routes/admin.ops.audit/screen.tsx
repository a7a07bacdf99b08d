import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { ListEmpty } from "#ui/list-empty";
import { ListFilters } from "#ui/list-filters";
import type { ListField } from "#ui/list-filters";
import { ListPages } from "#ui/list-pages";
import { PageTitle } from "#ui/page-title";
import type { Place, Tenant } from "#app/ui/tenant";
import type { ListFrame } from "../../list-frame";

import { ActList } from "./act-list";
import type { ShownAct } from "./act-list";

export type AuditView = {
  frame: ListFrame;
  fields: ListField[];
  /** Whom the filter names. */
  about: { name: string; code: string | null } | null;
  acts: ShownAct[];
  pageText: string;
  sealText: string;
  exportForm: { action: string; filter: string };
};

/** Who did what, to whom, when and why. */
export function AuditScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: AuditView;
}) {
  const { frame, about, acts } = view;
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        after={
          about
            ? `To ${about.name}${about.code ? `, ${about.code}` : ""}`
            : "Everything that was changed, read and taken along. Nothing here can be altered."
        }
      >
        Who did what
      </PageTitle>
      <ListFilters
        action={frame.path}
        fields={view.fields}
        sort={frame.sort}
        sorts={[{ value: "-at", label: "Newest first" }]}
        clear={frame.clear}
      />
      {acts.length === 0 ? (
        <ListEmpty icon="list-checks" title="Nothing is recorded yet" clear={frame.clear}>
          <p>Every change made in Hub appears here with who made it and why.</p>
        </ListEmpty>
      ) : (
        <ActList acts={acts} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-6">
        <ListPages text={view.pageText} first={frame.first} next={frame.next} />
        <Form method="post" action={view.exportForm.action} reloadDocument>
          <input type="hidden" name="filter" value={view.exportForm.filter} />
          <Button look="secondary" size="small">
            Export as CSV
          </Button>
        </Form>
      </div>
      <p className="mt-2 text-14 text-muted">{view.sealText}</p>
    </ConsoleShell>
  );
}
