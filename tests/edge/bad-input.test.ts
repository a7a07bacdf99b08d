import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { demoSchools } from "#tests/support/demo-schools";
import type { DemoSchool } from "#tests/support/demo-schools";
import { hubFetch } from "#tests/support/http";
import type { HubRequest } from "#tests/support/http";
import { signInStaff, signInStudent } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let nimbus: DemoSchool;
let raga: DemoSchool;
let student: Visitor;
let ops: Visitor;
beforeAll(async () => {
  worker = await testWorker();
  ({ nimbus, raga } = await demoSchools(worker));
  student = await signInStudent(nimbus.url, worker.standins.url, nimbus.student("class_live"));
  ops = await signInStaff(nimbus.url, nimbus.staff("ops"));
});
afterAll(() => worker.stop());

const form = "application/x-www-form-urlencoded";
const origin = () => new URL(nimbus.url).origin;
const send = (path: string, request: HubRequest = {}) => hubFetch(new URL(path, nimbus.url), request);
const post = (path: string, body: string, headers: Record<string, string> = {}, jar = student.jar) =>
  send(path, { method: "POST", body, jar, headers: { origin: origin(), "content-type": form, ...headers } });
const join = (body: string, headers: Record<string, string> = {}) =>
  post("/api/app/zoom/join", body, { "content-type": "application/json", ...headers });

/** How much stands in the tables that a request of these tests could write. */
async function written(): Promise<unknown> {
  const { rows } = await worker.database.owner.query(
    `select (select count(*) from auth_codes) as codes, (select count(*) from auth_sessions) as logins, (select count(*) from auth_misses) as misses,
       (select count(*) from join_attempts) as attempts, (select count(*) from session_admissions) as admissions, (select sum(version) from sessions) as sessions`,
  );
  return rows[0];
}
async function writesNothing(requests: () => Promise<void>): Promise<void> {
  const before = await written();
  await requests();
  expect(await written()).toEqual(before);
}
const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code;

describe("the join endpoint refuses and writes nothing", () => {
  test("what is not one object of a class and a key, saying what was wrong", async () => {
    await writesNothing(async () => {
      const live = nimbus.sessions.live;
      for (const body of [
        "",
        "{",
        "[]",
        "null",
        "[".repeat(3000),
        "{}",
        '{"sessionId":1}',
        '{"sessionId":null}',
        `{"sessionId":["${live}"]}`,
        '{"sessionId":""}',
        `{"sessionId":"${"x".repeat(65)}"}`,
        '{"sessionId":"\\u0000"}',
        '{"sessionId":"\\ud800"}',
        `{"sessionId":"${live}","attemptKey":"short"}`,
        `{"sessionId":"${live}","attemptKey":"long enough\\u0000"}`,
        `{"sessionId":"${live}","attemptKey":null}`,
        `{"sessionId":"${live}","__proto__":{"x":1}}`,
        '{"__proto__":{"sessionId":"x"}}',
        `{"sessionId":"${live}","constructor":{}}`,
      ]) {
        const answer = await join(body);
        const { error } = (await answer.json()) as { error: { code: string; fields: Record<string, string[]> } };
        expect([body.slice(0, 60), answer.status, error.code]).toEqual([body.slice(0, 60), 422, "input.invalid"]);
        expect(Object.values(error.fields).flat().length).toBeGreaterThan(0);
      }
      for (const type of ["text/plain", form, "application/jsonp"]) {
        const answer = await join(JSON.stringify({ sessionId: live }), { "content-type": type });
        expect([type, answer.status, await codeOf(answer)]).toEqual([type, 422, "input.invalid"]);
      }
    });
  });

  test("what is too large, whether it says so or not", async () => {
    const long = JSON.stringify({ sessionId: "x".repeat(200_000) });
    const answers = [await join(long), await join(long, { "transfer-encoding": "chunked" })];
    for (const answer of answers) expect([answer.status, await codeOf(answer)]).toEqual([413, "input.too_large"]);
  });

  test("every other method, naming the one it takes", async () => {
    for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await send("/api/app/zoom/join", { method, headers: { origin: origin() } });
      expect([method, answer.status, await codeOf(answer)]).toEqual([method, 405, "method.not_allowed"]);
      expect(answer.headers.get("allow")).toContain("POST");
    }
  });

  test("a host nobody has is not found, whoever asks", async () => {
    for (const jar of [student.jar, undefined]) {
      const answer = await hubFetch(worker.at("nobody", "/api/app/zoom/join"), {
        jar,
        body: JSON.stringify({ sessionId: nimbus.sessions.live }),
        headers: { origin: new URL(worker.at("nobody")).origin, "content-type": "application/json" },
      });
      expect([answer.status, await codeOf(answer)]).toEqual([404, "host.unknown"]);
    }
    const signedOut = await hubFetch(new URL("/api/app/zoom/join", nimbus.url), {
      body: JSON.stringify({ sessionId: nimbus.sessions.live }),
      headers: { origin: origin(), "content-type": "application/json" },
    });
    expect([signedOut.status, await codeOf(signedOut)]).toEqual([401, "auth.required"]);
  });

  test("another origin: a sibling school's, none at all, null", async () => {
    await writesNothing(async () => {
      const body = JSON.stringify({ sessionId: nimbus.sessions.live });
      for (const from of [new URL(raga.url).origin, "null", `${origin()}/`, origin().replace("http:", "https:"), "*"]) {
        const answer = await join(body, { origin: from });
        expect([from, answer.status, await codeOf(answer)]).toEqual([from, 403, "origin.mismatch"]);
      }
      const silent = await send("/api/app/zoom/join", {
        method: "POST",
        body,
        jar: student.jar,
        headers: { "content-type": "application/json" },
      });
      expect(silent.status).toBe(403);
    });
  });

  test("another school's class exactly as a class that is nowhere", async () => {
    const nowhere = "01890000-0000-7000-8000-000000000000";
    const said = async (sessionId: string) => {
      const answer = await join(JSON.stringify({ sessionId }));
      const headers = [...answer.headers].filter(([name]) => name !== "date" && name !== "x-request-id");
      return [answer.status, headers, (await answer.text()).replace(/"requestId":"[^"]+"/, "")];
    };
    expect(await said(raga.sessions.live)).toEqual(await said(nowhere));
    const page = async (sessionId: string) => {
      const answer = await student.get(`/app/join/${sessionId}`);
      const requestId = answer.headers.get("x-request-id") ?? "";
      // The number is shown short to people, and is half of the nonce.
      const own = new RegExp(`${requestId}|${requestId.slice(-12)}|[0-9a-f]{64}|${sessionId}`, "g");
      return [answer.status, (await answer.text()).replaceAll(own, "*")];
    };
    expect(await page(raga.sessions.cancelled)).toEqual(await page(nowhere));
  });
});

