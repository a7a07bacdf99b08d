import { Hono, type Context } from "hono";
import { html } from "hono/html";

import { page } from "#sandbox/standins/page";
import type { Signer } from "#sandbox/standins/signer";
import { registrantName, spacedMeetingId, type ZoomAccount } from "#sandbox/standins/zoom/account";

/** Where join and host links lead: the meeting itself, which notes who came. Failing modes do not reach it. */
export function zoomVisits(account: ZoomAccount, signer: Signer): Hono {
  const app = new Hono();

  app.get("/j/:id", async (context) => {
    const meeting = account.meeting(context.req.param("id"));
    if (!meeting) return refused(context, "This meeting does not exist, or it was deleted.");
    const token = context.req.query("tk");
    if (token === undefined && context.req.query("pwd") !== account.passcode(meeting.id)) {
      return refused(context, "The passcode in this link is not the meeting's.");
    }
    const registrant = token === undefined ? null : account.registrantByToken(meeting.id, token);
    if (token !== undefined && !registrant) {
      return refused(context, "This personal link belongs to nobody registered for the meeting.");
    }
    await account.noteJoin(meeting.id, registrant);
    return inMeeting(context, meeting.topic, meeting.id, registrant ? registrantName(registrant) : null);
  });

  app.get("/s/:id", async (context) => {
    const meeting = account.meeting(context.req.param("id"));
    const userId = signer.read("zoom host", context.req.query("zak") ?? "");
    if (!meeting || userId !== meeting.hostId) {
      return refused(context, "This host link is not valid, or it is older than two hours.");
    }
    await account.noteHost(meeting.id, userId);
    return inMeeting(context, meeting.topic, meeting.id, "the host");
  });

  return app;
}

function inMeeting(context: Context, topic: string, id: string, as: string | null): Response | Promise<Response> {
  return page(context, {
    title: `You are in: ${topic}`,
    body: html`<main class="narrow">
      <div class="card">
        <p class="soft">Zoom stand-in</p>
        <h1>You are in: ${topic}</h1>
        <dl>
          <dt>As</dt>
          <dd>${as ?? "a guest, through the meeting's common link"}</dd>
          <dt>Meeting</dt>
          <dd>${spacedMeetingId(id)}</dd>
        </dl>
        <p class="soft">A real meeting would open here. The visit is in the <a href="/ledger/zoom">ledger</a>.</p>
      </div>
    </main>`,
  });
}

function refused(context: Context, reason: string): Response | Promise<Response> {
  return page(context, {
    title: "You can't join this meeting",
    status: 404,
    body: html`<main class="narrow">
      <div class="card">
        <p class="soft">Zoom stand-in</p>
        <h1>You can't join this meeting</h1>
        <p>${reason}</p>
      </div>
    </main>`,
  });
}
