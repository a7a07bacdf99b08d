import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { getTodayPage } from "#domain/sessions/get-today-page";
import { refuse } from "#kernel/refusal";
import { localDay } from "#kernel/time";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { TodayScreen } from "./screen";
import { todayView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Today · ${data.tenant.name}` : "Today" },
];

export const loader = ({ request, context }: LoaderFunctionArgs) =>
  respond(request, context.ctx.requestId, async () => {
    const { ctx } = context;
    const search = new URL(request.url).searchParams;
    const page = await getTodayPage(ctx, dayOf(search.get("day")));
    const tenant = ctx.tenant!;
    const view = todayView(
      page,
      ctx.now,
      tenant.zone,
      localDay(ctx.now, tenant.zone),
      ctx.actor,
      search.get("renew") !== "off",
    );
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "today", page.name), view };
  });

/** A day in the address, or null for today; anything else is refused by name. */
function dayOf(text: string | null): string | null {
  if (text === null || text === "") return null;
  const real =
    /^20\d{2}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
  if (!real) throw refuse("input.invalid", { fields: { day: ["Write the day like 2026-11-23."] } });
  return text;
}

export default function Today() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <TodayScreen tenant={tenant} places={places} person={person} view={view} />;
}
