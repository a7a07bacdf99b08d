import { Hono } from "hono";
import { html } from "hono/html";

import type { SandboxClock } from "#sandbox/standins/clock";
import { faultModes, vendors, type FaultMode, type Faults, type Vendor } from "#sandbox/standins/faults";
import { page } from "#sandbox/standins/page";

const names: Record<Vendor, string> = { zoom: "Zoom", resend: "Resend (mail)", google: "Google sign-in" };
const modeWords: Record<FaultMode, string> = {
  ok: "works",
  down: "down: the connection breaks without an answer",
  slow: "slow: answers after 4 s",
  hang: "hangs: never answers",
  "429": "limits: answers 429",
  "401": "knows nobody: answers 401",
  "500": "fails: answers 500",
  malformed: "answers with broken JSON",
  accept_then_reset: "does the work, then breaks the connection",
};

/** The sandbox's front page: what there is, how each vendor behaves, and the hub's clock. */
export function homeRoutes(hubUrl: string, faults: Faults, clock: SandboxClock): Hono {
  const app = new Hono();
  app.get("/", (context) => {
    const vendorForms = vendors.map(
      (vendor) =>
        html`<form class="inline" method="post" action="/control/${vendor}">
          <div class="grow">
            <label for="${vendor}">${names[vendor]}</label>
            <select id="${vendor}" name="mode">
              ${faultModes.map(
                (mode) =>
                  html`<option value="${mode}" ${faults.mode(vendor) === mode ? "selected" : ""}>
                    ${modeWords[mode]}
                  </option>`,
              )}
            </select>
          </div>
          <button>Set ${names[vendor]}</button>
        </form>`,
    );
    return page(context, {
      title: "Sandbox",
      body: html`<main>
        <h1>Sandbox</h1>
        <p>
          The world around the hub at <a href="${hubUrl}">${hubUrl}</a>: stand-ins for its vendors, on this machine
          only.
        </p>
        <ul class="rows">
          <li><a href="/mailbox">Mailbox: all mail the hub sent</a></li>
          <li><a href="/ledger/resend">Ledger of Resend: every mail it took</a></li>
          <li><a href="/ledger/zoom">Ledger of Zoom: registrations, meetings, visits</a></li>
          <li><a href="/control">Control: how each vendor behaves, as JSON</a></li>
        </ul>
        <h2>How the vendors behave</h2>
        ${vendorForms}
        <h2>The hub's clock</h2>
        <form class="inline" method="post" action="/control/clock">
          <div class="grow">
            <label for="clock">Seconds ahead of the real time</label>
            <input
              id="clock"
              name="offsetSeconds"
              inputmode="numeric"
              required
              value="${String(clock.offsetSeconds)}"
            />
          </div>
          <button>Set the clock</button>
        </form>
      </main>`,
    });
  });
  return app;
}
