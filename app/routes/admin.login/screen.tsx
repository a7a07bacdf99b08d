import { LinkButton } from "#ui/button";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { PlainShell } from "#ui/plain-shell";
import { TextLink } from "#ui/text-link";
import type { Tenant } from "#app/ui/tenant";

export type StaffLoginView = {
  continueHref: string;
  studentSignInHref: string;
  problem: "signed_out" | "expired" | "cancelled" | "stale" | "unreachable" | null;
};

const problems = {
  signed_out: {
    tone: "info",
    title: "You are signed out",
    text: "Nobody can open the staff pages from this browser now.",
  },
  expired: {
    tone: "info",
    title: "You were signed out",
    text: "Staff sign-ins end after a working day. Sign in and go on.",
  },
  cancelled: {
    tone: "attention",
    title: "Google did not sign you in",
    text: "It was stopped on Google's page. Nothing has changed here.",
  },
  stale: {
    tone: "attention",
    title: "That sign-in took too long",
    text: "It was started in another browser, or some time ago. Start again from here.",
  },
  unreachable: {
    tone: "danger",
    title: "Google does not answer right now",
    text: "The fault is not yours. Wait a minute and try again; who is signed in already can go on working.",
  },
} as const;

/** Staff come in through Google only. */
export function StaffLoginScreen({ tenant, view }: { tenant: Tenant; view: StaffLoginView }) {
  const problem = view.problem ? problems[view.problem] : null;
  return (
    <PlainShell tenant={tenant}>
      {problem ? (
        <div className="mb-6">
          <Notice tone={problem.tone} title={problem.title} announce>
            {problem.text}
          </Notice>
        </div>
      ) : null}
      <PageTitle after={`For people who work at ${tenant.name}, with the Google account they use for work.`}>
        Staff sign-in
      </PageTitle>
      <LinkButton href={view.continueHref} size="large" wide document>
        Continue with Google
      </LinkButton>
      <p className="mt-6">
        <TextLink tall href={view.studentSignInHref}>
          I am a student
        </TextLink>
      </p>
    </PlainShell>
  );
}
