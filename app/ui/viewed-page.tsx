import type { ReactNode } from "react";

import { ColumnShell } from "./column-shell";
import type { Place, Tenant } from "./tenant";
import { ViewingBanner } from "./viewing-banner";

export type ViewedFrame = {
  tenant: Tenant;
  /** "Asha Rao (MD-1001)" */
  student: string;
  backHref: string;
  places: Place[];
};

/** A page of a student in front of somebody else: the same words, every control dead, a banner that says so. */
export function ViewedPage({
  tenant,
  student,
  backHref,
  places,
  name,
  children,
}: ViewedFrame & {
  /** "Home" */
  name: string;
  children: ReactNode;
}) {
  return (
    <ColumnShell tenant={tenant} places={places} banner={<ViewingBanner student={student} backHref={backHref} />}>
      <fieldset disabled className="min-w-0">
        <legend className="sr-only">
          {name} of {student}
        </legend>
        {children}
      </fieldset>
    </ColumnShell>
  );
}
