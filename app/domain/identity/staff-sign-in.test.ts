import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { read } from "#kernel/read.server";

import { allowStaffEmail } from "./allow-staff-email";
import { finishGoogleSignIn } from "./finish-google-sign-in";
import { identityWorld, nimbus, outcome, raga } from "./identity.test-world";
import { redeemHandoff } from "./redeem-handoff";
import { removeStaffEmail } from "./remove-staff-email";
import { startGoogleSignIn } from "./start-google-sign-in";

let w: Awaited<ReturnType<typeof identityWorld>>;
beforeAll(async () => {
  w = await identityWorld();
});
afterAll(() => w.drop());

const authHost = "auth.localhost";
const as = (sub: string, email: string) =>
  (w.world.google = { ok: true, value: { sub, email, emailVerified: true, name: "Ravi Menon" } });
const list = (email: string, role: "ops" | "leadership" = "ops") =>
  allowStaffEmail(w.job(nimbus), { email, role, fullName: null });

async function start() {
  const { flowCookie, location } = await startGoogleSignIn(w.at(nimbus), { next: "/admin/ops/dead-letters" });
  return { flowCookie, state: new URL(location).searchParams.get("state") };
}
async function toHandoff() {
  const { flowCookie, state } = await start();
  const back = await finishGoogleSignIn(w.at(authHost), { state, code: "code", error: null });
  if (!("handoff" in back)) throw new Error(`no handoff: ${back.problem}`);
  return { flowCookie, handoff: back.handoff };
}
const redeem = (given: { flowCookie: string | null; handoff: string }, host = nimbus) =>
  redeemHandoff(w.at(host), { ...given, device: "Chrome on Linux" });
async function signIn() {
  const signedIn = await redeem(await toHandoff());
  if (signedIn.outcome !== "signed_in") throw new Error(signedIn.outcome);
  return signedIn;
}

describe("staff signing in with Google", () => {
  it("makes the staff profile with the listed role on the first sign-in", async () => {
    await list("ravi@example.com");
    as("sub-ravi", "ravi@example.com");
    const first = await signIn();
    expect(first).toMatchObject({ member: { role: "ops" }, next: "/admin/ops/dead-letters" });
    expect(await outcome(read(await w.signedIn(nimbus, "staff", first.token, first.member), () => ({})))).toBe("ok");
    const again = await signIn();
    expect(again.member).toEqual(first.member);
  });

  it("takes a handoff once, within 60 seconds, in the browser that began, on the tenant's host", async () => {
    await list("hand@example.com");
    as("sub-hand", "hand@example.com");
    const given = await toHandoff();
    const stranger = await start();
    expect(await redeem({ ...given, flowCookie: stranger.flowCookie })).toEqual({ outcome: "gone" });
    expect(await redeem({ ...given, flowCookie: null })).toEqual({ outcome: "gone" });
    expect(await redeem(given, raga)).toEqual({ outcome: "gone" });
    expect((await redeem(given)).outcome).toBe("signed_in");
    expect(await redeem(given)).toEqual({ outcome: "gone" });
    const slow = await toHandoff();
    w.pass(60_000);
    expect(await redeem(slow)).toEqual({ outcome: "gone" });
  });

  it("takes a state once, and knows the host to send a late browser back to", async () => {
    as("sub-hand", "hand@example.com");
    const { state } = await start();
    const answer = { state, code: "code", error: null };
    expect(await finishGoogleSignIn(w.at(authHost), answer)).toMatchObject({
      host: nimbus,
      handoff: expect.any(String) as string,
    });
    expect(await finishGoogleSignIn(w.at(authHost), answer)).toEqual({ host: nimbus, problem: "stale" });
    expect(await finishGoogleSignIn(w.at(authHost), { ...answer, state: "made-up" })).toEqual({
      host: null,
      problem: "stale",
    });
    const late = await start();
    w.pass(600_000);
    expect(await finishGoogleSignIn(w.at(authHost), { ...answer, state: late.state })).toEqual({
      host: nimbus,
      problem: "stale",
    });
  });

  it.each([
    [{ ok: false, kind: "retry", code: "google.http_503" }, "unreachable"],
    [{ ok: false, kind: "ambiguous", code: "google.timeout" }, "unreachable"],
    [{ ok: false, kind: "rejected", code: "google.invalid_grant" }, "stale"],
    [{ ok: false, kind: "rejected", code: "google.claim_email_verified" }, "unverified"],
  ] as const)("sends the browser back with words for %j", async (failure, problem) => {
    w.world.google = failure;
    const { state } = await start();
    expect(await finishGoogleSignIn(w.at(authHost), { state, code: "code", error: null })).toEqual({
      host: nimbus,
      problem,
    });
  });

  it("denies an address that is not listed, shows it, and audits the denial without it", async () => {
    as("sub-stranger", "stranger@example.com");
    expect(await redeem(await toHandoff())).toEqual({ outcome: "denied", email: "stranger@example.com" });
    const { rows } = await w.owner.query<{ after: object }>(
      "select after from audit_logs where action = 'auth.staff_denied'",
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain("stranger@example.com");
  });

  it("denies another Google account that took over a listed address, and a student's address that is not listed", async () => {
    await list("moved@example.com");
    as("sub-first", "moved@example.com");
    await signIn();
    as("sub-second", "moved@example.com");
    expect((await redeem(await toHandoff())).outcome).toBe("denied");
    await w.admit("student@example.com");
    as("sub-student", "student@example.com");
    expect((await redeem(await toHandoff())).outcome).toBe("denied");
  });
});

describe("the list of staff", () => {
  it("ends a removed person's auth sessions on the next request, and lets them back in when listed again", async () => {
    await list("leaving@example.com");
    as("sub-leaving", "leaving@example.com");
    const { token, member } = await signIn();
    const pending = await toHandoff();
    await removeStaffEmail(w.job(nimbus), { email: "leaving@example.com", reason: "left the school" });
    expect(await outcome(read(await w.signedIn(nimbus, "staff", token, member), () => ({})))).toBe("auth.required");
    expect((await redeem(pending)).outcome).toBe("denied");
    await list("leaving@example.com");
    expect((await signIn()).member.memberId).toBe(member.memberId);
  });

  it("keeps the last leadership, also when two remove each other at once", async () => {
    await list("one@example.com", "leadership");
    const remove = (email: string) => outcome(removeStaffEmail(w.job(nimbus), { email, reason: "test" }));
    expect(await remove("one@example.com")).toBe("staff.last_leadership");
    expect(await outcome(list("one@example.com", "ops"))).toBe("staff.last_leadership");
    await list("two@example.com", "leadership");
    const answers = await Promise.all([remove("one@example.com"), remove("two@example.com")]);
    expect(answers.filter((answer) => answer === "ok")).toHaveLength(1);
    expect(await remove("nobody@example.com")).toBe("staff.not_listed");
  });

  it("is leadership's to change, and a changed role holds from the next request", async () => {
    await list("role@example.com");
    as("sub-role", "role@example.com");
    const { token, member } = await signIn();
    expect(
      await outcome(
        allowStaffEmail(await w.signedIn(nimbus, "staff", token, member), {
          email: "x@example.com",
          role: "ops",
          fullName: null,
        }),
      ),
    ).toBe("forbidden");
    await list("role@example.com", "leadership");
    expect(
      await outcome(
        allowStaffEmail(await w.signedIn(nimbus, "staff", token, member), {
          email: "x@example.com",
          role: "ops",
          fullName: null,
        }),
      ),
    ).toBe("ok");
  });
});
