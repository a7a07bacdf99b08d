import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { importKinds } from "#domain/imports/inputs";
import { listImports } from "#domain/imports/list-imports";
import { refuseImport } from "#domain/imports/refusals";
import { uploadImport } from "#domain/imports/upload-import";
import { isUuid, uuidv7 } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formWithFile, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { ImportsScreen } from "./screen";
import { importsView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `Imports · ${shown.tenant.name}` : "Imports" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx.requestId, async () => {
    const before = new URL(request.url).searchParams.get("before");
    const page = await listImports(ctx, { before: before && isUuid(before) ? before : null });
    const tenant = ctx.tenant!;
    const view = importsView(page, { zone: tenant.zone, newPlanId: uuidv7(ctx.now.getTime()) });
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "imports", page.personName), view };
  });

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx.requestId, async () => {
    const { fields, file } = await formWithFile(request, "file");
    const kind = importKinds.find((one) => one === fields["kind"]);
    try {
      if (!kind) throw refuse("input.invalid", { fields: { kind: ["Choose what the file holds."] } });
      if (!file) {
        const missing = refuseImport("import.file_missing");
        throw refuseImport("import.file_missing", { fields: { file: [missing.message] } });
      }
      const { planId } = await uploadImport(ctx, {
        planId: fields["planId"] ?? "",
        kind,
        fileName: file.name,
        bytes: file.bytes,
      });
      return redirect(paths.importPlan(planId), 303);
    } catch (error) {
      const said = refusalOf(error, (code) => code.startsWith("import.") || code === "input.invalid");
      const errors = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
        messages.map((message) => ({ field, message })),
      );
      return data({ errors, kind: fields["kind"] ?? null }, { status: said.status });
    }
  });

export default function Imports() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <ImportsScreen
      tenant={tenant}
      places={places}
      person={person}
      view={answered ? { ...view, errors: answered.errors, kind: answered.kind ?? view.kind } : view}
    />
  );
}
