import type { Context } from "hono";
import { html } from "hono/html";

import type { Account } from "#sandbox/standins/google/accounts";
import type { AuthorizationRequest } from "#sandbox/standins/google/request";
import { page } from "#sandbox/standins/page";

/** Choosing an account picks it and nothing else: no account is selected for the person, hint or not. */
export function chooserPage(
  context: Context,
  input: { request: AuthorizationRequest; accounts: Account[]; formTargets: string[]; problem?: string },
): Response | Promise<Response> {
  const hidden = Object.entries(input.request).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const offered = input.accounts.map(
    (account) =>
      html`<li>
        <button name="email" value="${account.email}">${account.name}<br /><small>${account.email}</small></button>
      </li>`,
  );
  return page(context, {
    title: "Choose an account",
    status: input.problem ? 422 : 200,
    formTargets: input.formTargets,
    body: html`<main class="narrow">
      <p class="soft">Google stand-in</p>
      <h1>Choose an account</h1>
      <p>to continue to Hub</p>
      ${
        offered.length > 0
          ? html`<form method="post" action="/o/oauth2/v2/auth">
              ${hidden}
              <ul class="rows">
                ${offered}
              </ul>
            </form>`
          : ""
      }
      <form method="post" action="/o/oauth2/v2/auth" class="card">
        ${hidden}
        <label for="email">Another account</label>
        <input
          id="email"
          name="email"
          type="email"
          required
          autocomplete="off"
          value="${input.request.login_hint ?? ""}"
          ${input.problem ? html`aria-invalid="true" aria-describedby="problem"` : ""}
        />
        ${input.problem ? html`<p id="problem" role="alert">${input.problem}</p>` : ""}
        <p><button class="primary">Continue with this account</button></p>
      </form>
    </main>`,
  });
}

export function googleErrorPage(
  context: Context,
  status: 400 | 401 | 429 | 500,
  reason: string,
): Response | Promise<Response> {
  return page(context, {
    title: `Error ${status}`,
    status,
    body: html`<main class="narrow">
      <p class="soft">Google stand-in</p>
      <h1>Access blocked: this request is not valid</h1>
      <p>${reason}</p>
      <p class="soft">Error ${status}</p>
    </main>`,
  });
}
