import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/cloudflare";

import { paths } from "#app/paths";
import { plainRefusal, redirecting, wrongMethod } from "#app/plain-refusal";
import { finishGoogleSignIn } from "#domain/identity/finish-google-sign-in";
import { refuseIdentity } from "#domain/identity/refusals";

export const action = ({ context: { ctx } }: ActionFunctionArgs) => wrongMethod(ctx.requestId);

/** The one redirect URI registered with Google, on the auth host. It knows no cookies: only the state says whose sign-in this is. */
export const loader = ({ request, context: { ctx, baseUrl } }: LoaderFunctionArgs) =>
  redirecting(ctx.requestId, async () => {
    const query = new URL(request.url).searchParams;
    const back = await finishGoogleSignIn(ctx, {
      state: query.get("state"),
      code: query.get("code"),
      error: query.get("error"),
    });
    if (back.host === null) return plainRefusal(refuseIdentity("auth.google_expired"), ctx.requestId);
    const to = new URL(baseUrl);
    to.hostname = back.host;
    if ("handoff" in back) {
      to.pathname = paths.handoff();
      to.searchParams.set("handoff", back.handoff);
    } else if (back.problem === "unverified") {
      to.pathname = paths.denied();
    } else {
      to.pathname = paths.staffLogin();
      to.searchParams.set("problem", back.problem);
    }
    return redirect(to.href, 303);
  });
