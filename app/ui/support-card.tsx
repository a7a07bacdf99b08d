import { supportAnchor } from "./anchors";
import { Card } from "./card";
import { Icon } from "./icon";
import { RequestNumber } from "./request-number";
import type { Tenant } from "./tenant";
import { TextLink } from "./text-link";

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
              <TextLink tall href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`}>
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
