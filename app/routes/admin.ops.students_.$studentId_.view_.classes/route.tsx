import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { getClassesPageAs } from "#domain/attendance/get-classes-page";
import { noteRead } from "#domain/audit/note-read";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { paths } from "../../paths";
import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { viewedName, viewedPlaces } from "../../viewed";
import { classesView } from "../app.batches/view";
import { ViewAsClassesScreen } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Viewing a student's classes · ${data.tenant.name}` : "Viewing a student's classes" },
];

/** There is no action here: whatever is sent to this address is refused. */
export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const { page, student } = await getClassesPageAs(ctx, studentId);
    noteRead(ctx, { studentId, screen: "view_as_classes", action: "student.view_as" });
    const tenant = ctx.tenant!;
    return {
      tenant: tenantView(tenant),
      backHref: paths.student(studentId),
      places: viewedPlaces(studentId, "classes"),
      student: viewedName(student),
      view: classesView(page, { now: ctx.now, zone: tenant.zone }, null),
    };
  });

export default function ViewAsClasses() {
  return <ViewAsClassesScreen {...useLoaderData<typeof loader>()} />;
}
