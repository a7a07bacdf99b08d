import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { read } from "#kernel/read.server";

import { getProfilePage } from "./get-profile-page";
import { identityWorld, nimbus, outcome, raga } from "./identity.test-world";
import { requestSignInCode } from "./request-sign-in-code";
import { revokeAuthSession } from "./revoke-auth-session";
import { signOut } from "./sign-out";
import { signOutEverywhere } from "./sign-out-everywhere";
import { touchAuthSession } from "./touch-auth-session";
import { verifySignInCode } from "./verify-sign-in-code";

let w: Awaited<ReturnType<typeof identityWorld>>;
beforeAll(async () => {
  w = await identityWorld();
});
afterAll(() => w.drop());

const day = 86_400_000;
async function signIn(email: string): Promise<string> {
  const { flowCookie } = await requestSignInCode(w.at(nimbus), { email, next: null, ipKey: "none" });
  const signedIn = await verifySignInCode(w.at(nimbus), {
    flowCookie,
    code: await w.mailedCode(flowCookie),
    ipKey: "none",
    device: "Firefox on Linux",
  });
  return signedIn.token;
}
const me = (token: string, host = nimbus) => w.signedIn(host, "student", token);
const alive = async (token: string) => (await outcome(read(await me(token), () => ({})))) === "ok";

describe("auth sessions", () => {
  it("are one's own to list and to end; somebody else's does not exist", async () => {
    await w.admit("own@example.com");
    await w.admit("else@example.com");
    const [phone, laptop, stranger] = [
      await signIn("own@example.com"),
      await signIn("own@example.com"),
      await signIn("else@example.com"),
    ];
    const mine = await getProfilePage(await me(laptop));
    expect(mine.authSessions).toHaveLength(2);
    const other = mine.authSessions.find((s) => !s.current)!;
    expect(await outcome(revokeAuthSession(await me(stranger), { authSessionId: other.id }))).toBe("not_found");
    expect(await revokeAuthSession(await me(laptop), { authSessionId: other.id })).toEqual({ wasCurrent: false });
    expect([await alive(phone), await alive(laptop), await alive(stranger)]).toEqual([false, true, true]);
  });

  it("all end at once when somebody signs out everywhere", async () => {
    await w.admit("all@example.com");
    const tokens = [await signIn("all@example.com"), await signIn("all@example.com")];
    await signOutEverywhere(await me(tokens[0]!));
    expect(await Promise.all(tokens.map(alive))).toEqual([false, false]);
  });

  it("end when signed out, only on their own host, and signing out twice is no fault", async () => {
    await w.admit("out@example.com");
    const token = await signIn("out@example.com");
    await signOut(w.at(raga), [`${token}~hint`]);
    expect(await alive(token)).toBe(true);
    await signOut(w.at(nimbus), [`${token}~hint`, null, "rubbish"]);
    expect(await alive(token)).toBe(false);
    expect(await outcome(signOut(w.at(nimbus), [`${token}~hint`]))).toBe("ok");
  });

  it("end after 30 idle days, move on with use, and end after 180 days in any case", async () => {
    await w.admit("idle@example.com");
    const used = await signIn("idle@example.com");
    const idle = await signIn("idle@example.com");
    w.pass(29 * day);
    const ctx = await me(used);
    await read(ctx, () => ({}));
    expect(ctx.authSession?.touchDue).toBe(true);
    await touchAuthSession(ctx);
    const touched = await me(used);
    await read(touched, () => ({}));
    expect(touched.authSession?.touchDue).toBe(false);
    w.pass(2 * day);
    expect([await alive(used), await alive(idle)]).toEqual([true, false]);
    for (let days = 31; days < 180; days += 20) {
      await touchAuthSession(await me(used));
      w.pass(20 * day);
    }
    expect(await alive(used)).toBe(false);
  });
});

describe("student codes", () => {
  it("count up, keep codes brought along, and are never given twice", async () => {
    const code = async (email: string, brought?: string) => {
      const { studentId } = await w.admit(email, { host: raga, code: brought });
      return (await w.owner.query<{ code: string }>("select code from student_profiles where id = $1", [studentId]))
        .rows[0]!.code;
    };
    expect(await code("a@example.com")).toBe("MD-1001");
    expect(await code("b@example.com", "MD-1500")).toBe("MD-1500");
    expect(await code("c@example.com", "OLD-9")).toBe("OLD-9");
    expect(await code("d@example.com")).toBe("MD-1501");
    const many = await Promise.all(Array.from({ length: 20 }, (_, i) => code(`many${i}@example.com`)));
    expect(new Set(many).size).toBe(20);
    expect(await code("a@example.com")).toBe("MD-1001");
  });
});
