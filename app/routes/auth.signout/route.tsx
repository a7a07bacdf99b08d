import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/cloudflare";

import { paths } from "#app/paths";
import { redirecting, wrongMethod } from "#app/plain-refusal";
import { signOut } from "#domain/identity/sign-out";

/** Signing out changes something: a link or a prefetch must not do it. */
export const loader = ({ context: { ctx } }: LoaderFunctionArgs) => wrongMethod(ctx.requestId);

/** Ends whatever this browser is signed in as at this school, also when that ended before. */
export const action = ({ context: { ctx, cookies } }: ActionFunctionArgs) =>
  redirecting(ctx.requestId, async () => {
    const [student, staff] = [cookies.get("student"), cookies.get("staff")];
    await signOut(ctx, [student, staff]);
    cookies.clear("student");
    cookies.clear("staff");
    cookies.clear("flow");
    return redirect(`${staff && !student ? paths.staffLogin() : paths.login()}?notice=signed_out`, 303);
  });
