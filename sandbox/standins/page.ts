import type { Context } from "hono";
import { html } from "hono/html";

export type Markup = ReturnType<typeof html>;

type PageOptions = {
  title: string;
  body: Markup;
  status?: 200 | 400 | 401 | 404 | 422 | 429 | 500;
  /** Reload by itself, without a script. The page has to offer a way to stop it. */
  refreshSeconds?: number;
  /** Further hosts a form of this page may lead to: browsers check `form-action` on every redirect after a submit. */
  formTargets?: string[];
};

/** A page of the sandbox: no script at all, one stylesheet, and a policy that says so. */
export function page(context: Context, options: PageOptions): Response | Promise<Response> {
  const formAction = ["'self'", ...(options.formTargets ?? [])].join(" ");
  context.header(
    "content-security-policy",
    `default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
  );
  context.header("cache-control", "no-store");
  context.header("referrer-policy", "same-origin");
  if (options.refreshSeconds) context.header("refresh", String(options.refreshSeconds));
  return context.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${options.title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/sandbox.css" />
        </head>
        <body>
          ${options.body}
        </body>
      </html>`,
    options.status ?? 200,
  );
}

/** "23 Nov, 14:02:10 UTC", with the exact moment for machines. */
export function momentMarkup(iso: string): Markup {
  const words = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone: "UTC",
  }).format(new Date(iso));
  return html`<time datetime="${iso}">${words} UTC</time>`;
}
