import { supportAnchor } from "./anchors";
import { Card } from "./card";
import { Icon } from "./icon";
import { RequestNumber } from "./request-number";
import type { Tenant } from "./tenant";
import { TextLink } from "./text-link";

const telOf = (phone: string) => `tel:${phone.replaceAll(/[^+\d]/g, "")}`;

/** The same for staff, who reads it to a student: one quiet line. */
export function SupportLine({ tenant }: { tenant: Tenant }) {
  const { email, phone, hours } = tenant.support;
  if (!email && !phone) return null;
  return (
    <p id={supportAnchor} className="flex flex-wrap items-center gap-x-4 border-t border-line pt-3 text-14 text-muted">
      <span>Students are told to ask</span>
      {phone ? (
        <TextLink touch href={telOf(phone)}>
          {phone}
        </TextLink>
      ) : null}
      {email ? (
        <TextLink touch href={`mailto:${email}`}>
          {email}
        </TextLink>
      ) : null}
      {hours ? <span>{hours}</span> : null}
    </p>
  );
}

/** Whom to ask, on every page of a school, signed out ones included. `requestId` is what support will want to know. */
export function SupportCard({
  tenant,
  title = "Need help?",
  requestId,
}: {
  tenant: Tenant;
  title?: string;
  requestId?: string;
}) {
  const { email, phone, hours } = tenant.support;
  return (
    <Card id={supportAnchor} title={title}>
      {email || phone ? (
        <ul className="flex flex-col gap-x-6 phone:flex-row phone:flex-wrap">
          {phone ? (
            <li className="flex min-h-11 items-center gap-2">
              <Icon name="phone" />
              <TextLink tall href={telOf(phone)}>
                {phone}
              </TextLink>
            </li>
          ) : null}
          {email ? (
            <li className="flex min-h-11 min-w-0 items-center gap-2">
              <Icon name="mail" />
              <TextLink tall href={`mailto:${email}`}>
                {email}
              </TextLink>
            </li>
          ) : null}
        </ul>
      ) : (
        <p>Ask the office of {tenant.name}: they can see what you see here.</p>
      )}
      {hours ? <p className="text-14 text-muted">{hours}</p> : null}
      {requestId ? (
        <p className="mt-1 text-14 text-muted">
          Quote request <RequestNumber id={requestId} /> and support can look it up.
        </p>
      ) : null}
    </Card>
  );
}
