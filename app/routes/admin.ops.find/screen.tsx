import { StateWord } from "#ui/badge";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { EmptyState } from "#ui/empty-state";
import { ListFilters } from "#ui/list-filters";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import type { FoundGroup } from "#app/ui/found-groups";
import type { Place, Tenant } from "#app/ui/tenant";

import { paths } from "../../paths";

export type FindView = { text: string; groups: FoundGroup[] };

/** Everything that is like what was typed: the command palette as a page. */
export function FindScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: FindView;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle>Find</PageTitle>
      <ListFilters
        action={paths.find()}
        fields={[
          {
            kind: "search",
            name: "q",
            label: "Find",
            value: view.text,
            hint: `A student, ${tenant.words.aBatch}, a class, a place`,
          },
        ]}
        clear={null}
        verb="Find"
      />
      {view.groups.length === 0 ? (
        <EmptyState icon="search-x" title="Nothing is like that">
          <p>Try part of a name, an e-mail address, the last four digits of a phone, or a code such as AWS-14.</p>
        </EmptyState>
      ) : (
        <div className="grid gap-6 desk:grid-cols-2">
          {view.groups.map((group) => (
            <section key={group.title} aria-labelledby={headingId(group)}>
              <h2 id={headingId(group)} className="mb-1 font-semibold">
                {group.title}
              </h2>
              <ul className="divide-y divide-line border-y border-line">
                {group.items.map((item) => (
                  <li key={item.key} className="flex flex-wrap items-center justify-between gap-x-4 py-1.5">
                    <span className="min-w-0">
                      <TextLink href={item.href} touch>
                        {item.label}
                      </TextLink>{" "}
                      <span className="text-14 text-muted">{item.detail}</span>
                    </span>
                    {item.state ? (
                      <span className="text-14">
                        <StateWord {...item.state} />
                      </span>
                    ) : null}
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </ConsoleShell>
  );
}

const headingId = ({ title }: FoundGroup) => `found-${title.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;
