import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { noteRead } from "#domain/audit/note-read";
import { getHomeNoticesAs } from "#domain/notifications/student-notices";
import { getHomeAs } from "#domain/sessions/get-home-as";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { paths } from "../../paths";
import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { viewedPlaces } from "../../viewed";
import { ViewAsScreen } from "./screen";
import { viewAs } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Viewing as a student · ${data.tenant.name}` : "Viewing as a student" },
];

/** There is no action here: whatever is sent to this address is refused. */
export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const [home, notices] = await Promise.all([getHomeAs(ctx, studentId), getHomeNoticesAs(ctx, studentId)]);
    noteRead(ctx, { studentId, screen: "view_as", action: "student.view_as" });
    const tenant = ctx.tenant!;
    return {
      tenant: tenantView(tenant),
      backHref: paths.student(studentId),
      places: viewedPlaces(studentId, "home"),
      ...viewAs(home, notices, { studentId, now: ctx.now, tenant }),
    };
  });

export default function ViewAs() {
  return <ViewAsScreen {...useLoaderData<typeof loader>()} />;
}
