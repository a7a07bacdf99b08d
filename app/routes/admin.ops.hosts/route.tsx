import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { addHostAccount } from "#domain/batches/add-host-account";
import { getHostsPage } from "#domain/batches/get-hosts-page";
import { restoreHostAccount, retireHostAccount } from "#domain/batches/host-accounts";
import { newHostForm } from "#domain/batches/inputs";
import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { formAnswer } from "../../form-answer";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { HostsScreen } from "./screen";
import type { HostsView } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Host accounts · ${data.tenant.name}` : "Host accounts" },
];

const done: Record<string, string> = {
  add: "The account is added. Classes can be planned on it.",
  retire: "The account is retired. No further class is planned on it.",
  restore: "The account is in use again.",
};
const providerWords = { zoom: "Zoom", meet: "Google Meet", url: "Link" };

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const { hosts, personName } = await getHostsPage(ctx);
    const last = new URL(request.url).searchParams.get("done") ?? "";
    const view: HostsView = {
      hosts: hosts.map((one) => ({
        id: one.id,
        version: String(one.version),
        name: one.name,
        provider: providerWords[one.provider],
        active: one.state === "active",
        size: one.meetingSize === null ? "No limit known" : String(one.meetingSize),
        simultaneous: one.simultaneous,
        hasKey: one.hasKey,
        planned: one.planned,
      })),
      flash: Object.hasOwn(done, last) ? done[last]! : null,
    };
    return { tenant: tenantView(ctx.tenant!), ...staffFrame(ctx, "hosts", personName), view };
  });

type Run = (ctx: Ctx, fields: Record<string, string>) => Promise<unknown>;
const moved = (fields: Record<string, string>) => {
  if (!isUuid(fields["hostAccountId"] ?? "")) throw refuse("not_found");
  return {
    hostAccountId: fields["hostAccountId"]!,
    reason: fields["reason"] ?? "",
    version: fields["version"] ?? "",
  };
};
const commands: Record<string, Run> = {
  add: (ctx, fields) => addHostAccount(ctx, parseInput(newHostForm, fields)),
  retire: (ctx, fields) => retireHostAccount(ctx, moved(fields)),
  restore: (ctx, fields) => restoreHostAccount(ctx, moved(fields)),
};

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    const intent = fields["intent"] ?? "";
    const command = Object.hasOwn(commands, intent) ? commands[intent] : undefined;
    if (!command) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    return formAnswer(ctx, fields, async () => {
      await command(ctx, fields);
      return redirect(`${paths.hosts()}?done=${intent}`, 303);
    });
  });

export default function Hosts() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return <HostsScreen tenant={tenant} places={places} person={person} view={view} sentBack={answered ?? null} />;
}
