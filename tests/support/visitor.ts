import { CookieJar, hiddenFields, hubFetch, submitForm } from "#tests/support/http";

/** Somebody with a browser of their own at one school; signs in as people do, without scripts. */
export type Visitor = {
  jar: CookieJar;
  get(path: string): Promise<Response>;
  post(path: string, fields: Record<string, string>): Promise<Response>;
  join(sessionId: string, attemptKey?: string): Promise<Response>;
};

export function visitor(schoolUrl: string): Visitor {
  const jar = new CookieJar();
  const at = (path: string) => new URL(path, schoolUrl).href;
  return {
    jar,
    get: (path) => hubFetch(at(path), { jar }),
    post: (path, fields) => submitForm(at(path), fields, jar),
    join: (sessionId, attemptKey) =>
      hubFetch(at("/api/app/zoom/join"), {
        jar,
        headers: { origin: new URL(schoolUrl).origin, "content-type": "application/json" },
        body: JSON.stringify({ sessionId, attemptKey }),
      }),
  };
}

type Mail = { subject: string; text: string; at: string };

/** The newest six-digit code mailed to an address after `since`; waits for it as a person would. */
export async function mailedCode(sandbox: string, email: string, since: Date, seconds = 10): Promise<string> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const answer = await fetch(`${sandbox}/mailbox/messages?to=${encodeURIComponent(email)}`);
    const mails = (await answer.json()) as Mail[];
    const code = mails
      .find((mail) => new Date(mail.at) >= since && /\b\d{6}\b/.test(mail.text))
      ?.text.match(/\b\d{6}\b/);
    if (code) return code[0];
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  throw new Error(`No code arrived for ${email} within ${seconds} s.`);
}

/** A student signs in with an e-mailed code. */
export async function signInStudent(schoolUrl: string, sandbox: string, email: string): Promise<Visitor> {
  const who = visitor(schoolUrl);
  const since = new Date(Date.now() - 50);
  const asked = await who.post("/auth/login", { ...hiddenFields(await (await who.get("/auth/login")).text()), email });
  if (asked.status !== 303) throw new Error(`Asking for a code answered ${asked.status}.`);
  const code = await mailedCode(sandbox, email, since);
  const page = await (await who.get("/auth/confirm")).text();
  const confirmed = await who.post("/auth/confirm", { ...hiddenFields(page), code });
  if (confirmed.status !== 303) throw new Error(`The code answered ${confirmed.status}.`);
  return who;
}

/** A member of staff signs in through the Google stand-in's chooser. */
export async function signInStaff(schoolUrl: string, email: string): Promise<Visitor> {
  const who = visitor(schoolUrl);
  const toGoogle = await who.get("/auth/google");
  const chooser = new URL(toGoogle.headers.get("location") ?? "", schoolUrl);
  const page = await (await hubFetch(chooser)).text();
  const chosen = await submitForm(new URL(formAction(page), chooser), { ...hiddenFields(page), email });
  const callback = await hubFetch(new URL(chosen.headers.get("location") ?? "", chooser));
  const handoff = new URL(callback.headers.get("location") ?? "", schoolUrl);
  const landed = await hubFetch(handoff, { jar: who.jar });
  if (landed.status !== 303) throw new Error(`Staff sign-in of ${email} ended with ${landed.status}.`);
  return who;
}

const formAction = (html: string) => /<form\b[^>]*\saction="([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
