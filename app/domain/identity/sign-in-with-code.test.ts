import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { read } from "#kernel/read.server";

import { getConfirmPage } from "./get-confirm-page";
import { getProfilePage } from "./get-profile-page";
import { identityWorld, nimbus, outcome, raga, wrongCode } from "./identity.test-world";
import { requestSignInCode } from "./request-sign-in-code";
import { verifySignInCode } from "./verify-sign-in-code";

let w: Awaited<ReturnType<typeof identityWorld>>;
let network = 0;
/** Every test stands behind a network address of its own. */
const freshNetwork = () => `10.0.0.${++network}`;

beforeAll(async () => {
  w = await identityWorld();
});
afterAll(() => w.drop());

const ask = (email: string, ipKey: string, next: string | null = null) =>
  requestSignInCode(w.at(nimbus), { email, next, ipKey });
const verify = (flowCookie: string | null, code: string, ipKey: string, host = nimbus) =>
  verifySignInCode(w.at(host), { flowCookie, code, ipKey, device: "Chrome on Android" });

describe("signing in with a mailed code", () => {
  it("opens the student's pages, in one trip and then two", async () => {
    await w.admit("asha@example.com");
    const ip = freshNetwork();
    w.seen.trips = 0;
    const { flowCookie } = await ask("asha@example.com", ip, "/app/join/1");
    expect(w.seen.trips).toBe(1);
    const code = await w.mailedCode(flowCookie);
    w.seen.trips = 0;
    const { token, member, next } = await verify(flowCookie, code, ip);
    expect(w.seen.trips).toBe(2);
    expect(next).toBe("/app/join/1");
    expect(member?.role).toBe("student");
    const page = await getProfilePage(await w.signedIn(nimbus, "student", token));
    expect(page.addresses).toEqual([{ address: "asha@example.com", primary: true }]);
    expect(page.authSessions).toMatchObject([{ device: "Chrome on Android", current: true }]);
  });

  it("is worth nothing on a sibling school's host, nor at the staff door", async () => {
    await w.admit("sib@example.com");
    await w.admit("sib@example.com", { host: raga });
    const ip = freshNetwork();
    const { flowCookie } = await ask("sib@example.com", ip);
    const code = await w.mailedCode(flowCookie);
    expect(await outcome(verify(flowCookie, code, ip, raga))).toBe("auth.flow_gone");
    expect(await getConfirmPage(w.at(raga), flowCookie)).toBeNull();
    const { token } = await verify(flowCookie, code, ip);
    expect(await outcome(getProfilePage(await w.signedIn(raga, "student", token)))).toBe("auth.required");
    expect(await outcome(read(await w.signedIn(nimbus, "staff", token), () => ({})))).toBe("auth.required");
  });

  it("works only in the browser that asked", async () => {
    await w.admit("browser@example.com");
    const ip = freshNetwork();
    const mine = await ask("browser@example.com", ip);
    const other = await ask("browser@example.com", ip);
    const code = await w.mailedCode(mine.flowCookie);
    expect(await outcome(verify(null, code, ip))).toBe("auth.flow_gone");
    expect(await outcome(verify("rubbish", code, ip))).toBe("auth.flow_gone");
    expect(await outcome(verify(other.flowCookie, code, ip))).toBe("auth.code_wrong");
  });

  it("makes one auth session of 50 parallel correct submits, and whoever is let in holds the same login", async () => {
    await w.admit("race@example.com");
    const ip = freshNetwork();
    const { flowCookie } = await ask("race@example.com", ip);
    const code = await w.mailedCode(flowCookie);
    const before = await w.count("auth_sessions");
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => verify(flowCookie, code, ip)));
    expect((await w.count("auth_sessions")) - before).toBe(1);
    const tokens = new Set(answers.flatMap((a) => (a.status === "fulfilled" ? [a.value.token] : [])));
    expect(tokens.size).toBe(1);
    const refused = answers.flatMap((a) => (a.status === "rejected" ? [(a.reason as { code: string }).code] : []));
    for (const code of refused) expect(code).toBe("auth.too_many_tries");
    w.pass(61_000);
    expect(await outcome(verify(flowCookie, code, ip))).toBe("auth.code_used");
  });

  it("counts five tries, and the right code does not help after them", async () => {
    await w.admit("tries@example.com");
    const ip = freshNetwork();
    const { flowCookie } = await ask("tries@example.com", ip);
    const code = await w.mailedCode(flowCookie);
    for (let i = 0; i < 4; i++) expect(await outcome(verify(flowCookie, wrongCode(code), ip))).toBe("auth.code_wrong");
    expect(await outcome(verify(flowCookie, wrongCode(code), ip))).toBe("auth.too_many_tries");
    expect(await outcome(verify(flowCookie, code, ip))).toBe("auth.too_many_tries");
    expect((await getConfirmPage(w.at(nimbus), flowCookie))?.codeIsSpent).toBe(true);
  });

  it("ends after ten minutes", async () => {
    await w.admit("late@example.com");
    const ip = freshNetwork();
    const { flowCookie } = await ask("late@example.com", ip);
    const code = await w.mailedCode(flowCookie);
    w.pass(600_000);
    expect(await outcome(verify(flowCookie, code, ip))).toBe("auth.code_expired");
  });
});

