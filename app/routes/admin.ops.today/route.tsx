import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { getTodayPage } from "#domain/sessions/get-today-page";
import type { Owner } from "#domain/sessions/get-today-page";
import { refuse } from "#kernel/refusal";
import { localDay } from "#kernel/time";
import { wordsOf } from "#kernel/school-words";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { TodayScreen } from "./screen";
import { todayView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Today · ${data.tenant.name}` : "Today" },
];

export const loader = ({ request, context }: LoaderFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const { ctx } = context;
    const search = new URL(request.url).searchParams;
    const wantedOwner = ownerOf(search.get("owner"));
    const page = await getTodayPage(ctx, dayOf(search.get("day")), wantedOwner);
    const tenant = ctx.tenant!;
    const view = todayView(page, {
      now: ctx.now,
      zone: tenant.zone,
      today: localDay(ctx.now, tenant.zone),
      actor: ctx.actor,
      renew: search.get("renew") !== "off",
      wantedOwner,
      words: wordsOf(ctx),
    });
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "today", page.name), view };
  });

/** Whose batches the address asks for, or null to leave it to the role. */
function ownerOf(text: string | null): Owner | null {
  if (text === null || text === "") return null;
  if (text !== "mine" && text !== "all") throw refuse("input.invalid", { fields: { owner: ["Choose mine or all."] } });
  return text;
}

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
