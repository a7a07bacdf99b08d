import { ColumnShell } from "#ui/column-shell";
import { ViewingBanner } from "#ui/viewing-banner";
import type { Tenant } from "#app/ui/tenant";

import { HomeContent } from "../app._index/screen";
import type { HomeView } from "../app._index/screen";

/** A student's Home in front of somebody else: the same words, every control dead, a banner that says so. */
export function ViewAsScreen({
  tenant,
  student,
  backHref,
  view,
}: {
  tenant: Tenant;
  /** "Asha Rao (MD-1001)" */
  student: string;
  backHref: string;
  view: HomeView;
}) {
  return (
    <ColumnShell tenant={tenant} places={[]} banner={<ViewingBanner student={student} backHref={backHref} />}>
      <fieldset disabled className="min-w-0">
        <legend className="sr-only">Home of {student}</legend>
        <HomeContent tenant={tenant} view={view} />
      </fieldset>
    </ColumnShell>
  );
}
