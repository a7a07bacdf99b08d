import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { getJoinPage } from "#domain/sessions/join/get-join-page";
import { joinSession } from "#domain/sessions/join/join-session";
import { Refusal } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

import { formFields, respond } from "../../respond";
import { studentPlaces, tenantView } from "../../shell";
import { JoinScreen } from "./screen";
import { confirmView, refusedView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [{ title: shown ? `${shown.view.kind === "refused" ? shown.view.title : "Join class"} · ${shown.tenant.name}` : "Join class" }];

/** A GET never joins: it shows the class and its button. */
export const loader = ({ request, context, params }: LoaderFunctionArgs) =>
  respond(request, context.ctx.requestId, async () => {
    const { ctx } = context;
    try {
      const page = await getJoinPage(ctx, params["sessionId"] ?? "");
      return { tenant: tenantView(ctx.tenant!), view: confirmView(page, ctx.tenant!.zone, ctx.requestId) };
    } catch (error) {
      const view = shownRefusal(error, context, params["sessionId"] ?? "");
      // A POST that was refused renders this page too: its own answer stands, this one only gives the frame.
      return data({ tenant: tenantView(ctx.tenant!), view }, { status: view.kind === "refused" ? view.status : 200 });
    }
  });

/** The HTML form of the join gate: 303 to the meeting, or the reason with its own status. Works without scripts. */
export const action = ({ request, context, params }: ActionFunctionArgs) =>
  respond(request, context.ctx.requestId, async () => {
    const sessionId = params["sessionId"] ?? "";
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

function shownRefusal(error: unknown, context: LoaderFunctionArgs["context"], sessionId: string) {
  const said = asRefusal(error);
  const { ctx } = context;
  const view = said instanceof Refusal && ctx.tenant ? refusedView(said, sessionId, ctx.now, ctx.tenant.zone, context.viewerZone, ctx.requestId, ctx.requestId) : null;
  if (!view) throw error;
  return view;
}

export default function JoinClass() {
  const loaded = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return <JoinScreen tenant={loaded.tenant} places={studentPlaces("home")} view={answered?.view ?? loaded.view} />;
}
