import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { getBatchPage } from "#domain/audit/batch-page/get-batch-page";
import { parseCursor } from "#domain/audit/cursor";
import { changeCapacity } from "#domain/batches/change-capacity";
import { completeBatch } from "#domain/batches/complete-batch";
import { openBatch } from "#domain/batches/open-batch";
import { reopenBatch } from "#domain/batches/reopen-batch";
import { startBatch } from "#domain/batches/start-batch";
import { undoStartBatch } from "#domain/batches/undo-start-batch";
import { updateBatch } from "#domain/batches/update-batch";
import { getBatchNotices } from "#domain/notifications/batch-notices";
import { resendCancellation } from "#domain/notifications/resend-cancellation";
import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import type { SchoolWords } from "#kernel/school-words";
import { wordsOf } from "#kernel/school-words";

import { formAnswer } from "../../form-answer";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { BatchScreen } from "./screen";
import { batchView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `${shown.view.code} · ${shown.tenant.name}` : "Hub" },
];

/** What was just done, told once after the redirect by a word in the address, never by data. */
const done = ({ Batch }: SchoolWords): Record<string, string> => ({
  create: `${Batch} made. Give it its weekly pattern next.`,
  open: `${Batch} open: it takes students now.`,
  start: `${Batch} started.`,
  undo_start: `${Batch} put back: it is forming again.`,
  complete: `${Batch} completed.`,
  reopen: `${Batch} reopened: it is running, and its students have their places back.`,
  facts: "The facts are changed.",
  capacity: "The number of seats is changed.",
  schedule: "The schedule is saved. Who was invited or signed in is told of what moved.",
  add_class: "The class is added. It stands in its students’ Classes.",
  announce: "The announcement is on its way.",
  cancel: `${Batch} cancelled. Who has heard where they are now stands below.`,
  resend: "It is on its way once more, to those who were not reached.",
});

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    if (!isUuid(batchId)) throw refuse("not_found");
    const search = new URL(request.url).searchParams;
    const [page, notices] = await Promise.all([
      getBatchPage(ctx, batchId, parseCursor(search.get("older"))),
      getBatchNotices(ctx, batchId),
    ]);
    if (!page) throw refuse("not_found");
    const last = search.get("done") ?? "";
    const told = done(wordsOf(ctx));
    return {
      tenant: tenantView(ctx.tenant!),
      ...staffFrame(ctx, "batches", page.personName),
      view: batchView(page, notices, { now: ctx.now, tenant: ctx.tenant!, actor: ctx.actor }),
      flash: Object.hasOwn(told, last) ? told[last]! : null,
    };
  });

type Run = (ctx: Ctx, batchId: string, fields: Record<string, string>) => Promise<unknown>;
const life = (batchId: string, fields: Record<string, string>) => ({
  batchId,
  reason: fields["reason"] ?? "",
  version: Number(fields["version"]),
});
const commands: Record<string, Run> = {
  open: (ctx, batchId, fields) => openBatch(ctx, life(batchId, fields)),
  start: (ctx, batchId, fields) => startBatch(ctx, life(batchId, fields)),
  undo_start: (ctx, batchId, fields) => undoStartBatch(ctx, life(batchId, fields)),
  complete: (ctx, batchId, fields) => completeBatch(ctx, life(batchId, fields)),
  reopen: (ctx, batchId, fields) => reopenBatch(ctx, life(batchId, fields)),
  facts: (ctx, batchId, fields) => updateBatch(ctx, { ...missing, ...fields, batchId }),
  resend: (ctx, batchId, fields) => resendCancellation(ctx, { batchId, reason: fields["reason"] ?? "" }),
  capacity: (ctx, batchId, fields) => changeCapacity(ctx, { ...missing, ...fields, batchId }),
};
/** Every field a form has; one that did not arrive is empty, and is told like one left empty. */
const missing = {
  name: "",
  startsOn: "",
  ownerId: "",
  trainerId: "",
  hostAccountId: "",
  capacity: "",
  reason: "",
  version: "",
};

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    if (!isUuid(batchId)) throw refuse("not_found");
    const fields = await formFields(request);
    const intent = fields["intent"] ?? "";
    const command = Object.hasOwn(commands, intent) ? commands[intent] : undefined;
    if (!command) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    return formAnswer(ctx, fields, async () => {
      await command(ctx, batchId, fields);
      return redirect(`${paths.batch(batchId)}?done=${intent}`, 303);
    });
  });

export default function BatchPage() {
  const { tenant, places, person, view, flash } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <BatchScreen
      tenant={tenant}
      places={places}
      person={person}
      view={view}
      flash={answered ? null : flash}
      sentBack={answered ?? null}
    />
  );
}
