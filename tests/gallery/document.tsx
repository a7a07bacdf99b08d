import type { EntryContext } from "@remix-run/cloudflare";
import { RemixServer } from "@remix-run/react";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

import { brandCss, defaultBrand } from "#app/ui/brand";

const future: EntryContext["future"] = {
  v3_fetcherPersist: true,
  v3_relativeSplatPath: true,
  v3_throwAbortReason: true,
  v3_singleFetch: true,
  v3_lazyRouteDiscovery: false,
};

/** Renders a screen as Remix would on the server, with no route around it: one root whose component is the screen. */
function renderScreen(screen: ReactElement): string {
  const root = {
    id: "root",
    path: "",
    hasAction: false,
    hasLoader: false,
    hasClientAction: false,
    hasClientLoader: false,
    hasErrorBoundary: false,
    module: "",
    imports: [],
  };
  const location = { pathname: "/", search: "", hash: "", state: null, key: "default" };
  const context: EntryContext = {
    manifest: { version: "gallery", url: "", entry: { module: "", imports: [] }, routes: { root } },
    routeModules: { root: { default: () => screen } },
    staticHandlerContext: {
      basename: "/",
      location,
      matches: [{ params: {}, pathname: "/", pathnameBase: "/", route: { id: "root", path: "" } }],
      loaderData: {},
      actionData: null,
      errors: null,
      statusCode: 200,
      loaderHeaders: {},
      actionHeaders: {},
      activeDeferreds: null,
    },
    future,
    isSpaMode: false,
    serializeError: (error) => error,
  };
  return renderToStaticMarkup(<RemixServer context={context} url="http://nimbus.localhost/" />);
}

/** A whole page: the compiled sheet and the school's brand, as the product's root puts them together. */
export function galleryDocument(
  page: { title: string; brand: string | null; screen: ReactElement },
  css: string,
): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><title>${page.title}</title><style>${css}</style><style>${brandCss(page.brand ?? defaultBrand)}</style></head><body>${renderScreen(page.screen)}</body></html>`;
}