describe("a form is refused with words and writes nothing", () => {
  test("on sign-in: malformed, oversized, of another type, with a field twice or a file", async () => {
    await writesNothing(async () => {
      const file = '--X\r\nContent-Disposition: form-data; name="email"; filename="a.txt"\r\n\r\nhi\r\n--X--\r\n';
      const refused: [body: string, headers: Record<string, string>, status: number, says: string][] = [
        ["", {}, 422, "Type your e-mail address."],
        ["email=a%40b.example&email=c%40d.example", {}, 422, "Send this field once."],
        ["email=a%00%40b.example", {}, 422, "cannot be stored"],
        ["email=%ff%fe%40b.example", {}, 422, "typing errors"],
        ["email=nobody&constructor=1&__proto__=2", {}, 422, "has an @ in it"],
        [file, { "content-type": "multipart/form-data; boundary=X" }, 422, "A file cannot be sent here."],
        ["--X\r\nnothing", { "content-type": "multipart/form-data; boundary=X" }, 422, "could not be read"],
        ['{"email":"a@b.example"}', { "content-type": "application/json" }, 422, "Send a form."],
        [`email=${"a".repeat(70_000)}`, {}, 413, "too large"],
        [`email=${"a".repeat(70_000)}`, { "transfer-encoding": "chunked" }, 413, "too large"],
        ["email=a%40b.example", { origin: new URL(raga.url).origin }, 403, "another site"],
      ];
      for (const [body, headers, status, says] of refused) {
        const answer = await post("/auth/login", body, headers);
        expect([body.slice(0, 40), answer.status]).toEqual([body.slice(0, 40), status]);
        expect(await answer.text()).toContain(says);
      }
    });
  });

  test("sent as a GET's body: it does not get past the check of the Origin", async () => {
    await writesNothing(async () => {
      const body = "email=asha%40nimbus.example";
      for (const [name, value] of [
        ["transfer-encoding", "chunked"],
        ["content-length", String(body.length)],
      ] as const) {
        const answer = await send("/auth/login", {
          method: "GET",
          body,
          headers: { "content-type": form, [name]: value },
        });
        expect(answer.status).toBe(200);
      }
    });
  });

  test("on a class: what names no action, and reasons and minutes out of bounds", async () => {
    await writesNothing(async () => {
      const page = `/admin/ops/sessions/${nimbus.sessions.later}`;
      for (const fields of [
        "",
        "intent=constructor&reason=x",
        "intent=__proto__&reason=x",
        "intent=open_now",
        "intent=open_now&reason=%20",
        `intent=open_now&reason=${"r".repeat(60_000)}`,
        "intent=close_later&reason=x&until=1e9",
        "intent=close_later&reason=x&until=0x10",
        "intent=replace_link&reason=x&link=javascript:alert(1)",
        "intent=replace_link&reason=x&link=https://evil.example/j/12345678901",
        "intent=admit&reason=x&studentCode=nobody",
      ]) {
        const answer = await post(page, fields, {}, ops.jar);
        expect([fields.slice(0, 60), answer.status]).toEqual([fields.slice(0, 60), 422]);
      }
    });
  });

  test("where no form is taken, in a person's words", async () => {
    for (const page of ["/", "/?index", "/app", "/admin/login", "/admin/ops/today", "/auth/google", "/_root.data"]) {
      const answer = await post(page, "x=1");
      expect([page, answer.status]).toEqual([page, 405]);
      expect(await answer.text()).toContain("does not answer that kind of request");
    }
  });
});

