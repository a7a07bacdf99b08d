import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { demoSchools } from "#tests/support/demo-schools";
import type { DemoSchool } from "#tests/support/demo-schools";
import { hubFetch } from "#tests/support/http";
import type { CookieJar } from "#tests/support/http";
import { mailedCode, signInStaff, signInStudent, visitor } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let nimbus: DemoSchool;
let raga: DemoSchool;
beforeAll(async () => {
  worker = await testWorker();
  ({ nimbus, raga } = await demoSchools(worker));
});
afterAll(() => worker.stop());

const rowsOf = async (table: string): Promise<number> => {
  const { rows } = await worker.database.owner.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]!.n;
};
/** Somebody who has asked for a code, and the code. */
async function asked(email: string): Promise<{ who: Visitor; code: string }> {
  const who = visitor(nimbus.url);
  const since = new Date(Date.now() - 50);
  await who.post("/auth/login", { email });
  return { who, code: await mailedCode(worker.standins.url, email, since) };
}
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
/** A request that carries exactly these cookies. */
const carrying = (url: string, cookie: string) => hubFetch(url, { headers: { cookie } });
/** What a browser ends with that begins with these cookies: a stale hint may cost it one more round. */
async function endsWith(path: string, cookie: string): Promise<number> {
  for (let rounds = 0, carried = cookie; rounds < 3; rounds++) {
    const answer = await carrying(nimbus.url + path, carried);
    if (answer.headers.get("location") !== `/${path}`) return answer.status;
    carried = answer.headers.getSetCookie()[0]?.split(";")[0] ?? carried;
  }
  return 310;
}
const cookieOf = (jar: CookieJar, name: string) => jar.get(nimbus.url, name) ?? "";

describe("a mailed code", () => {
  test("submitted 50 times at once makes one auth session, and each of the 50 is signed in to it", async () => {
    const { who, code } = await asked(nimbus.student("class_later"));
    const before = await rowsOf("auth_sessions");
    const answers = await Promise.all(Array.from({ length: 50 }, () => who.post("/auth/confirm", { code })));
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([303]));
    const tokens = answers
      .flatMap((a) => a.headers.getSetCookie())
      .flatMap((c) => /^__Host-hub=(\w+)/.exec(c)?.[1] ?? []);
    expect([new Set(tokens).size, (await rowsOf("auth_sessions")) - before]).toEqual([1, 1]);
  });

  test("is over after five wrong tries, also when they come at once", async () => {
    const { who, code } = await asked(nimbus.student("paused"));
    const tries = await Promise.all(Array.from({ length: 20 }, () => who.post("/auth/confirm", { code: other(code) })));
    expect(
      tries
        .map((a) => a.status)
        .toSorted((a, b) => a - b)
        .slice(0, 5),
    ).toEqual([422, 422, 422, 422, 429]);
    const { status, headers } = await who.post("/auth/confirm", { code });
    expect([status, headers.get("retry-after")]).toEqual([429, "60"]);
  });

  test("is of no use in another browser", async () => {
    const { code } = await asked(nimbus.student("suspended"));
    expect((await visitor(nimbus.url).post("/auth/confirm", { code })).status).toBe(422);
  });

  test("of a sign-in that nobody knows is refused the same, whole or mistyped", async () => {
    const flow = `${"0".repeat(8)}-0000-7000-8000-${"0".repeat(12)}.${"x".repeat(43)}`;
    const said = async (code: string) => {
      const answer = await hubFetch(new URL("/auth/confirm", nimbus.url), {
        body: new URLSearchParams({ code }),
        headers: { origin: new URL(nimbus.url).origin, cookie: `__Host-hub_flow=${flow}` },
      });
      return [answer.status, (await answer.text()).includes("no sign-in under way")];
    };
    for (const code of ["123456", "12", "", "abcdef"]) expect([code, ...(await said(code))]).toEqual([code, 422, true]);
  });

  test("is sent five times in 15 minutes to an address, known or not, with the same answers", async () => {
    const waits: number[] = [];
    const statuses = async (email: string) => {
      const seen: unknown[] = [];
      for (let i = 0; i < 6; i++) {
        const answer = await visitor(nimbus.url).post("/auth/login", { email });
        seen.push([answer.status, answer.headers.get("location"), answer.headers.getSetCookie().length]);
        waits.push(Number(answer.headers.get("retry-after")));
      }
      return seen;
    };
    const known = await statuses(nimbus.student("unpaid"));
    expect(known).toEqual(await statuses("somebody@elsewhere.example"));
    expect(known.map((one) => (one as number[])[0])).toEqual([303, 303, 303, 303, 303, 429]);
    // The sixth says when the first of the five is 15 minutes old.
    expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    for (const wait of [waits[5]!, waits[11]!]) expect([wait > 840, wait <= 900]).toEqual([true, true]);
  });
});

