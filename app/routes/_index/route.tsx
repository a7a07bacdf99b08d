import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { read } from "#kernel/read.server";

import { paths } from "../../paths";
import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { LandingScreen } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.tenant.name ?? "Hub" }];

export const loader = ({ request, context }: LoaderFunctionArgs) =>
  respond(request, context.ctx, async () => {
    await read(context.ctx, () => ({}));
    const continueTo = context.cookies.get("student") ? { label: "Go to your classes", href: paths.home() } : null;
    return {
      tenant: tenantView(context.ctx.tenant!),
      view: { continueTo, signInHref: paths.login(), staffSignInHref: paths.staffLogin() },
    };
  });

export default function Landing() {
  const { tenant, view } = useLoaderData<typeof loader>();
  return <LandingScreen tenant={tenant} view={view} />;
}
