import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { paths } from "#app/paths";
import { formFields, respond } from "#app/respond";
import { studentPlaces, tenantView } from "#app/shell";
import { getProfilePage } from "#domain/identity/get-profile-page";
import { revokeAuthSession } from "#domain/identity/revoke-auth-session";
import { signOutEverywhere } from "#domain/identity/sign-out-everywhere";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { whenText } from "#kernel/time";

import { ProfileScreen } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: page ? `Profile · ${page.tenant.name}` : "Not possible" },
];

// A refused form is shown inside the school's frame: an action's refusal loads only what stands above its boundary.
export { ErrorBoundary } from "../../root";

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const page = await getProfilePage(ctx);
    if (!ctx.tenant) throw refuse("host.unknown");
    const { zone } = ctx.tenant;
    const signedOut = new URL(request.url).searchParams.get("done") === "signed_out";
    return {
      tenant: tenantView(ctx.tenant),
      view: {
        ...page,
        authSessions: page.authSessions.map((s) => ({
          ...s,
          since: whenText(s.since, zone),
          lastSeen: whenText(s.lastSeen, zone),
        })),
        signOutAction: paths.signOut(),
        flash: signedOut ? "That device is signed out" : null,
      },
    };
  });

export const action = ({ request, context: { ctx, cookies } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    const signInAgain = (notice: string) => {
      cookies.clear("student");
      return redirect(`${paths.login()}?notice=${notice}`, 303);
    };
    if (fields["intent"] === "revoke_all") {
      await signOutEverywhere(ctx);
      cookies.clear("staff");
      return signInAgain("signed_out_everywhere");
    }
    const authSessionId = fields["authSessionId"] ?? "";
    if (fields["intent"] !== "revoke") throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    if (!isUuid(authSessionId)) throw refuse("not_found");
    const { wasCurrent } = await revokeAuthSession(ctx, { authSessionId });
    return wasCurrent ? signInAgain("signed_out") : redirect(`${paths.profile()}?done=signed_out`, 303);
  });

export default function Profile() {
  const { tenant, view } = useLoaderData<typeof loader>();
  return <ProfileScreen tenant={tenant} places={studentPlaces("profile")} view={view} />;
}
