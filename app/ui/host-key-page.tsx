import { LinkButton } from "./button";
import { PlainShell } from "./plain-shell";
import type { Tenant } from "./tenant";

/** The way into one's own class when the provider did not answer: start it by hand, take over with the key. */
export function HostKeyPage({
  tenant,
  hostKey,
  why,
  backHref,
}: {
  tenant: Tenant;
  hostKey: string | null;
  why: string;
  backHref: string;
}) {
  return (
    <PlainShell tenant={tenant}>
      <h1 className="text-28 font-bold tracking-title text-balance">Start this class by hand</h1>
      <p className="mt-3 text-18">{why}</p>
      {hostKey ? (
        <p className="mt-5 rounded-card border border-line bg-raised p-4">
          <span className="block text-14 text-muted">Host key</span>
          <span className="text-22 font-bold tabular-nums">{hostKey}</span>
        </p>
      ) : null}
      <ol className="mt-5 list-decimal space-y-2 pl-5">
        <li>Open Zoom and join the meeting like a participant.</li>
        <li>Open Participants, choose Claim host.</li>
        <li>{hostKey ? "Type the host key above." : "Ask operations for the host key of this account."}</li>
      </ol>
      <div className="mt-8">
        <LinkButton href={backHref}>Back to the class</LinkButton>
      </div>
    </PlainShell>
  );
}
