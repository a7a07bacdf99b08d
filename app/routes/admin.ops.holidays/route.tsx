import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { addHolidays } from "#domain/organizations/add-holidays";
import { removeHoliday } from "#domain/organizations/remove-holiday";
import { getHolidaysPage } from "#domain/sessions/schedule/get-holidays-page";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { formAnswer } from "../../form-answer";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { HolidaysScreen } from "./screen";
import { holidaysView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Holidays · ${data.tenant.name}` : "Holidays" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const { holidays, personName } = await getHolidaysPage(ctx);
    const done = new URL(request.url).searchParams.get("done");
    return {
      tenant: tenantView(ctx.tenant!),
      ...staffFrame(ctx, "holidays", personName),
      view: holidaysView(holidays, { now: ctx.now, tenant: ctx.tenant!, actor: ctx.actor, done }),
    };
  });

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    const { intent = "", reason = "", holidayId = "" } = fields;
    if (intent !== "add" && intent !== "remove")
      throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    if (intent === "remove" && !isUuid(holidayId)) throw refuse("not_found");
    return formAnswer(ctx, fields, async () => {
      if (intent === "remove") await removeHoliday(ctx, { holidayId, reason });
      else {
        const { name = "", fromOn = "", untilOn = "" } = fields;
        await addHolidays(ctx, { name, fromOn, untilOn, reason });
      }
      return redirect(`${paths.holidays()}?done=${intent}`, 303);
    });
  });

export default function Holidays() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return <HolidaysScreen tenant={tenant} places={places} person={person} view={view} sentBack={answered ?? null} />;
}