describe("an address that makes no sense", () => {
  test("is not found, whatever its escapes; a query is refused or does nothing", async () => {
    const odd = ["%00", "%ff", "%E0%A4%A", "%ED%A0%80", "%0d%0aX:1", "a%2fb", "x".repeat(5000)];
    for (const id of odd)
      for (const [who, path] of [
        [student, `/app/join/${id}`],
        [ops, `/admin/ops/sessions/${id}`],
        [ops, `/admin/ops/sessions/${id}/start`],
        [student, `/${id}`],
      ] as const)
        expect([path.slice(0, 60), (await who.get(path)).status]).toEqual([path.slice(0, 60), 404]);
    for (const day of ["0000-01-01", "9999-12-31", "2026-02-30", "%00", "x"])
      expect([day, (await ops.get(`/admin/ops/today?day=${day}`)).status]).toEqual([day, 422]);
    for (const done of ["constructor", "__proto__", "%00"])
      expect((await ops.get(`/admin/ops/sessions/${nimbus.sessions.later}?done=${done}`)).status).toBe(200);
  });

  test("of a host nobody has is 404 and names no school; the callback answers on its own host only", async () => {
    const unknown = await hubFetch(worker.at("nobody", "/auth/login"));
    expect([unknown.status, /nimbus|raga/i.test(await unknown.text())]).toEqual([404, false]);
    for (const path of [
      "/auth/callback",
      "/auth/callback/",
      "/AUTH/callback",
      "/auth/%63allback",
      "/auth/callback.data",
    ])
      expect([path, (await send(`${path}?state=x`)).status]).toEqual([path, 404]);
    expect((await hubFetch(worker.at("auth", "/app"))).status).toBe(404);
  });
});

test("every answer of the worker carries the headers that hold it together, and no cache keeps it", async () => {
  const asked: [path: string, request: HubRequest][] = [
    ["/", {}],
    ["/app", { jar: student.jar }],
    ["/app.data", { jar: student.jar }],
    ["/nothing", {}],
    ["/api/nothing", {}],
    ["/api/health", {}],
    ["/api/cron/relay", { method: "POST", body: "" }],
    ["/api/sandbox/clock", { method: "POST", body: "" }],
    ["/auth/google", {}],
    ["/app", { method: "PUT", headers: { origin: origin() } }],
    ["/auth/login", { method: "POST", body: "" }],
    ["/api/app/zoom/join", {}],
  ];
  for (const [path, request] of asked) {
    const { headers } = await send(path, request);
    expect([path, Object.fromEntries(headers)]).toMatchObject([
      path,
      {
        "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
      },
    ]);
  }
});

test("a file of the client is kept for ever and sniffed by nobody", async () => {
  const page = await (await send("/auth/login")).text();
  const script = /\/assets\/[\w.-]+\.js/.exec(page)?.[0] ?? "no script";
  const { headers, status } = await send(script);
  expect([status, headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual([
    200,
    "public, max-age=31536000, immutable",
    "nosniff",
  ]);
});
