import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { getAnnouncePage } from "#domain/notifications/announcements/get-announce-page";
import { sendAnnouncement } from "#domain/notifications/announcements/send-announcement";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { whenText } from "#kernel/time";

import { formAnswer } from "../../form-answer";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { andNotInvited } from "../../not-invited-words";
import { plural } from "../../ui/plural";
import { AnnounceScreen } from "./screen";
import type { AnnounceView } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Announce to ${data.view.to} · ${data.tenant.name}` : "Announce" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    const search = new URL(request.url).searchParams;
    const sessionId = search.get("session");
    if (!isUuid(batchId) || (sessionId && !isUuid(sessionId))) throw refuse("not_found");
    const page = await getAnnouncePage(ctx, batchId, sessionId || null);
    if (!page) throw refuse("not_found");
    const { session, zone, reach, notInvited, seats } = page;
    const out = seats - reach - notInvited;
    const view: AnnounceView = {
      announcementId: page.announcementId,
      sessionId: session?.id ?? "",
      to: session ? `${page.batchCode} · ${session.title}` : page.batchCode,
      about: session ? `The class on ${whenText(session.startsAt, zone)}` : page.batchName,
      back: session
        ? { label: "Back to the class", href: paths.session(session.id) }
        : { label: `Back to ${page.batchCode}`, href: paths.batch(batchId) },
      unavailable: page.over
        ? "This does not take place any more, so nobody is told."
        : reach + notInvited === 0
          ? "Nobody would read this: no student may attend now."
          : null,
      reach: `${plural(reach, "student reads", "students read")} it: in Hub, and by mail.${andNotInvited(notInvited)}${
        out > 0
          ? ` ${plural(out, "more has a place and is", "more have a place and are")} paused, suspended or over.`
          : ""
      }`,
      button: reach > 0 ? `Send to ${plural(reach, "student", "students")}` : "Leave it for them in Hub",
      sent: page.sent.map((one) => ({
        id: one.id,
        text: one.text,
        when: `${whenText(one.sentAt, zone)}${one.sentBy ? `, ${one.sentBy}` : ""}${one.about ? `, to ${one.about}` : ""}`,
        told: one.told - one.notInvited,
        notInvited: one.notInvited,
        mailed: one.mailed,
        read: one.read,
      })),
      flash: search.get("done") === "sent" ? "It is on its way, once to each." : null,
    };
    return { tenant: tenantView(ctx.tenant!), ...staffFrame(ctx, "batches", page.personName), view };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    if (!isUuid(batchId)) throw refuse("not_found");
    const fields = await formFields(request);
    const sessionId = fields["sessionId"] ?? "";
    return formAnswer(ctx, fields, async () => {
      await sendAnnouncement(ctx, {
        announcementId: fields["announcementId"] ?? "",
        batchId,
        sessionId,
        text: fields["text"] ?? "",
      });
      const about = isUuid(sessionId) ? `session=${sessionId}&` : "";
      return redirect(`${paths.announce(batchId)}?${about}done=sent`, 303);
    });
  });

export default function Announce() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return <AnnounceScreen tenant={tenant} places={places} person={person} view={view} sentBack={answered ?? null} />;
}
