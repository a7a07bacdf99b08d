import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/cloudflare";

import { redirecting, wrongMethod } from "#app/plain-refusal";
import { startGoogleSignIn } from "#domain/identity/start-google-sign-in";

export const action = ({ context: { ctx } }: ActionFunctionArgs) => wrongMethod(ctx.requestId);

/** To Google and back. A GET, as OAuth is; all it leaves behind is a state that expires by itself. */
export const loader = ({ request, context: { ctx, cookies } }: LoaderFunctionArgs) =>
  redirecting(ctx.requestId, async () => {
    const started = await startGoogleSignIn(ctx, { next: new URL(request.url).searchParams.get("next") });
    cookies.set("flow", started.flowCookie);
    return redirect(started.location, 302);
  });
