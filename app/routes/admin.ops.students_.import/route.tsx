import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { planHolidayShift } from "#domain/imports/holiday/plan-holiday-shift";
import { importKinds } from "#domain/imports/inputs";
import { listImports } from "#domain/imports/list-imports";
import { refuseImport } from "#domain/imports/refusals";
import { uploadImport } from "#domain/imports/upload-import";
import type { Ctx } from "#kernel/ctx";
import { isUuid, uuidv7 } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formFields, formWithFile, respond } from "../../respond";
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
  respond(request, ctx, async () => {
    const search = new URL(request.url).searchParams;
    const before = search.get("before");
    const page = await listImports(ctx, { before: before && isUuid(before) ? before : null });
    const tenant = ctx.tenant!;
    const seen = {
      zone: tenant.zone,
      words: wordsOf(ctx),
      newPlanId: uuidv7(ctx.now.getTime()),
      holiday: search.get("holiday"),
    };
    const view = importsView(page, seen);
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "imports", page.personName), view };
  });

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const isFile = (request.headers.get("content-type") ?? "").toLowerCase().startsWith("multipart/form-data");
    const sent = isFile ? await formWithFile(request, "file") : { fields: await formFields(request), file: null };
    try {
      const { planId } = isFile ? await readFile(ctx, sent) : await planHoliday(ctx, sent.fields);
      return redirect(paths.importPlan(planId), 303);
    } catch (error) {
      const said = refusalOf(error, ctx, (code) => code.startsWith("import.") || code === "input.invalid");
      const list = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
        messages.map((message) => ({ field, message })),
      );
      const errors = { form: isFile ? ("file" as const) : ("holiday" as const), list, fields: sent.fields };
      return data({ errors }, { status: said.status });
    }
  });

type Sent = Awaited<ReturnType<typeof formWithFile>>;

async function readFile(ctx: Ctx, { fields, file }: Sent): Promise<{ planId: string }> {
  if ((fields["intent"] ?? "upload") !== "upload")
    throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
  const kind = importKinds.find((one) => one === fields["kind"] && one !== "holiday");
  if (!kind) throw refuse("input.invalid", { fields: { kind: ["Choose what the file holds."] } });
  if (!file) {
    const missing = refuseImport("import.file_missing");
    throw refuseImport("import.file_missing", { fields: { file: [missing.message] } });
  }
  return uploadImport(ctx, { planId: fields["planId"] ?? "", kind, fileName: file.name, bytes: file.bytes });
}

function planHoliday(ctx: Ctx, fields: Record<string, string>): Promise<{ planId: string }> {
  if (fields["intent"] !== "holiday") throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
  const { planId = "", fromOn = "", untilOn = "", how = "", batchId = "" } = fields;
  return planHolidayShift(ctx, { planId, fromOn, untilOn, how: how as "move", batchId: batchId || null });
}

export default function Imports() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <ImportsScreen
      tenant={tenant}
      places={places}
      person={person}
      view={answered ? { ...view, errors: answered.errors, kind: answered.errors.fields["kind"] ?? view.kind } : view}
    />
  );
}
