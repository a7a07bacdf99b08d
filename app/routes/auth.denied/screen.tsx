import { LinkButton } from "#ui/button";
import { PageTitle } from "#ui/page-title";
import { PlainShell } from "#ui/plain-shell";
import { TextLink } from "#ui/text-link";
import type { Tenant } from "#app/ui/tenant";

export type DeniedView = {
  /** The Google address that was used; null when Google would not say it is verified. */
  address: string | null;
  anotherAccountHref: string;
  studentSignInHref: string;
};

/** A Google account that is on nobody's list of staff. */
export function DeniedScreen({ tenant, view }: { tenant: Tenant; view: DeniedView }) {
  return (
    <PlainShell tenant={tenant}>
      <PageTitle>This account cannot open the staff pages</PageTitle>
      <div className="space-y-4 text-18">
        {view.address ? (
          <p>
            You came with <strong className="font-semibold">{view.address}</strong>. It is not on the list of people who
            work at {tenant.name}.
          </p>
        ) : (
          <p>Google did not confirm the address of this account, so it could not be looked up.</p>
        )}
        <p>
          If you work here, ask the person who leads {tenant.name} to add this address, then sign in again. If you have
          two accounts, try the other one.
        </p>
      </div>
      <div className="mt-8 flex flex-wrap items-center gap-x-6 gap-y-4">
        <LinkButton href={view.anotherAccountHref} document>
          Try another account
        </LinkButton>
        <TextLink tall href={view.studentSignInHref}>
          I am a student
        </TextLink>
      </div>
    </PlainShell>
  );
}
