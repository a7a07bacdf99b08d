import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { paths } from "#app/paths";
import { respond } from "#app/respond";
import { tenantView } from "#app/shell";
import { getSignInPage } from "#domain/identity/get-sign-in-page";
import { safeNextPath } from "#domain/identity/next-path";

import { StaffLoginScreen } from "./screen";
import type { StaffLoginView } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: page ? `Staff sign-in · ${page.tenant.name}` : "Not possible" },
];

export const loader = ({ request, context: { ctx, cookies } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const query = new URL(request.url).searchParams;
    const next = safeNextPath(query.get("next"), "staff");
    const tenant = tenantView(await getSignInPage(ctx));
    return { tenant, next, problem: problemOf(query, next !== null && cookies.get("staff") !== null) };
  });

export default function StaffLogin() {
  const { tenant, next, problem } = useLoaderData<typeof loader>();
  return (
    <StaffLoginScreen
      tenant={tenant}
      view={{ continueHref: paths.google(next ?? undefined), studentSignInHref: paths.login(), problem }}
    />
  );
}

function problemOf(query: URLSearchParams, hadCookie: boolean): StaffLoginView["problem"] {
  const problem = query.get("problem");
  if (problem === "cancelled" || problem === "stale" || problem === "unreachable") return problem;
  if (query.get("notice") === "signed_out") return "signed_out";
  return hadCookie ? "expired" : null;
}
