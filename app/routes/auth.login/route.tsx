import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { readForm, refusalOf } from "#app/form-errors";
import { paths } from "#app/paths";
import { formFields, respond } from "#app/respond";
import { tenantView } from "#app/shell";
import type { FieldError } from "#app/ui/tenant";
import { getSignInPage } from "#domain/identity/get-sign-in-page";
import { signInInput } from "#domain/identity/inputs";
import { safeNextPath } from "#domain/identity/next-path";
import { identityRefusals } from "#domain/identity/refusals";
import { requestSignInCode } from "#domain/identity/request-sign-in-code";
import type { Ctx } from "#kernel/ctx";
import { clockTime } from "#kernel/time";

import { LoginScreen } from "./screen";
import type { LoginView } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: page ? `Sign in · ${page.tenant.name}` : "Not possible" },
];

// A refused form is shown inside the school's frame: an action's refusal loads only what stands above its boundary.
export { ErrorBoundary } from "../../root";

export const loader = ({ request, context: { ctx, cookies } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const query = new URL(request.url).searchParams;
    const next = safeNextPath(query.get("next"), "student");
    const link = query.get("link");
    const tenant = tenantView(await getSignInPage(ctx));
    const errors: FieldError[] = [];
    if (link === "elsewhere") errors.push({ field: null, message: identityRefusals["auth.link_elsewhere"].message });
    if (link === "unreadable") errors.push({ field: null, message: identityRefusals["auth.link_unreadable"].message });
    return { tenant, next, errors, notice: noticeOf(query.get("notice"), next, cookies.get("student") !== null) };
  });

export const action = ({ request, context }: ActionFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const { ctx, cookies, ipKey } = context;
    const fields = await formFields(request);
    const next = safeNextPath(fields["next"] ?? new URL(request.url).searchParams.get("next"), "student");
    const kept = { email: (fields["email"] ?? "").slice(0, 254), next };
    const read = readForm(signInInput, fields);
    if ("errors" in read) return data({ ...kept, errors: read.errors }, { status: 422 });
    try {
      const { flowCookie } = await requestSignInCode(ctx, { email: read.values.email, next, ipKey });
      cookies.set("flow", flowCookie);
    } catch (error) {
      const refusal = refusalOf(
        error,
        ctx,
        (code) => code === "auth.too_many_codes" || code === "auth.too_many_network",
      );
      context.retryAt = refusal.details.retryAt ?? null;
      const message = withRetryTime(ctx, refusal.message, refusal.details.retryAt);
      return data(
        { ...kept, errors: [{ field: "email", message }] satisfies FieldError[] },
        { status: refusal.status },
      );
    }
    throw redirect(fields["again"] ? `${paths.confirm()}?again=1` : paths.confirm(), 303);
  });

export default function Login() {
  const page = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const next = sent?.next ?? page.next;
  return (
    <LoginScreen
      tenant={page.tenant}
      view={{
        notice: page.notice,
        hidden: next ? { next } : {},
        email: sent?.email ?? "",
        errors: sent?.errors ?? page.errors,
      }}
    />
  );
}

function noticeOf(said: string | null, next: string | null, hadCookie: boolean): LoginView["notice"] {
  if (said === "signed_out" || said === "signed_out_everywhere") return said;
  if (!next) return null;
  return hadCookie ? "expired" : "needs_sign_in";
}

function withRetryTime(ctx: Ctx, message: string, retryAt: string | undefined): string {
  if (!retryAt || !ctx.tenant) return message;
  return `${message} A new code can be asked for from ${clockTime(new Date(retryAt), ctx.tenant.zone)}.`;
}
