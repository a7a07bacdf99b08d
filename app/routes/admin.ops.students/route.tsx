import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { listStudents } from "#domain/enrollments/students/list-students";
import { studentList } from "#domain/enrollments/students/student-list";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { StudentsScreen } from "./screen";
import { studentsView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Students · ${data.tenant.name}` : "Students" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx.requestId, async () => {
    const asked = studentList.parse(new URL(request.url).searchParams);
    const page = await listStudents(ctx, asked);
    const tenant = ctx.tenant!;
    return {
      tenant: tenantView(tenant),
      ...staffFrame(ctx, "students", page.personName),
      view: studentsView(page, asked, { now: ctx.now, zone: tenant.zone, actor: ctx.actor }),
    };
  });

export default function Students() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <StudentsScreen tenant={tenant} places={places} person={person} view={view} />;
}
