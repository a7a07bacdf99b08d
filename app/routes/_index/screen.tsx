import { LinkButton } from "#ui/button";
import { PlainShell } from "#ui/plain-shell";
import { TextLink } from "#ui/text-link";
import type { Tenant } from "#app/ui/tenant";

export type LandingView = {
  /** Signed in already: the way on, instead of signing in. */
  continueTo: { label: string; href: string } | null;
  signInHref: string;
  staffSignInHref: string;
};

/** The school's front door. */
export function LandingScreen({ tenant, view }: { tenant: Tenant; view: LandingView }) {
  return (
    <PlainShell tenant={tenant}>
      <h1 className="text-36 font-bold tracking-title text-balance">Your classes at {tenant.name}</h1>
      <p className="mt-3 text-18 text-muted">See when your next class is, and join it from here.</p>
      <div className="mt-8">
        {view.continueTo ? (
          <LinkButton href={view.continueTo.href} size="large" wide>
            {view.continueTo.label}
          </LinkButton>
        ) : (
          <LinkButton href={view.signInHref} size="large" wide>
            Sign in
          </LinkButton>
        )}
      </div>
      <p className="mt-6 text-14 text-muted">
        Do you teach or work here?{" "}
        <TextLink tall href={view.staffSignInHref} quiet>
          Staff sign-in
        </TextLink>
      </p>
    </PlainShell>
  );
}
