import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { markNoticesRead } from "#domain/notifications/mark-notices-read";
import { getNoticesPage } from "#domain/notifications/student-notices";
import { isUuid } from "#kernel/ids";
import { wordsOf } from "#kernel/school-words";

import { noticeLines } from "../../notice-words";
import { paths } from "../../paths";
import { respond } from "../../respond";
import { studentPlaces, tenantView } from "../../shell";
import { NotificationsScreen } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Notifications · ${data.tenant.name}` : "Notifications" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const asked = new URL(request.url).searchParams.get("before");
    const before = asked !== null && isUuid(asked) ? asked : null;
    const { notices, older } = await getNoticesPage(ctx, before);
    markNoticesRead(ctx, notices);
    const tenant = ctx.tenant!;
    return {
      tenant: tenantView(tenant),
      view: {
        home: paths.home(),
        notices: noticeLines(notices, tenant.zone, wordsOf(ctx)),
        newest: before === null ? null : paths.notifications(),
        older: older && `${paths.notifications()}?before=${older}`,
      },
    };
  });

export default function Notifications() {
  const { tenant, view } = useLoaderData<typeof loader>();
  return <NotificationsScreen tenant={tenant} places={studentPlaces(null)} view={view} />;
}
