import { Hono } from "hono";

import type { Mailbox } from "#sandbox/standins/mailbox/mailbox";
import { listPage, messagePage, unknownMessagePage } from "#sandbox/standins/mailbox/pages";

/**
 * What a mail may do while it is read: carry its own styles and open links in a new tab. No script, no picture or font
 * from elsewhere, no form.
 */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";

/** The mailbox: as JSON for tests and tools, as pages for people. */
export function mailboxRoutes(mailbox: Mailbox): Hono {
  const app = new Hono();

  app.get("/mailbox/messages", (context) => {
    context.header("cache-control", "no-store");
    return context.json(mailbox.list(context.req.query("to") || null));
  });

  app.get("/mailbox", (context) => {
    const wanted = context.req.query("to")?.trim() ?? "";
    const messages = wanted ? mailbox.search(wanted) : mailbox.list(null);
    return listPage(context, { wanted, messages, still: context.req.query("still") === "1" });
  });

  app.get("/mailbox/messages/:id", (context) => {
    const message = mailbox.find(context.req.param("id"));
    if (!message) return unknownMessagePage(context);
    return messagePage(context, message, context.req.query("view") === "text" || message.html === "" ? "text" : "html");
  });

  app.get("/mailbox/messages/:id/html", (context) => {
    const message = mailbox.find(context.req.param("id"));
    if (!message) return unknownMessagePage(context);
    context.header("content-security-policy", MAIL_POLICY);
    context.header("cache-control", "no-store");
    context.header("referrer-policy", "no-referrer");
    // A link in a framed mail has to leave the frame; a mail client does the same.
    const base = '<base target="_blank">';
    const withBase = /<head[^>]*>/i.test(message.html)
      ? message.html.replace(/<head[^>]*>/i, (head) => head + base)
      : base + message.html;
    return context.html(withBase);
  });

  return app;
}
