import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { Form, useActionData, useLoaderData } from "@remix-run/react";

import { getSessionPage } from "#domain/sessions/get-today-page";
import { startClass } from "#domain/sessions/start-class";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { paths } from "../paths";
import { respond } from "../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../root";
import { tenantView } from "../shell";
import { Button } from "../ui/button";
import { HostKeyPage } from "../ui/host-key-page";
import { PageTitle } from "../ui/page-title";
import { PlainShell } from "../ui/plain-shell";

export const meta: MetaFunction = () => [{ title: "Start class" }];

/** Opening the address starts nothing: it shows the button. Runs after the action too, so it must not lead away. */
export const loader = ({ request, context, params }: LoaderFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const sessionId = params["sessionId"] ?? "";
    const page = isUuid(sessionId) ? await getSessionPage(context.ctx, sessionId) : null;
    if (!page) throw refuse("not_found");
    return { tenant: tenantView(context.ctx.tenant!), title: page.title, backHref: paths.session(sessionId) };
  });

/** Start class: 303 to a fresh host link, or the host key where the provider does not answer in time. */
export const action = ({ request, context, params }: ActionFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const sessionId = params["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    const started = await startClass(context.ctx, { sessionId });
    if (started.kind === "link")
      return redirect(started.startUrl, { status: 303, headers: { "Cache-Control": "no-store" } });
    return { hostKey: started.hostKey, why: started.why };
  });

export default function StartClass() {
  const { tenant, title, backHref } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer) return <HostKeyPage tenant={tenant} backHref={backHref} {...answer} />;
  return (
    <PlainShell tenant={tenant} homeHref={backHref}>
      <PageTitle after="Opens the meeting as its host.">{title}</PageTitle>
      {/* The answer is a redirect to the host's meeting: a document form, not a fetch. */}
      <Form method="post" reloadDocument>
        <Button size="large" wide icon="video">
          Start class
        </Button>
      </Form>
    </PlainShell>
  );
}
