import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { getInvitesPage } from "#domain/notifications/invites/get-invites-page";
import { inviteChoice } from "#domain/notifications/invites/inputs";
import { sendInvites } from "#domain/notifications/invites/send-invites";
import { refuse } from "#kernel/refusal";

import { readForm, refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { InvitesScreen } from "./screen";
import { invitesView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `Invites · ${shown.tenant.name}` : "Invites" },
];

/** The choice an address asks for, or what is wrong in it; null on a first look. */
function choiceIn(request: Request) {
  const search = new URL(request.url).searchParams;
  return search.has("who") ? readForm(inviteChoice, Object.fromEntries(search)) : null;
}

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const read = choiceIn(request);
    const choice = read && "values" in read ? read.values : null;
    const page = await getInvitesPage(ctx, choice);
    const tenant = ctx.tenant!;
    const view = invitesView(page, {
      now: ctx.now,
      tenant,
      actor: ctx.actor,
      choice,
      choiceErrors: read && "errors" in read ? read.errors : [],
      done: new URL(request.url).searchParams.get("done"),
    });
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "invites", page.personName), view };
  });

/** What is sent is what the address names and the page counted; only the number and the reason are the form's. */
export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const read = choiceIn(request);
    if (!read || "errors" in read) throw refuse("input.invalid", { fields: { who: ["Count the students first."] } });
    const fields = await formFields(request);
    const reason = fields["reason"] ?? "";
    try {
      const { roundId } = await sendInvites(ctx, { choice: read.values, expected: fields["expected"], reason });
      return redirect(`${paths.invites()}?done=${roundId}`, 303);
    } catch (error) {
      const said = refusalOf(
        error,
        ctx,
        (code) => code === "input.invalid" || code.startsWith("invite.") || code === "conflict",
      );
      const list = Object.entries(said.details.fields ?? {}).map(([field, [message = ""]]) => ({ field, message }));
      const errors = list.length > 0 ? list : [{ field: null, message: said.message }];
      return data({ errors, typed: { reason } }, { status: said.status });
    }
  });

export default function Invites() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <InvitesScreen
      tenant={tenant}
      places={places}
      person={person}
      view={answered ? { ...view, ...answered, flash: null } : view}
    />
  );
}
