import type { Context } from "hono";
import { html } from "hono/html";

import type { Message } from "#sandbox/standins/mailbox/mailbox";
import { momentMarkup, page, type Markup } from "#sandbox/standins/page";

const LIST_REFRESH_SECONDS = 10;

function header(): Markup {
  return html`<header><strong>Mailbox</strong><a href="/mailbox">All mail</a><a href="/">Sandbox</a></header>`;
}

type ListView = { wanted: string; messages: Message[]; still: boolean };

/** All mail, or what came to an address, newest first; looks again by itself until it is told to hold still. */
export function listPage(context: Context, { wanted, messages, still }: ListView): Response | Promise<Response> {
  const rows = messages.map(
    (message) =>
      html`<li>
        <a href="/mailbox/messages/${message.id}">
          <span class="mail-top"
            ><span class="soft">To ${message.to}</span><small>${momentMarkup(message.at)}</small></span
          >
          <span class="mail-subject">${message.subject}</span>
        </a>
      </li>`,
  );
  const toggle = new URLSearchParams({ ...(wanted && { to: wanted }), ...(!still && { still: "1" }) }).toString();
  const empty = wanted
    ? html`<p class="card">No mail to “${wanted}” so far.</p>`
    : html`<p class="card">No mail yet. Ask the hub for a sign-in code, and it arrives here.</p>`;
  return page(context, {
    title: wanted ? `Mail to ${wanted}` : "Mailbox",
    refreshSeconds: still ? undefined : LIST_REFRESH_SECONDS,
    body: html`${header()}
      <main>
        <h1>${wanted ? `Mail to ${wanted}` : "All mail the hub sent"}</h1>
        <form class="inline" method="get" action="/mailbox">
          <div class="grow">
            <label for="to">Address, or a part of it</label>
            <input id="to" name="to" value="${wanted}" autocomplete="off" spellcheck="false" inputmode="email" />
          </div>
          <button class="primary">Show mail</button>
        </form>
        ${
          messages.length > 0
            ? html`<ul class="rows">
                ${rows}
              </ul>`
            : empty
        }
        <p class="soft">
          ${still ? "This page holds still." : `This page looks for new mail every ${LIST_REFRESH_SECONDS} seconds.`}
          <a href="/mailbox?${toggle}">${still ? "Look by itself" : "Hold still"}</a>
        </p>
      </main>`,
  });
}

/** One mail, as its reader sees it or as text. */
export function messagePage(context: Context, message: Message, view: "html" | "text"): Response | Promise<Response> {
  const address = `/mailbox/messages/${message.id}`;
  const tab = (of: "html" | "text", words: string) =>
    view === of
      ? html`<a href="${address}?view=${of}" aria-current="page">${words}</a>`
      : html`<a href="${address}?view=${of}">${words}</a>`;
  const tabs = html`<nav class="tabs" aria-label="Ways to read this mail">
    ${tab("html", "As sent")}${tab("text", "Text")}
  </nav>`;
  return page(context, {
    title: message.subject,
    body: html`${header()}
      <main>
        <h1>${message.subject}</h1>
        <dl>
          <dt>To</dt>
          <dd><a href="/mailbox?to=${encodeURIComponent(message.to)}">${message.to}</a></dd>
          <dt>From</dt>
          <dd>${message.from}</dd>
          <dt>Sent</dt>
          <dd>${momentMarkup(message.at)}</dd>
        </dl>
        ${message.html ? tabs : ""}
        ${
          view === "html"
            ? html`<iframe
                title="The mail as sent"
                src="${address}/html"
                sandbox="allow-popups allow-popups-to-escape-sandbox"
              ></iframe>`
            : html`<pre tabindex="0">${message.text || "This mail has no text version."}</pre>`
        }
      </main>`,
  });
}

export function unknownMessagePage(context: Context): Response | Promise<Response> {
  return page(context, {
    title: "No such mail",
    status: 404,
    body: html`${header()}
      <main>
        <h1>No such mail</h1>
        <p>The mailbox holds no message with this id. It may have gone with a reset of the sandbox.</p>
      </main>`,
  });
}
