import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { withClient } from "#sandbox/database";
import { smallSchool } from "#tests/support/small-school";
import type { SmallSchool } from "#tests/support/small-school";
import { startVendorProxy } from "#tests/support/vendor-proxy";
import type { VendorProxy } from "#tests/support/vendor-proxy";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

import { breachesOf } from "./oracles";
import type { BreachKind } from "./oracles";
import { settle } from "./settle";
import { crowd, setMode } from "./subject";
import type { Subject } from "./subject";
import { quickPace, startWorkload } from "./workload";

// The fault test says that nothing is lost and nothing done twice. Here the same workload and the same oracles run on a
// hub with a defect, one at a time, and have to find it.

let resend: VendorProxy;
let worker: TestWorker;
let school: SmallSchool;
let subject: Subject;
let runs = 0;
beforeAll(async () => {
  resend = await startVendorProxy();
  worker = await testWorker({ settings: { RESEND_API_BASE: resend.url } });
  resend.target = worker.standins.url;
  school = await smallSchool(worker);
  subject = {
    hub: worker.hub,
    sandbox: worker.standins.url,
    schoolUrl: school.url,
    opsEmail: school.opsEmail,
    cronSecret: worker.secrets.cronSecret,
    ownerUrl: worker.database.ownerUrl,
    office: school.office,
    students: [],
    unrecordedJoins: () => 0,
    crash: () => worker.crash(),
  };
});
afterAll(async () => {
  worker?.errors();
  await worker?.stop();
  await resend?.stop();
});

/** A table that takes an insert, says nothing and keeps nothing. */
const forgetful = (table: string): Bug => ({
  plant: () =>
    owner(`create function public.forget() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger zz_planted before insert on ${table} for each row execute function public.forget()`),
  remove: () => owner(`drop trigger zz_planted on ${table}; drop function public.forget()`),
});
const owner = (text: string) => withClient(subject.ownerUrl, (client) => client.query(text));

type Bug = { plant(): unknown; remove(): unknown };
const bugs: [name: string, bug: Bug, found: BreachKind[]][] = [
  ["no bug", { plant: () => {}, remove: () => {} }, []],
  [
    "a mail client that leaves out the idempotency key",
    {
      plant: () => void (resend.defect.headers = ({ "idempotency-key": _dropped, ...headers }) => ({ ...headers })),
      remove: () => void (resend.defect = {}),
    },
    ["mail twice", "reminder twice"],
  ],
  [
    "a mail client that says sent without sending",
    {
      plant: () => void (resend.defect.answer = () => ({ id: crypto.randomUUID() })),
      remove: () => void (resend.defect = {}),
    },
    ["code not mailed", "mail only said to be sent", "reminder lost"],
  ],
  ["an outbox that loses events", forgetful("outbox"), ["code not mailed"]],
  ["attempts to join that are not recorded", forgetful("join_attempts"), ["join lost"]],
  ["auth sessions that are not kept", forgetful("auth_sessions"), ["sign-in lost"]],
  ["an audit log that keeps nothing", forgetful("audit_logs"), ["command lost"]],
];

describe("the oracles of the fault test", () => {
  test.each(bugs)("judge rightly: %s", async (_name, bug, found) => {
    // Everybody may ask for five codes in 15 minutes, so each run has a batch and students of its own.
    subject.office = await school.newOffice(`RUN-${++runs}`);
    subject.students = await crowd(subject.office, 6);
    await setMode(subject.sandbox, "resend", "ok");
    const workload = await startWorkload(subject, { ...quickPace, office: 800, mailSeconds: 1.5 });
    await bug.plant();
    await pause(1_200);
    await setMode(subject.sandbox, "resend", "accept_then_reset");
    await pause(1_200);
    await workload.stop();
    await settle(subject, 12);
    const breaches = await breachesOf(subject, workload.acknowledged);
    await bug.remove();
    worker.errors();
    const kinds = new Set(breaches.map((breach) => breach.kind));
    expect(found.filter((kind) => !kinds.has(kind))).toEqual([]);
    if (found.length === 0) expect(breaches).toEqual([]);
  });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
