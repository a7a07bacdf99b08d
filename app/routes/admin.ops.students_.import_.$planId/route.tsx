import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { applyImport } from "#domain/imports/apply-import";
import { discardImport } from "#domain/imports/discard-import";
import { getImportPage } from "#domain/imports/get-import-page";
import type { ImportFilter } from "#domain/imports/get-import-page";
import { mapImport } from "#domain/imports/map-import";
import { undoImport } from "#domain/imports/undo-import";
import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { mappingIn } from "./mapping-in";
import { ImportScreen } from "./screen";
import type { FormName } from "./screen";
import { importView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `${shown.view.name} · ${shown.tenant.name}` : "Import" },
];

const filters: readonly string[] = [
  "create",
  "update",
  "unchanged",
  "skip",
  "conflict",
  "error",
  "applied",
  "changed",
  "undone",
  "kept",
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const planId = params["planId"] ?? "";
    if (!isUuid(planId)) throw refuse("not_found");
    const search = new URL(request.url).searchParams;
    const wanted = search.get("show") ?? "";
    const filter = filters.includes(wanted) ? (wanted as ImportFilter) : null;
    const after = /^[0-9]{1,6}$/.test(search.get("after") ?? "") ? Number(search.get("after")) : 0;
    const page = await getImportPage(ctx, planId, { filter, after });
    const tenant = ctx.tenant!;
    const seen = {
      now: ctx.now,
      zone: tenant.zone,
      words: wordsOf(ctx),
      actor: ctx.actor,
      filter,
      after,
      done: search.get("done"),
    };
    return {
      tenant: tenantView(tenant),
      ...staffFrame(ctx, "imports", page.personName),
      view: importView(page, seen),
    };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const planId = params["planId"] ?? "";
    if (!isUuid(planId)) throw refuse("not_found");
    const fields = await formFields(request);
    const intent = fields["intent"] ?? "";
    const command = Object.hasOwn(commands, intent) ? commands[intent as FormName] : undefined;
    if (!command) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    try {
      await command(ctx, planId, fields);
    } catch (error) {
      const said = refusalOf(
        error,
        ctx,
        (code) => code.startsWith("import.") || code === "input.invalid" || code === "conflict",
      );
      const list = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
        messages.map((message) => ({ field, message })),
      );
      const typed = { form: intent as FormName, fields };
      const errors = list.length > 0 ? list : [{ field: null, message: said.message }];
      return data({ errors: { ...typed, list: errors } }, { status: said.status });
    }
    return redirect(`${paths.importPlan(planId)}?done=${intent}`, 303);
  });

type Run = (ctx: Ctx, planId: string, fields: Record<string, string>) => Promise<unknown>;
const versionIn = (fields: Record<string, string>) =>
  /^[0-9]{1,9}$/.test(fields["version"] ?? "") ? Number(fields["version"]) || 1 : 1;
const commands: Record<FormName, Run> = {
  map: (ctx, planId, fields) => mapImport(ctx, { planId, version: versionIn(fields), ...mappingIn(fields) }),
  apply: (ctx, planId, fields) =>
    applyImport(ctx, { planId, version: versionIn(fields), reason: fields["reason"] ?? "" }),
  undo: (ctx, planId, fields) =>
    undoImport(ctx, { planId, version: versionIn(fields), reason: fields["reason"] ?? "" }),
  discard: (ctx, planId, fields) => discardImport(ctx, { planId, version: versionIn(fields) }),
};

export default function ImportPlan() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return <ImportScreen tenant={tenant} places={places} person={person} view={view} errors={answered?.errors ?? null} />;
}