test("sixty misses close a network for a while: IPv6 counts by /64, and another school is not touched", async () => {
  const from = (address: string, email: string, school = nimbus) =>
    hubFetch(new URL("/auth/login", school.url), {
      body: new URLSearchParams({ email }),
      headers: { origin: new URL(school.url).origin, "x-sandbox-ip": address },
    });
  for (let i = 0; i < 60; i++)
    expect((await from(`2001:db8:1:2:${i.toString(16)}::1`, `nobody${i}@elsewhere.example`)).status).toBe(303);
  expect((await from("2001:0DB8:0001:0002::9", "one-more@elsewhere.example")).status).toBe(429);
  expect((await from("2001:db8:1:3::9", "one-more@elsewhere.example")).status).toBe(303);
  expect((await from("2001:db8:1:2::9", "one-more@elsewhere.example", raga)).status).toBe(303);
});

describe("a login cookie", () => {
  test("is worthless at another school, at the other door, and once it is signed out", async () => {
    const student = await signInStudent(nimbus.url, worker.standins.url, nimbus.student("class_live"));
    const value = cookieOf(student.jar, "__Host-hub");
    expect((await carrying(`${raga.url}app`, `__Host-hub=${value}`)).headers.get("location")).toMatch(/^\/auth\/login/);
    const atStaffDoor = await carrying(`${nimbus.url}admin/ops/today`, `__Host-hub_staff=${value}`);
    expect(atStaffDoor.headers.get("location")).toMatch(/^\/admin\/login/);
    await student.post("/auth/signout", {});
    expect((await carrying(`${nimbus.url}app`, `__Host-hub=${value}`)).status).toBe(302);
  });

  test("that a stranger planted is replaced at sign-in", async () => {
    const { who, code } = await asked(nimbus.student("expired"));
    const planted = "A".repeat(43);
    who.jar.take(new URL(nimbus.url), [`__Host-hub=${planted}~x.y.student; Path=/`]);
    expect((await who.post("/auth/confirm", { code })).status).toBe(303);
    expect(cookieOf(who.jar, "__Host-hub")).not.toContain(planted);
  });

  test("gives no role that the database does not: a hint made better or broken changes nothing", async () => {
    const sales = await signInStaff(nimbus.url, nimbus.staff("sales"));
    const ops = await signInStaff(nimbus.url, nimbus.staff("ops"));
    const pages = ["admin/ops/today", `admin/ops/sessions/${nimbus.sessions.live}`, "admin/ops/dead-letters"];
    const hinting = (jar: CookieJar, hint: (parts: string[]) => string) => {
      const [token = "", parts = ""] = cookieOf(jar, "__Host-hub_staff").split("~");
      return `__Host-hub_staff=${token}~${hint(parts.split("."))}`;
    };
    for (const page of pages) {
      const better = hinting(sales.jar, ([user, member]) => `${user}.${member}.ops_manager`);
      expect([page, await endsWith(page, better)]).toEqual([page, 403]);
      for (const hint of ["", "x.y.z", "'.\".constructor"])
        expect([
          hint,
          await endsWith(
            page,
            hinting(ops.jar, () => hint),
          ),
        ]).toEqual([hint, 200]);
      const worse = hinting(ops.jar, ([user, member]) => `${user}.${member}.sales`);
      expect([page, await endsWith(page, worse)]).toEqual([page, 200]);
    }
  });
});

test("a member of staff who also studies is let in at the student door by their Google sign-in", async () => {
  const trainer = await signInStaff(nimbus.url, nimbus.staff("trainer"));
  const client = await worker.database.owner.connect();
  try {
    await client.query("begin");
    await client.query(
      "select set_config('app.organization_id', $1, true), set_config('app.action', 'org.create', true)",
      [nimbus.organizationId],
    );
    await client.query(
      `with student as (insert into memberships (organization_id, user_id, kind, role)
         select organization_id, user_id, 'student', 'student' from user_emails where organization_id = $1 and email = $2 returning id, organization_id)
       insert into student_profiles (id, organization_id, code, full_name) select id, organization_id, 'MD-9001', 'Nila Krishnan' from student`,
      [nimbus.organizationId, nimbus.staff("trainer")],
    );
    await client.query("commit");
  } finally {
    client.release();
  }
  const cookie = `__Host-hub_staff=${cookieOf(trainer.jar, "__Host-hub_staff")}`;
  expect([await endsWith("app", cookie), await endsWith("app/profile", cookie)]).toEqual([200, 200]);
  expect(await endsWith("admin/ops/today", cookie)).toBe(200);
});

test("a page to go on to is a path of that door on this host", async () => {
  for (const next of [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "/app/..//evil.example",
    "/\t/evil.example",
  ]) {
    const page = await (await visitor(nimbus.url).get(`/auth/login?next=${encodeURIComponent(next)}`)).text();
    expect([next, page.includes('name="next"')]).toEqual([next, false]);
  }
});
