import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { noteRead } from "#domain/audit/note-read";
import { getMergePage } from "#domain/identity/merge/get-merge-page";
import { mergeStudents } from "#domain/identity/merge/merge-students";
import { undoMerge } from "#domain/identity/merge/undo-merge";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { MergeScreen } from "./screen";
import type { MergeAction } from "./screen";
import { mergeView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `Merge ${shown.view.code} · ${shown.tenant.name}` : "Merge accounts" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const search = new URL(request.url).searchParams;
    const other = (search.get("other") ?? "").trim().slice(0, 100);
    const page = await getMergePage(ctx, studentId, other || null);
    if (!page) throw refuse("not_found");
    for (const side of [page.student, page.other])
      if (side) noteRead(ctx, { studentId: side.id, screen: "merge", action: "student.merge" });
    const tenant = ctx.tenant!;
    const view = mergeView(page, {
      now: ctx.now,
      zone: tenant.zone,
      other,
      keepOther: search.get("keep") === "other",
      done: search.get("done"),
    });
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "students", page.personName), view };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const fields = await formFields(request);
    const { intent, keptId = "", mergedId = "", version: seen = "", mergeId = "", reason = "" } = fields;
    const form: MergeAction | null = intent === "merge" || intent === "undo" ? intent : null;
    if (!form) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    if (form === "merge" && keptId !== studentId && mergedId !== studentId) throw refuse("not_found");
    let kept = keptId;
    try {
      if (form === "merge") await mergeStudents(ctx, { keptId, mergedId, seen, reason });
      else ({ keptId: kept } = await undoMerge(ctx, { mergeId, reason }));
    } catch (error) {
      const said = refusalOf(
        error,
        ctx,
        (code) => code === "input.invalid" || code === "conflict" || code.startsWith("merge."),
      );
      const list = Object.entries(said.details.fields ?? {}).map(([field, [message = ""]]) => ({
        field: field === "reason" ? field : null,
        message,
      }));
      const errors = { form, list: list.length > 0 ? list : [{ field: null, message: said.message }] };
      return data({ errors, typed: { reason } }, { status: said.status });
    }
    return redirect(`${paths.mergeStudent(kept)}?done=${form}`, 303);
  });

export default function Merge() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <MergeScreen
      tenant={tenant}
      places={places}
      person={person}
      view={answered ? { ...view, ...answered, flash: null } : view}
    />
  );
}
