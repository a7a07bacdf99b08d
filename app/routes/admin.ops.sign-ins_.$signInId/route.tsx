import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { attachSignIn } from "#domain/identity/unmatched/attach-sign-in";
import { dismissSignIn } from "#domain/identity/unmatched/dismiss-sign-in";
import { getUnmatchedSignIn } from "#domain/identity/unmatched/get-unmatched-sign-in";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { SignInScreen } from "./screen";
import type { SignInAction } from "./screen";
import { signInView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  // The address itself would stand in the browser's history.
  { title: shown ? `A sign-in that matched nobody · ${shown.tenant.name}` : "A sign-in that matched nobody" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const signInId = params["signInId"] ?? "";
    const page = isUuid(signInId) ? await getUnmatchedSignIn(ctx, signInId) : null;
    if (!page) throw refuse("not_found");
    const tenant = ctx.tenant!;
    return {
      tenant: tenantView(tenant),
      ...staffFrame(ctx, "sign-ins", page.personName),
      view: signInView(page, tenant.zone),
    };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const signInId = params["signInId"] ?? "";
    if (!isUuid(signInId)) throw refuse("not_found");
    const { intent, student = "", code = "", reason = "" } = await formFields(request);
    const form: SignInAction | null = intent === "attach" || intent === "dismiss" ? intent : null;
    if (!form) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    try {
      // A code that was typed says more than a choice left from before.
      if (form === "attach") await attachSignIn(ctx, { signInId, student: code.trim() || student, reason });
      else await dismissSignIn(ctx, { signInId, reason });
    } catch (error) {
      const said = refusalOf(
        error,
        ctx,
        (name) => name === "input.invalid" || name === "conflict" || name.startsWith("sign_in."),
      );
      const list = Object.entries(said.details.fields ?? {}).map(([field, [message = ""]]) => ({ field, message }));
      const errors = {
        form,
        list: list.length > 0 ? list : [{ field: null, message: said.message }],
      };
      return data({ errors, typed: { student, code, reason } }, { status: said.status });
    }
    return redirect(`${paths.signIns()}?done=${form === "attach" ? "attached" : "dismissed"}`, 303);
  });

export default function SignIn() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <SignInScreen tenant={tenant} places={places} person={person} view={answered ? { ...view, ...answered } : view} />
  );
}