describe("an address nobody invited", () => {
  it("gets the same answer and the same work, and no code opens anything", async () => {
    await w.admit("known@example.com");
    const ip = freshNetwork();
    const asked = async (email: string) => {
      Object.assign(w.seen, { trips: 0, statements: 0 });
      const events = await w.count("outbox");
      const { flowCookie } = await ask(email, ip);
      return {
        flowCookie,
        work: { ...w.seen },
        events: (await w.count("outbox")) - events,
        page: await getConfirmPage(w.at(nimbus), flowCookie),
      };
    };
    const known = await asked("known@example.com");
    const unknown = await asked("unknown@example.com");
    expect(unknown.work).toEqual(known.work);
    expect(unknown.events).toBe(known.events);
    expect({ ...unknown.page, email: "" }).toEqual({ ...known.page, email: "" });
    expect(await outcome(verify(unknown.flowCookie, await w.mailedCode(unknown.flowCookie), ip))).toBe(
      "auth.code_wrong",
    );
    const { rows } = await w.owner.query(
      "select email, tries from unmatched_sign_ins where email like '%known@example.com'",
    );
    expect(rows).toEqual([{ email: "unknown@example.com", tries: 1 }]);
  });
});

describe("limits", () => {
  it("five sends in 15 minutes for an address, and says when the next may be asked for", async () => {
    await w.admit("often@example.com");
    const ip = freshNetwork();
    const first = w.world.now.getTime();
    for (let i = 0; i < 5; i++) await ask("often@example.com", ip);
    const sixth = await ask("often@example.com", ip).catch((error: unknown) => error);
    expect(sixth).toMatchObject({
      code: "auth.too_many_codes",
      status: 429,
      details: { retryAt: new Date(first + 900_000).toISOString() },
    });
    w.pass(900_000);
    expect(await outcome(ask("often@example.com", ip))).toBe("ok");
  });

  it("15 sends a day for an address", async () => {
    await w.admit("daily@example.com");
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 5; i++) await ask("daily@example.com", freshNetwork());
      w.pass(900_000);
    }
    expect(await outcome(ask("daily@example.com", freshNetwork()))).toBe("auth.too_many_codes");
    w.pass(86_400_000);
    expect(await outcome(ask("daily@example.com", freshNetwork()))).toBe("ok");
  });

  it("60 unknown addresses and wrong codes in ten minutes for a network", async () => {
    await w.admit("behind@example.com");
    const ip = freshNetwork();
    const { flowCookie } = await ask("behind@example.com", ip);
    const code = await w.mailedCode(flowCookie);
    expect(await outcome(verify(flowCookie, wrongCode(code), ip))).toBe("auth.code_wrong");
    for (let i = 0; i < 59; i++) expect(await outcome(ask(`nobody${i}@example.com`, ip))).toBe("ok");
    expect(await outcome(ask("nobody@example.com", ip))).toBe("auth.too_many_network");
    expect(await outcome(verify(flowCookie, code, ip))).toBe("auth.too_many_network");
    expect(await outcome(ask("nobody@example.com", freshNetwork()))).toBe("ok");
    w.pass(600_001);
    expect(await outcome(ask("behind@example.com", ip))).toBe("ok");
  });

  it("let a whole class in that signs in at once behind one carrier address", async () => {
    const ip = freshNetwork();
    const emails = Array.from({ length: 100 }, (_, i) => `class${i}@example.com`);
    for (const email of emails) await w.admit(email);
    const flows = await Promise.all(emails.map((email) => ask(email, ip)));
    const codes = await Promise.all(flows.map(({ flowCookie }) => w.mailedCode(flowCookie)));
    const answers = await Promise.all(flows.map(({ flowCookie }, i) => outcome(verify(flowCookie, codes[i]!, ip))));
    expect(answers.filter((answer) => answer !== "ok")).toEqual([]);
  });
});
