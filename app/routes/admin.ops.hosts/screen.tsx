import { ActionFold, ActionList } from "#ui/action-fold";
import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { DataTable } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { SelectField, TextField } from "#ui/field";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { RowFold } from "#ui/row-fold";
import type { SentBack } from "#app/form-answer";
import { plural } from "#app/ui/plural";
import { errorOf } from "#app/ui/tenant";
import type { Place, Tenant } from "#app/ui/tenant";

type Host = {
  id: string;
  version: string;
  name: string;
  provider: string;
  active: boolean;
  size: string;
  simultaneous: number;
  hasKey: boolean;
  planned: number;
};
export type HostsView = { hosts: Host[]; flash: string | null };

/** The accounts that meetings run on, and how many at once. */
export function HostsScreen({
  tenant,
  places,
  person,
  view,
  sentBack,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: HostsView;
  sentBack: SentBack | null;
}) {
  const added = sentBack?.intent === "add" ? sentBack : null;
  const field = (name: string, value: string) => ({
    scope: "add",
    name,
    value: added?.typed[name] ?? value,
    error: errorOf(added?.errors ?? [], name),
  });
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle after="Meetings run on these. None is ever planned for more of them at once than it holds.">
        Host accounts
      </PageTitle>
      {view.flash && !sentBack ? (
        <div className="mb-5">
          <Notice tone="good" title={view.flash} announce />
        </div>
      ) : null}
      <div className="grid gap-6 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          {view.hosts.length === 0 ? (
            <EmptyState icon="video" title="No host account yet">
              <p>Add the Zoom accounts your meetings run on.</p>
            </EmptyState>
          ) : (
            <DataTable
              caption="Host accounts"
              rows={view.hosts}
              rowKey={(row) => row.id}
              columns={[
                { key: "name", header: "Account", rowHeader: true, wide: true, cell: (row) => row.name },
                { key: "provider", header: "Provider", cell: (row) => row.provider },
                {
                  key: "state",
                  header: "State",
                  cell: (row) =>
                    row.active ? <StateWord word="In use" tone="good" /> : <StateWord word="Retired" tone="neutral" />,
                },
                { key: "simultaneous", header: "Meetings at once", numeric: true, cell: (row) => row.simultaneous },
                { key: "size", header: "People in one", numeric: true, cell: (row) => row.size },
                {
                  key: "key",
                  header: "Host key",
                  cell: (row) => (row.hasKey ? "Kept" : <span className="text-muted">None</span>),
                },
                { key: "planned", header: "Classes to come", numeric: true, cell: (row) => row.planned },
                {
                  key: "do",
                  header: "Do",
                  cell: (row) => (
                    <MoveForm host={row} sentBack={sentBack?.typed["hostAccountId"] === row.id ? sentBack : null} />
                  ),
                },
              ]}
            />
          )}
        </div>
        <ActionList>
          <ActionFold
            name="add"
            title="Add an account"
            explains="Its host key is sealed: it is shown only to who starts a class when the provider does not answer."
            unavailable={null}
            verb="Add the account"
            errors={added?.errors ?? []}
          >
            <TextField {...field("name", "")} label="Name" maxLength={120} required />
            <SelectField
              {...field("provider", "zoom")}
              label="Provider"
              options={[
                { value: "zoom", label: "Zoom" },
                { value: "meet", label: "Google Meet" },
                { value: "url", label: "Another link" },
              ]}
            />
            <TextField {...field("providerUserId", "")} label="User at the provider" maxLength={200} />
            <TextField
              {...field("simultaneous", "1")}
              label="Meetings at once"
              inputMode="numeric"
              maxLength={2}
              required
            />
            <TextField
              {...field("meetingSize", "")}
              label="People in one meeting"
              hint="Leave it empty where there is no limit."
              inputMode="numeric"
              maxLength={6}
            />
            <TextField
              {...field("hostKey", "")}
              label="Host key"
              maxLength={40}
              autoComplete="off"
              spellCheck={false}
            />
          </ActionFold>
        </ActionList>
      </div>
    </ConsoleShell>
  );
}

function MoveForm({ host, sentBack }: { host: Host; sentBack: SentBack | null }) {
  if (host.active && host.planned > 0)
    return <span className="text-muted">{plural(host.planned, "class is", "classes are")} planned on it</span>;
  const [title, look, intent, verb] = host.active
    ? (["Retire", "danger", "retire", "Retire the account"] as const)
    : (["Use again", "primary", "restore", "Use it again"] as const);
  return (
    <RowFold
      id={host.id}
      title={title}
      of={`: ${host.name}`}
      hidden={{ hostAccountId: host.id, version: sentBack?.typed["version"] ?? host.version }}
      sent={sentBack}
    >
      <Button size="small" look={look} name="intent" value={intent}>
        {verb}
      </Button>
    </RowFold>
  );
}
