import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLocation,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import { useContext } from "react";
import type { ReactNode } from "react";

import { read } from "#kernel/read.server";

import { NonceContext } from "./nonce";
import { paths } from "./paths";
import { respond } from "./respond";
import type { ShownRefusal } from "./respond";
import { tenantView } from "./shell";
import "./tailwind.css";
import { brandCss, defaultBrand } from "./ui/brand";
import {
  failureTitle,
  FailurePage,
  NotFoundPage,
  refusalLook,
  RefusalPage,
  UnknownHostPage,
  unknownHostTitle,
} from "./ui/error-pages";
import { FocusOnNavigation, NavigationProgress } from "./ui/navigation-feedback";

/** The school, for every page's frame and for the error pages; rides on the page's own round trip. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { ctx } = context;
  return respond(request, ctx, async () => {
    await read(ctx, () => ({}));
    return { tenant: tenantView(ctx.tenant!), nonce: context.nonce, requestId: ctx.requestId };
  });
}

/** For pages that have no title of their own, errors among them. */
export const meta: MetaFunction<typeof loader> = ({ data, error }) => [
  { title: [titleOfError(error), data?.tenant.name ?? (error ? null : "Hub")].filter(Boolean).join(" · ") },
];

function titleOfError(error: unknown): string | null {
  if (!error) return null;
  if (!isRouteErrorResponse(error)) return failureTitle;
  const said = error.data as Partial<ShownRefusal> | null;
  return said?.code === "host.unknown" ? unknownHostTitle : refusalLook(error.status).title;
}

/** The school never changes while somebody stays on its host. */
export const shouldRevalidate = () => false;

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>("root");
  const rendering = useContext(NonceContext);
  const nonce = rendering ?? root?.nonce;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta property="csp-nonce" nonce={nonce} />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        <Links />
        <style
          nonce={nonce}
          suppressHydrationWarning
          dangerouslySetInnerHTML={{ __html: brandCss(root?.tenant.brand ?? defaultBrand) }}
        />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return (
    <>
      <NavigationProgress />
      <FocusOnNavigation />
      <Outlet />
    </>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  const root = useRouteLoaderData<typeof loader>("root");
  const { pathname } = useLocation();
  const tenant = root?.tenant ?? null;
  if (isRouteErrorResponse(error)) {
    const said = error.data as Partial<ShownRefusal> | null;
    if (said?.code === "host.unknown" || !tenant) {
      if (error.status === 404) return <UnknownHostPage />;
    }
    const home = homeOf(pathname);
    if (error.status === 404 && tenant) return <NotFoundPage tenant={tenant} home={home} requestId={said?.requestId} />;
    if (said?.message)
      return (
        <RefusalPage
          tenant={tenant}
          status={error.status}
          sentence={said.message}
          // Whom even the first page refuses is led nowhere by a way back to it.
          ways={[
            error.status === 403 && home.href === pathname
              ? { label: "Sign in as somebody else", href: paths.staffLogin() }
              : home,
          ]}
          requestId={said.requestId}
        />
      );
  }
  return <FailurePage tenant={tenant} retryHref={pathname} requestId={root?.requestId} />;
}

function homeOf(pathname: string) {
  if (pathname.startsWith("/admin")) return { label: "Back to Today", href: paths.today() };
  if (pathname.startsWith("/app")) return { label: "Back to Home", href: paths.home() };
  return { label: "To the front page", href: paths.landing() };
}
