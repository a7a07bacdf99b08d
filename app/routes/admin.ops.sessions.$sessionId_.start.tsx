import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData } from "@remix-run/react";

import { startClass } from "#domain/sessions/start-class";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { paths } from "../paths";
import { respond } from "../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../root";
import { tenantView } from "../shell";
import { HostKeyPage } from "../ui/host-key-page";

export const meta: MetaFunction = () => [{ title: "Start class" }];

/** A link to start is a button, never an address: opening it leads back to the class. */
export const loader = ({ request, context, params }: LoaderFunctionArgs) =>
  respond(request, context.ctx.requestId, async () => {
    const sessionId = params["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    return redirect(paths.session(sessionId));
  });

/** Start class: 303 to a fresh host link, or the host key where the provider does not answer in time. */
export const action = ({ request, context, params }: ActionFunctionArgs) =>
  respond(request, context.ctx.requestId, async () => {
    const sessionId = params["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    const started = await startClass(context.ctx, { sessionId });
    if (started.kind === "link")
      return redirect(started.startUrl, { status: 303, headers: { "Cache-Control": "no-store" } });
    return {
      tenant: tenantView(context.ctx.tenant!),
      hostKey: started.hostKey,
      why: started.why,
      backHref: paths.session(sessionId),
    };
  });

export default function StartClass() {
  const answer = useActionData<typeof action>();
  return answer ? <HostKeyPage {...answer} /> : null;
}
