import { ColumnShell } from "#ui/column-shell";
import type { NoticeLine } from "#ui/notice-list";
import { SupportCard } from "#ui/support-card";
import type { Place, Tenant } from "#app/ui/tenant";

import { CancelledClasses, Notices, OpenRequests, PlanCard, UpcomingClasses } from "./cards";
import type { CancelledClass, OpenRequest, PlanSummary, UpcomingClass } from "./cards";
import { PrimaryPanel } from "./primary";
import type { Primary } from "./primary";

export type HomeView = {
  /** The server's clock: "Mon 23 Nov, 7:20 pm IST". */
  clockNote: string;
  primary: Primary;
  cancelled: CancelledClass[];
  next: UpcomingClass[];
  /** What stands where no further class is planned. */
  nextEmpty: string;
  plan: PlanSummary | null;
  requests: OpenRequest[];
  notices: NoticeLine[];
  /** Where all of them are; null for who only looks on. */
  noticesHref: string | null;
};

/** One thing to do now, then what comes next. */
export function HomeScreen({ tenant, places, view }: { tenant: Tenant; places: Place[]; view: HomeView }) {
  return (
    <ColumnShell tenant={tenant} places={places}>
      <HomeContent tenant={tenant} view={view} />
    </ColumnShell>
  );
}

/** Home without its frame, as staff sees it too when they look at it as the student. */
export function HomeContent({ tenant, view }: { tenant: Tenant; view: HomeView }) {
  return (
    <div className="space-y-4">
      <PrimaryPanel primary={view.primary} />
      <CancelledClasses classes={view.cancelled} />
      <UpcomingClasses classes={view.next} empty={view.nextEmpty} />
      <Notices notices={view.notices} allHref={view.noticesHref} />
      {view.plan ? <PlanCard plan={view.plan} /> : null}
      <OpenRequests requests={view.requests} />
      <SupportCard tenant={tenant} title="Trouble joining, or a question?" />
      <p className="pt-2 text-center text-14 text-muted">As of {view.clockNote}</p>
    </div>
  );
}
