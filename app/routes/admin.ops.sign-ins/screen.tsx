import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import type { SortLink } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { ListPages } from "#ui/list-pages";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import { StateWord } from "#ui/badge";
import { plural } from "#app/ui/plural";
import type { Place, Tenant, Tone } from "#app/ui/tenant";

export type SignInListRow = {
  id: string;
  href: string;
  email: string;
  tries: number;
  /** "Mon 23 Nov, 5:12 pm IST" */
  first: string;
  last: string;
  /** An account that is no student's: nothing to attach. */
  note: string | null;
};

export type SignInsView = {
  rows: SignInListRow[];
  sorts: { last: SortLink; tries: SortLink };
  first: string | null;
  next: string | null;
  flash: { tone: Tone; title: string; text: string | null } | null;
};

/** Addresses that asked for a code and are nobody's. */
export function SignInsScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: SignInsView;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle after="They were mailed whom to ask. A student among them cannot get into class until the address is attached.">
        Sign-ins that matched nobody
      </PageTitle>
      {view.flash ? (
        <div className="mb-5">
          <Notice tone={view.flash.tone} title={view.flash.title} announce>
            {view.flash.text}
          </Notice>
        </div>
      ) : null}
      {view.rows.length === 0 ? (
        <EmptyState icon="inbox" title="Everybody who tried is known">
          <p>When somebody asks for a code with an address the school does not know, it waits here for a person.</p>
        </EmptyState>
      ) : (
        <>
          <DataTable
            caption="Addresses that matched nobody"
            rows={view.rows}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "email",
                header: "Address",
                rowHeader: true,
                cell: (row) => (
                  <TextLink href={row.href} touch>
                    <span className="break-all">{row.email}</span>
                  </TextLink>
                ),
              },
              { key: "tries", header: "Tries", numeric: true, sort: view.sorts.tries, cell: (row) => row.tries },
              { key: "last", header: "Last try", sort: view.sorts.last, cell: (row) => row.last },
              { key: "first", header: "First try", cell: (row) => row.first },
              {
                key: "note",
                header: "What it is",
                cell: (row) => (row.note ? <StateWord word={row.note} tone="info" /> : "Not known"),
              },
            ]}
          />
          <ListPages
            text={plural(view.rows.length, "address on this page", "addresses on this page")}
            first={view.first}
            next={view.next}
          />
        </>
      )}
    </ConsoleShell>
  );
}
