import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { markNoticesRead } from "#domain/notifications/mark-notices-read";
import { getHomeNotices } from "#domain/notifications/student-notices";
import { getHomePage } from "#domain/sessions/get-home-page";

import { respond } from "../../respond";
import { studentPlaces, tenantView } from "../../shell";
import { HomeScreen } from "./screen";
import { homeView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Home · ${data.tenant.name}` : "Home" },
];

export const loader = ({ request, context }: LoaderFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const { ctx } = context;
    const [page, notices] = await Promise.all([getHomePage(ctx), getHomeNotices(ctx)]);
    markNoticesRead(ctx, notices);
    const tenant = ctx.tenant!;
    return { tenant: tenantView(tenant), view: homeView(page, notices, ctx.now, tenant, ctx.requestId) };
  });

export default function Home() {
  const { tenant, view } = useLoaderData<typeof loader>();
  return <HomeScreen tenant={tenant} places={studentPlaces("home")} view={view} />;
}
