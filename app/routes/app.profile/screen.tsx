import { Form } from "@remix-run/react";

import { Badge } from "#ui/badge";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ColumnShell } from "#ui/column-shell";
import { Facts } from "#ui/facts";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { SupportCard } from "#ui/support-card";
import type { Place, Tenant } from "#app/ui/tenant";

export type ProfileView = {
  name: string;
  studentCode: string;
  addresses: { address: string; primary: boolean }[];
  authSessions: {
    id: string;
    /** "Chrome on Android" */
    device: string;
    since: string;
    lastSeen: string;
    current: boolean;
  }[];
  signOutAction: string;
  /** The answer to what was just done here. */
  flash: string | null;
};

/** Who you are to the school, and where you are signed in. The forms' button is `intent`: `revoke` or `revoke_all`. */
export function ProfileScreen({ tenant, places, view }: { tenant: Tenant; places: Place[]; view: ProfileView }) {
  const others = view.authSessions.some((session) => !session.current);
  return (
    <ColumnShell tenant={tenant} places={places}>
      <PageTitle before={view.studentCode}>{view.name}</PageTitle>
      <div className="space-y-4">
        {view.flash ? <Notice tone="good" title={view.flash} announce /> : null}
        <Card title="What we know of you">
          <Facts
            facts={[
              { term: "Name", text: view.name },
              { term: "Student code", text: view.studentCode },
              {
                term: view.addresses.length > 1 ? "Addresses" : "Address",
                text: (
                  <ul>
                    {view.addresses.map((one) => (
                      <li key={one.address} className="flex flex-wrap items-center gap-x-3 wrap-anywhere">
                        {one.address}
                        {one.primary && view.addresses.length > 1 ? <Badge word="Main" tone="info" /> : null}
                      </li>
                    ))}
                  </ul>
                ),
              },
            ]}
          />
          <p className="mt-2 text-14 text-muted">Something wrong? Tell support below: they can change it.</p>
        </Card>
        <Card title="Where you are signed in">
          <ul className="divide-y divide-line">
            {view.authSessions.map((session) => (
              <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
                <div>
                  <p className="flex flex-wrap items-center gap-x-3 font-medium">
                    {session.device}
                    {session.current ? <Badge word="This one" tone="good" /> : null}
                  </p>
                  <p className="text-14 text-muted">
                    Since {session.since} · last seen {session.lastSeen}
                  </p>
                </div>
                {session.current ? null : (
                  <Form method="post">
                    <input type="hidden" name="authSessionId" value={session.id} />
                    <Button
                      look="secondary"
                      size="small"
                      name="intent"
                      value="revoke"
                      label={`Sign out ${session.device}, since ${session.since}`}
                    >
                      Sign out
                    </Button>
                  </Form>
                )}
              </li>
            ))}
          </ul>
          <div className="mt-3 flex flex-wrap gap-3 border-t border-line pt-4">
            <Form method="post" action={view.signOutAction}>
              <Button look="secondary" icon="log-out">
                Sign out here
              </Button>
            </Form>
            {others ? (
              <Form method="post">
                <Button look="quiet" name="intent" value="revoke_all">
                  Sign out everywhere
                </Button>
              </Form>
            ) : null}
          </div>
        </Card>
        <SupportCard tenant={tenant} />
      </div>
    </ColumnShell>
  );
}
