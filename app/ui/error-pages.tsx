import type { ReactNode } from "react";

import { LinkButton } from "./button";
import { Icon } from "./icon";
import type { IconName } from "./icon-paths";
import { PlainShell } from "./plain-shell";
import { RequestNumber } from "./request-number";
import type { Go, Tenant } from "./tenant";

export const unknownHostTitle = "There is nothing at this address";
export const failureTitle = "Something went wrong on our side";

function Message({
  tenant,
  icon,
  title,
  children,
  ways,
  requestId,
}: {
  tenant: Tenant | null;
  icon: IconName;
  title: string;
  children: ReactNode;
  ways?: Go[];
  requestId?: string;
}) {
  return (
    <PlainShell tenant={tenant} requestId={requestId}>
      <span className="text-brand">
        <Icon name={icon} size="large" />
      </span>
      <h1 className="mt-4 text-28 font-bold tracking-title text-balance">{title}</h1>
      <div className="mt-3 space-y-3 text-18">{children}</div>
      {ways && ways.length > 0 ? (
        <div className="mt-8 flex flex-wrap gap-3">
          {ways.map((way, index) => (
            <LinkButton key={way.href} href={way.href} look={index === 0 ? "primary" : "secondary"} document>
              {way.label}
            </LinkButton>
          ))}
        </div>
      ) : null}
      {requestId && !tenant ? (
        <p className="mt-8 text-14 text-muted">
          Request <RequestNumber id={requestId} />
        </p>
      ) : null}
    </PlainShell>
  );
}

/** 404 inside a school: the same for what never was and for what belongs to somebody else. */
export function NotFoundPage({ tenant, home, requestId }: { tenant: Tenant; home: Go; requestId?: string }) {
  return (
    <Message tenant={tenant} icon="search-x" title="This page does not exist" ways={[home]} requestId={requestId}>
      <p>The address may be mistyped, or what was here has moved. If you came by a link from us, tell support.</p>
    </Message>
  );
}

/** 404 for an address no school has. Names none. */
export function UnknownHostPage() {
  return (
    <Message tenant={null} icon="compass" title={unknownHostTitle}>
      <p>Check it for a typing mistake, or use the link your school sent you.</p>
    </Message>
  );
}

/** 500: ours, and it says so. Also stands in where the school is not known yet. */
export function FailurePage({
  tenant,
  retryHref,
  requestId,
}: {
  tenant: Tenant | null;
  retryHref: string;
  requestId?: string;
}) {
  return (
    <Message
      tenant={tenant}
      icon="wrench"
      title={failureTitle}
      ways={[{ label: "Try again", href: retryHref }]}
      requestId={requestId}
    >
      <p>You did nothing wrong. What you had saved before is safe; the last step may not have been done.</p>
    </Message>
  );
}

/** The network is away. Served without any request, so it says nothing that could be out of date. */
export function OfflinePage({ tenant, retryHref }: { tenant: Tenant | null; retryHref: string }) {
  return (
    <Message tenant={tenant} icon="wifi-off" title="You are offline" ways={[{ label: "Try again", href: retryHref }]}>
      <p>Hub cannot be reached from this device. Turn on mobile data or Wi-Fi, then try again.</p>
    </Message>
  );
}

/** 503 while Hub is worked on. */
export function MaintenancePage({
  tenant,
  backText,
  retryHref,
}: {
  tenant: Tenant | null;
  backText: string | null;
  retryHref: string;
}) {
  return (
    <Message
      tenant={tenant}
      icon="wrench"
      title="Hub is being worked on"
      ways={[{ label: "Try again", href: retryHref }]}
    >
      <p>{backText ?? "It will be back in a few minutes."} Nothing you saved is lost.</p>
      <p>If your class starts now, ask support for the link.</p>
    </Message>
  );
}

/** A no that has a sentence of its own: what happened, what it means, what to do. */
export function RefusalPage({
  tenant,
  status,
  title,
  sentence,
  ways,
  requestId,
}: {
  tenant: Tenant | null;
  status: number;
  /** Where the refusal has a title of its own; otherwise one that fits its status. */
  title?: string;
  sentence: string;
  ways: Go[];
  requestId?: string;
}) {
  const { icon, title: usual } = refusalLook(status);
  return (
    <Message tenant={tenant} icon={icon} title={title ?? usual} ways={ways} requestId={requestId}>
      <p>{sentence}</p>
    </Message>
  );
}

/** The usual picture and title of a refusal, by its status. */
export function refusalLook(status: number): { icon: IconName; title: string } {
  switch (status) {
    case 401:
      return { icon: "lock", title: "Sign in first" };
    case 403:
      return { icon: "ban", title: "This is not open to you" };
    case 404:
      return { icon: "search-x", title: "This page does not exist" };
    case 409:
      return { icon: "refresh-cw", title: "Something changed meanwhile" };
    case 429:
      return { icon: "clock", title: "Too many tries" };
    case 503:
      return { icon: "wrench", title: "This does not work right now" };
    default:
      return { icon: "info", title: "This could not be done" };
  }
}
