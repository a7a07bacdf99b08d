import { Fragment } from "react";

import { Card } from "./card";
import { Counts } from "./counts";
import type { Count } from "./counts";
import { TextLink } from "./text-link";

export type Told = {
  title: string;
  text: string;
  counts: Count[];
  /** Nobody should think that they were told; "" where everybody knows of Hub. */
  notInvited: string;
  /** "Asha R MD-1001", each leading to where an address is corrected. */
  unreached: { href: string; label: string }[];
};

/** Who has heard of a change, and who was not reached. */
export function ToldCard({ told }: { told: Told }) {
  return (
    <Card title={told.title} aside={told.text}>
      <Counts counts={told.counts} />
      {told.notInvited ? <p className="mt-3">{told.notInvited}</p> : null}
      {told.unreached.length > 0 ? (
        <p className="mt-3">
          Not reached:{" "}
          {told.unreached.map(({ href, label }, i) => (
            <Fragment key={href}>
              {i > 0 ? ", " : null}
              <TextLink href={href}>{label}</TextLink>
            </Fragment>
          ))}
        </p>
      ) : null}
    </Card>
  );
}
