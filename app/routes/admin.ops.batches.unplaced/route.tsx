import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { listUnplaced, unplacedList } from "#domain/transfers/list-unplaced";
import { closeUnplaced, handOverUnplaced } from "#domain/transfers/settle-unplaced";
import { can } from "#kernel/actions";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { dayText, localDay } from "#kernel/time";

import { formAnswer } from "../../form-answer";
import { listFrame } from "../../list-frame";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { UnplacedScreen } from "./screen";
import type { UnplacedView } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Without a place · ${data.tenant.name}` : "Without a place" },
];

const done: Record<string, string> = {
  hand_over: "It is handed over.",
  close: "It is settled, and off the list.",
};

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const search = new URL(request.url).searchParams;
    const asked = unplacedList.parse(search);
    const page = await listUnplaced(ctx, asked);
    const today = localDay(ctx.now, ctx.tenant!.zone);
    const last = search.get("done") ?? "";
    const frame = listFrame(unplacedList, asked, paths.unplaced(), page.next);
    const view: UnplacedView = {
      frame,
      exportForm: {
        action: paths.unplacedExport() + frame.search,
        unavailable: can(ctx.actor, "roster.export") === true ? null : "Your role may look, and not export.",
      },
      mine: asked.filters.owner === "mine",
      today,
      rows: page.rows.map((row) => ({
        id: row.id,
        version: String(row.version),
        href: paths.student(row.studentId),
        name: row.name,
        code: row.code,
        course: row.courseName,
        from: row.batchCode,
        why: row.reason,
        ownerId: row.ownerId ?? "",
        owner: row.owner,
        dueOn: row.dueOn ?? today,
        due: row.dueOn ? dayText(row.dueOn, today) : "Not set",
        late: row.dueOn !== null && row.dueOn < today,
        open: row.open,
      })),
      owners: page.owners,
      flash: Object.hasOwn(done, last) ? done[last]! : null,
    };
    return { tenant: tenantView(ctx.tenant!), ...staffFrame(ctx, "batches", page.personName), view };
  });

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    const moveId = fields["moveId"] ?? "";
    if (!isUuid(moveId)) throw refuse("not_found");
    const about = { moveId, reason: fields["reason"] ?? "", version: fields["version"] ?? "" };
    const intent = fields["intent"] ?? "";
    if (intent !== "hand_over" && intent !== "close")
      throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    return formAnswer(ctx, fields, async () => {
      if (intent === "close") await closeUnplaced(ctx, about);
      else await handOverUnplaced(ctx, { ...about, ownerId: fields["ownerId"] ?? "", dueOn: fields["dueOn"] ?? "" });
      return redirect(`${paths.unplaced()}?done=${intent}`, 303);
    });
  });

export default function UnplacedStudents() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return <UnplacedScreen tenant={tenant} places={places} person={person} view={view} sentBack={answered ?? null} />;
}
