import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { getStudentContact } from "#domain/audit/student-page/get-student-contact";
import { updateStudentContact } from "#domain/identity/update-student";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { ContactScreen } from "./screen";
import type { ContactAnswer } from "./screen";
import { contactView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `Contact · ${shown.view.code} · ${shown.tenant.name}` : "Contact" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const contact = await getStudentContact(ctx, studentId);
    const tenant = ctx.tenant!;
    const home = new URL(paths.home(), request.url).href;
    const view = contactView(contact, { zone: tenant.zone, actor: ctx.actor, school: tenant.name, home });
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "students", contact.personName), view };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const { intent, ...values } = await formFields(request);
    if (intent !== "contact") throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    try {
      await updateStudentContact(ctx, {
        studentId,
        phone: values["phone"] ?? "",
        whatsappConsent: values["whatsappConsent"] === "yes",
        city: values["city"] ?? "",
        stateOrRegion: values["stateOrRegion"] ?? "",
        reason: values["reason"] ?? "",
        version: /^\d{1,9}$/.test(values["version"] ?? "") ? Number(values["version"]) : undefined,
      });
    } catch (error) {
      const said = refusalOf(error, ctx, (code) => code === "input.invalid" || code === "conflict");
      const told = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
        messages.map((message) => ({ field, message })),
      );
      const errors = told.length > 0 ? told : [{ field: null, message: said.message }];
      return data({ values, errors } satisfies ContactAnswer, { status: said.status });
    }
    return redirect(`${paths.student(studentId)}?done=contact`, 303);
  });

export default function Contact() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return <ContactScreen tenant={tenant} places={places} person={person} view={view} answer={answer ?? null} />;
}
