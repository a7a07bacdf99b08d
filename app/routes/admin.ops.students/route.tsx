import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { listStudents } from "#domain/enrollments/students/list-students";
import { studentList } from "#domain/enrollments/students/student-list";
import { planSelectedPlaces } from "#domain/imports/assign/plan-selected-places";
import { wordsOf } from "#kernel/school-words";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { bulkForm, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { StudentsScreen } from "./screen";
import { studentsView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `Students · ${shown.tenant.name}` : "Students" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const { pathname, search, searchParams } = new URL(request.url);
    const asked = studentList.parse(searchParams);
    const page = await listStudents(ctx, asked);
    const tenant = ctx.tenant!;
    return {
      tenant: tenantView(tenant),
      ...staffFrame(ctx, "students", page.personName),
      view: studentsView(page, asked, {
        now: ctx.now,
        zone: tenant.zone,
        actor: ctx.actor,
        address: pathname + search,
        words: wordsOf(ctx),
      }),
    };
  });

/** Places in a batch for the chosen students: a plan, and its preview. */
export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const copy = request.clone();
    try {
      const { fields, chosen } = await bulkForm(request, studentList);
      const { planId = "", batchCode = "" } = fields;
      const plan = await planSelectedPlaces(ctx, { planId, batchCode, chosen });
      return redirect(paths.importPlan(plan.planId), 303);
    } catch (error) {
      const said = refusalOf(error, ctx, (code) => code.startsWith("import.") || code === "input.invalid");
      // What is no form at all has nothing to be kept.
      if (said.details.fields?.["body"]) throw said;
      const list = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
        messages.map((message) => ({ field, message })),
      );
      const errors = list.length > 0 ? list : [{ field: null, message: said.message }];
      return data({ errors, ...typedIn(await copy.formData()) }, { status: said.status });
    }
  });

/** What is kept of a form that is sent back. */
function typedIn(form: FormData): { batchCode: string; ids: string[]; all: boolean } {
  const texts = (name: string) => form.getAll(name).filter((value) => typeof value === "string");
  return { batchCode: texts("batchCode")[0] ?? "", ids: texts("ids"), all: texts("all").includes("filter") };
}

export default function Students() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>() ?? null;
  return <StudentsScreen tenant={tenant} places={places} person={person} view={view} sent={sent} />;
}
