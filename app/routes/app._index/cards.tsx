import { Badge } from "#ui/badge";
import { Card } from "#ui/card";
import { Notice } from "#ui/notice";
import { NoticeList } from "#ui/notice-list";
import type { NoticeLine } from "#ui/notice-list";
import { TextLink } from "#ui/text-link";
import type { Go } from "#app/ui/tenant";

export type CancelledClass = { id: string; title: string; when: string; reason: string | null };
export type UpcomingClass = { id: string; when: string; title: string; cancelled: boolean };
export type PlanSummary = {
  name: string;
  /** "Ends in 42 days, on Mon 4 Jan" */
  validityText: string;
  tone: "normal" | "attention" | "ended";
  fix: Go | null;
};
export type OpenRequest = { id: string; text: string; href: string | null };

/** A class called off is said out loud, not left out. */
export function CancelledClasses({ classes }: { classes: CancelledClass[] }) {
  return classes.map((cancelled) => (
    <Notice key={cancelled.id} tone="attention" title={`Cancelled: ${cancelled.title}`}>
      <p>
        {cancelled.when}.{cancelled.reason ? ` ${cancelled.reason}` : ""}
      </p>
    </Notice>
  ));
}

export function UpcomingClasses({ classes, empty }: { classes: UpcomingClass[]; empty: string }) {
  return (
    <Card title="Next classes">
      {classes.length === 0 ? (
        <p className="text-muted">{empty}</p>
      ) : (
        <ul className="divide-y divide-line">
          {classes.map((next) => (
            <li key={next.id} className="grid gap-x-4 py-2 desk:grid-cols-[12rem_1fr]">
              <span className="text-muted">{next.when}</span>
              <span className="flex flex-wrap items-center gap-x-3 font-medium">
                <span className={next.cancelled ? "line-through" : ""}>{next.title}</span>
                {next.cancelled ? <Badge word="Cancelled" tone="attention" /> : null}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

const planBadges = {
  normal: null,
  attention: { word: "Ends soon", tone: "attention" },
  ended: { word: "Ended", tone: "danger" },
} as const;

export function PlanCard({ plan }: { plan: PlanSummary }) {
  const badge = planBadges[plan.tone];
  return (
    <Card title="Your plan" aside={badge ? <Badge {...badge} /> : undefined}>
      <p className="font-medium">{plan.name}</p>
      <p className={plan.tone === "normal" ? "text-muted" : ""}>{plan.validityText}</p>
      {plan.fix ? (
        <p className="mt-2">
          <TextLink href={plan.fix.href}>{plan.fix.label}</TextLink>
        </p>
      ) : null}
    </Card>
  );
}

export function OpenRequests({ requests }: { requests: OpenRequest[] }) {
  if (requests.length === 0) return null;
  return (
    <Card title="Open requests">
      <ul className="divide-y divide-line">
        {requests.map((request) => (
          <li key={request.id} className="py-2">
            {request.href ? <TextLink href={request.href}>{request.text}</TextLink> : request.text}
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function Notices({ notices, allHref }: { notices: NoticeLine[]; allHref: string | null }) {
  if (notices.length === 0) return null;
  return (
    <Card title="For you" aside={allHref ? <TextLink href={allHref}>All notifications</TextLink> : null}>
      <NoticeList notices={notices} />
    </Card>
  );
}
