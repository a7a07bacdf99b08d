import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { joinSession, previewJoin } from "#domain/sessions/join/join-session";
import { Refusal, refuse } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { studentPlaces, tenantView } from "../../shell";
import { JoinScreen } from "./screen";
import type { JoinView } from "./screen";
import { confirmView, refusedView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  {
    title: shown
      ? `${shown.view.kind === "refused" ? shown.view.title : "Join class"} · ${shown.tenant.name}`
      : "Join class",
  },
];

/** A GET never joins: it shows the class and its button. */
export const loader = ({ request, context, params }: LoaderFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const { ctx } = context;
    const sessionId = idIn(params);
    try {
      const preview = await previewJoin(ctx, { sessionId });
      return data({
        tenant: tenantView(ctx.tenant!),
        view: confirmView(preview, sessionId, ctx.tenant!.zone, ctx.requestId) as JoinView,
      });
    } catch (error) {
      const view = shownRefusal(error, context, sessionId);
      // Reading how a class stands is no failed attempt; only a class that is not there is an error of the address.
      return data(
        { tenant: tenantView(ctx.tenant!), view },
        { status: view.kind === "refused" && view.status === 404 ? 404 : 200 },
      );
    }
  });

/** The HTML form of the join gate: 303 to the meeting, or the reason with its own status. Works without scripts. */
export const action = ({ request, context, params }: ActionFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const sessionId = idIn(params);
    const fields = await formFields(request);
    const given = fields["attemptKey"] ?? "";
    try {
      const attemptKey = given.length >= 8 && given.length <= 64 ? given : undefined;
      const { joinUrl } = await joinSession(context.ctx, { sessionId, attemptKey });
      return redirect(joinUrl, { status: 303, headers: { "Cache-Control": "no-store" } });
    } catch (error) {
      const view = shownRefusal(error, context, sessionId);
      return data({ view }, { status: view.kind === "refused" ? view.status : 200 });
    }
  });

/** The id in the address. One that no database could keep is no class's. */
function idIn(params: { sessionId?: string }): string {
  const id = params.sessionId ?? "";
  if (/\p{C}/u.test(id)) throw refuse("not_found");
  return id;
}

function shownRefusal(error: unknown, context: LoaderFunctionArgs["context"], sessionId: string) {
  const said = asRefusal(error);
  const { ctx } = context;
  const view =
    said instanceof Refusal && ctx.tenant
      ? refusedView(said, sessionId, ctx.now, ctx.tenant, context.viewerZone, ctx.requestId, ctx.requestId)
      : null;
  if (!view) throw error;
  return view;
}

export default function JoinClass() {
  const loaded = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return <JoinScreen tenant={loaded.tenant} places={studentPlaces("home")} view={answered?.view ?? loaded.view} />;
}
