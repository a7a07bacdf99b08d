import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/cloudflare";

import { paths } from "#app/paths";
import { redirecting, wrongMethod } from "#app/plain-refusal";
import { sealDeniedAddress } from "#domain/identity/denied-address";
import { loginCookie } from "#domain/identity/login-cookie";
import { redeemHandoff } from "#domain/identity/redeem-handoff";

export const action = ({ context: { ctx } }: ActionFunctionArgs) => wrongMethod(ctx.requestId);

/**
 * The last hop of Google's redirects. It signs in on a GET, because OAuth arrives by redirect; whoever merely opens the
 * address does nothing, since the handoff needs the flow cookie of the browser that began.
 */
export const loader = ({ request, context: { ctx, cookies, device } }: LoaderFunctionArgs) =>
  redirecting(ctx.requestId, async () => {
    const handoff = new URL(request.url).searchParams.get("handoff");
    const signIn = await redeemHandoff(ctx, { handoff, flowCookie: cookies.get("flow"), device });
    if (signIn.outcome === "gone") return redirect(`${paths.staffLogin()}?problem=stale`, 303);
    if (signIn.outcome === "denied") {
      cookies.set("flow", await sealDeniedAddress(ctx.ports.vault, signIn.email));
      return redirect(paths.denied(), 303);
    }
    cookies.set("staff", loginCookie(signIn.token, signIn.member));
    cookies.clear("flow");
    return redirect(signIn.next ?? paths.today(), 303);
  });
