import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { readForm, refusalOf } from "#app/form-errors";
import { paths } from "#app/paths";
import { formFields, respond } from "#app/respond";
import { tenantView } from "#app/shell";
import { plural } from "#app/ui/plural";
import type { FieldError } from "#app/ui/tenant";
import { flowIdOf } from "#domain/identity/flow";
import { getConfirmPage } from "#domain/identity/get-confirm-page";
import { confirmInput } from "#domain/identity/inputs";
import { loginCookie } from "#domain/identity/login-cookie";
import { safeNextPath } from "#domain/identity/next-path";
import { refuseIdentity } from "#domain/identity/refusals";
import { openSignInLink } from "#domain/identity/sign-in-link";
import { verifySignInCode } from "#domain/identity/verify-sign-in-code";
import type { Ctx } from "#kernel/ctx";
import type { Refusal } from "#kernel/refusal";
import { refuse } from "#kernel/refusal";
import { clockTime } from "#kernel/time";

import { ConfirmScreen } from "./screen";
import type { ConfirmView } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: page ? `Check your mail · ${page.tenant.name}` : "Not possible" },
];

// A refused form is shown inside the school's frame: an action's refusal loads only what stands above its boundary.
export { ErrorBoundary } from "../../root";

export const loader = ({ request, context: { ctx, cookies } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const query = new URL(request.url).searchParams;
    const flowCookie = cookies.get("flow");
    const token = query.get("link");
    // The read begins before anything is awaited, so that it shares the page's one trip.
    const [page, link] = await Promise.all([
      getConfirmPage(ctx, flowCookie),
      token ? openLinkOf(ctx, flowCookie, token) : null,
    ]);
    if (!page || (link && "problem" in link))
      throw redirect(link && "problem" in link ? `${paths.login()}?link=${link.problem}` : paths.login(), 302);
    if (!ctx.tenant) throw refuse("host.unknown");
    const inSeconds = Math.max(0, Math.ceil((page.resendAt.getTime() - ctx.now.getTime()) / 1000));
    return {
      tenant: tenantView(ctx.tenant),
      address: page.email,
      next: page.next,
      codeIsSpent: page.codeIsSpent,
      link: link && !page.codeIsSpent ? token : null,
      resent: query.get("again") === "1",
      resend: { inSeconds, text: `You can ask for a new code at ${clockTime(page.resendAt, ctx.tenant.zone)}` },
    };
  });

export const action = ({ request, context: { ctx, cookies, ipKey, device } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    const flowCookie = cookies.get("flow");
    if (!fields["link"] && !flowIdOf(flowCookie)) throw refuseIdentity("auth.flow_gone");
    const code = fields["link"] ? await codeOfLink(ctx, flowCookie, fields["link"]) : readForm(confirmInput, fields);
    if ("errors" in code) {
      // A typing error is worth telling only where there is a sign-in to go on with.
      if (!(await getConfirmPage(ctx, flowCookie))) throw refuseIdentity("auth.flow_gone");
      return data({ errors: code.errors }, { status: 422 });
    }
    let next: string | null;
    try {
      const signedIn = await verifySignInCode(ctx, { flowCookie, code: code.values.code, ipKey, device });
      cookies.set("student", loginCookie(signedIn.token, signedIn.member));
      cookies.clear("flow");
      next = safeNextPath(signedIn.next, "student");
    } catch (error) {
      const refusal = refusalOf(error, ctx, (said) => said.startsWith("auth.") && said !== "auth.flow_gone");
      return data(
        { errors: [{ field: "code", message: messageOf(refusal) }] satisfies FieldError[] },
        { status: refusal.status },
      );
    }
    throw redirect(next ?? paths.home(), 303);
  });

export default function Confirm() {
  const page = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const changeAddressHref = paths.login(page.next ?? undefined);
  const view: ConfirmView =
    page.link && !sent
      ? { kind: "link", changeAddressHref, hidden: { link: page.link } }
      : {
          kind: "code",
          changeAddressHref,
          address: page.address,
          hidden: {},
          errors: sent?.errors ?? [],
          codeIsSpent: page.codeIsSpent,
          resend: {
            ...page.resend,
            action: paths.login(),
            hidden: { email: page.address, again: "1", ...(page.next ? { next: page.next } : {}) },
          },
          resent: page.resent,
        };
  return <ConfirmScreen tenant={page.tenant} view={view} />;
}

/** A mailed link signs in only the browser that holds the flow it was made for. */
async function openLinkOf(
  ctx: Ctx,
  flowCookie: string | null,
  token: string,
): Promise<{ code: string } | { problem: "elsewhere" | "unreadable" }> {
  const link = await openSignInLink(ctx.ports.vault, token);
  if (!link) return { problem: "unreadable" };
  return link.flowId === flowIdOf(flowCookie) ? { code: link.code } : { problem: "elsewhere" };
}

async function codeOfLink(ctx: Ctx, flowCookie: string | null, token: string): Promise<{ values: { code: string } }> {
  const link = await openLinkOf(ctx, flowCookie, token);
  if ("problem" in link) throw refuseIdentity(`auth.link_${link.problem}`);
  return { values: link };
}

function messageOf(refusal: Refusal): string {
  const left = refusal.details.data?.["triesLeft"];
  return typeof left === "number" ? `${refusal.message} ${plural(left, "try is", "tries are")} left.` : refusal.message;
}
