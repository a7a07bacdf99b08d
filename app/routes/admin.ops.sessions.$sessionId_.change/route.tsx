import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { changeSession, previewSessionChange } from "#domain/sessions/schedule/change-session";
import { getChangePage } from "#domain/sessions/schedule/get-change-page";
import { changeRemedies } from "#domain/sessions/schedule/refuse-reach";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { rangeText } from "#kernel/time";

import { formAnswer, lookedFirst } from "../../form-answer";
import { paths } from "../../paths";
import { reachView } from "../../reach-words";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { ChangeScreen } from "./screen";
import type { ChangeView } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Change ${data.view.name} · ${data.tenant.name}` : "Change a class" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const sessionId = params["sessionId"] ?? "";
    const page = isUuid(sessionId) ? await getChangePage(ctx, sessionId) : null;
    if (!page) throw refuse("not_found");
    const { session, trainers, hosts } = page;
    const zone = ctx.tenant!.zone;
    const view: ChangeView = {
      name: `${session.batchCode} · ${session.title}`,
      when: rangeText(session.startsAt, session.endsAt, zone),
      back: paths.session(session.id),
      following: session.following,
      unavailable:
        session.state !== "scheduled"
          ? "This class is cancelled or has ended, so it does not change any more."
          : session.endsAt <= ctx.now
            ? "This class is over. Past classes do not change."
            : null,
      form: {
        scope: new URL(request.url).searchParams.get("scope") === "following" ? "following" : "this",
        title: session.title,
        on: session.on,
        time: session.time,
        minutes: String(Math.round((session.endsAt.getTime() - session.startsAt.getTime()) / 60_000)),
        trainerId: session.trainerId ?? "",
        hostAccountId: session.hostAccountId ?? "",
        version: page.version,
      },
      trainers,
      hosts,
    };
    return { tenant: tenantView(ctx.tenant!), ...staffFrame(ctx, "batches", page.personName), view };
  });

/** Every field the form has; one that did not arrive is empty, and is told like one left empty. */
const missing = { scope: "this" as const, title: "", on: "", time: "", minutes: "", trainerId: "", hostAccountId: "" };

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const sessionId = params["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    const fields = await formFields(request);
    const input = { ...missing, ...fields, sessionId } as Parameters<typeof changeSession>[1];
    return formAnswer(ctx, fields, async () => {
      if (await lookedFirst(changeSession(ctx, input))) return redirect(`${paths.session(sessionId)}?done=change`, 303);
      const looked = await previewSessionChange(ctx, input);
      return { reach: reachView(looked, changeRemedies, ctx.tenant!.zone), typed: { ...fields } };
    });
  });

export default function ChangeSession() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <ChangeScreen
      tenant={tenant}
      places={places}
      person={person}
      view={view}
      reach={answered && "reach" in answered ? answered.reach : null}
      typed={answered?.typed ?? null}
      errors={answered && "errors" in answered ? answered.errors : []}
    />
  );
}
