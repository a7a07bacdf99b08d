import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { Facts } from "#ui/facts";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import { plural } from "#app/ui/plural";
import type { Place, Tenant } from "#app/ui/tenant";
import type { ShownField } from "../../audit-fields";
import { ActList } from "../admin.ops.audit/act-list";
import type { ShownAct } from "../admin.ops.audit/act-list";
import { FieldTable } from "../admin.ops.audit/field-table";

export type RecordView = {
  sentence: string;
  facts: { term: string; text: string; href: string | null }[];
  fields: ShownField[];
  /** Why personal values are not shown, or null. */
  keptBack: string | null;
  request: ShownAct[];
  backHref: string;
};

/** One record, with all it holds. */
export function RecordScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: RecordView;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle before={<TextLink href={view.backHref}>Who did what</TextLink>}>{view.sentence}</PageTitle>
      <div className="grid gap-5 wide:grid-cols-2">
        <Card title="The record">
          <Facts
            facts={view.facts.map(({ term, text, href }) => ({
              term,
              text: href ? <TextLink href={href}>{text}</TextLink> : <span className="break-words">{text}</span>,
            }))}
          />
        </Card>
        <Card title="What it changed">
          <FieldTable caption="Before and after" fields={view.fields} />
          {view.keptBack ? <p className="mt-2 text-14 text-muted">{view.keptBack}</p> : null}
        </Card>
      </div>
      {view.request.length > 0 ? (
        <section aria-labelledby="request" className="mt-6">
          <h2 id="request" className="mb-2 font-semibold">
            The same request did {plural(view.request.length, "thing", "things")}
          </h2>
          <ActList acts={view.request} />
        </section>
      ) : null}
    </ConsoleShell>
  );
}
