import { withClient } from "#sandbox/database";
import { smallSchool } from "#tests/support/small-school";
import type { SmallSchool } from "#tests/support/small-school";
import { startVendorProxy } from "#tests/support/vendor-proxy";
import type { VendorProxy } from "#tests/support/vendor-proxy";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

import { breachesOf } from "./oracles";
import type { Breach, BreachKind } from "./oracles";
import { settle } from "./settle";
import { crowd, setMode } from "./subject";
import type { Subject } from "./subject";
import { quickPace, startWorkload } from "./workload";

// The fault test says that nothing is lost and nothing done twice. Here the same workload and the same oracles run on a
// hub with a defect, one at a time, and have to find it.

export type Bug = {
  name: string;
  plant(place: Place): unknown;
  remove(place: Place): unknown;
  /** What the oracles have to report, at least. */
  found: BreachKind[];
};
type Place = { resend: VendorProxy; owner(sql: string): Promise<unknown> };

/** A table that takes an insert, says nothing and keeps nothing. */
const forgetful = (name: string, table: string, found: BreachKind[]): Bug => ({
  name,
  plant: ({ owner }) =>
    owner(`create function public.forget() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger zz_planted before insert on ${table} for each row execute function public.forget()`),
  remove: ({ owner }) => owner(`drop trigger zz_planted on ${table}; drop function public.forget()`),
  found,
});
const mailClient = (name: string, defect: VendorProxy["defect"], found: BreachKind[]): Bug => ({
  name,
  plant: ({ resend }) => void (resend.defect = defect),
  remove: ({ resend }) => void (resend.defect = {}),
  found,
});

export const noBug: Bug = { name: "no bug", plant: () => {}, remove: () => {}, found: [] };
export const sendsTwice = mailClient(
  "a mail client that leaves out the idempotency key",
  { headers: ({ "idempotency-key": _left, ...headers }) => headers },
  ["mail twice", "reminder twice"],
);
export const losesEvents = forgetful("an outbox that loses events", "outbox", ["code not mailed"]);
export const furtherBugs: Bug[] = [
  mailClient(
    "a mail client that says sent without sending",
    { answer: () => ({ status: 200, body: { id: crypto.randomUUID() } }) },
    ["code not mailed", "mail only said to be sent", "reminder lost"],
  ),
  forgetful("deliveries that are never written", "deliveries", ["code not mailed", "reminder lost"]),
  forgetful("attempts to join that are not recorded", "join_attempts", ["join lost"]),
  forgetful("auth sessions that are not kept", "auth_sessions", ["sign-in lost"]),
  forgetful("an audit log that keeps nothing", "audit_logs", ["command lost"]),
];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A worker to plant bugs in; its Resend can be given a defect on the way. */
export async function buggyHub() {
  const resend = await startVendorProxy();
  const worker = await testWorker({ settings: { RESEND_API_BASE: resend.url } });
  resend.target = worker.standins.url;
  const school = await smallSchool(worker);
  const owner = (sql: string) => withClient(worker.database.ownerUrl, (client) => client.query(sql));
  let runs = 0;
  return {
    /** One run of the workload with the bug in place, killed once: what the oracles say of it. */
    async breachesWith(bug: Bug): Promise<Breach[]> {
      const subject = await freshSubject(worker, school, `RUN-${++runs}`);
      await setMode(subject.sandbox, "resend", "ok");
      const workload = await startWorkload(subject, { ...quickPace, office: 800, mailSeconds: 1.5 });
      await bug.plant({ resend, owner });
      await pause(1_200);
      await setMode(subject.sandbox, "resend", "accept_then_reset");
      await pause(1_200);
      await workload.stop();
      await settle(subject, 12);
      const breaches = await breachesOf(subject, workload.acknowledged);
      await bug.remove({ resend, owner });
      worker.errors();
      return breaches;
    },
    async stop() {
      await worker.stop();
      await resend.stop();
    },
  };
}
export type BuggyHub = Awaited<ReturnType<typeof buggyHub>>;

/** Everybody may ask for five codes in 15 minutes, so each run has a batch and students of its own. */
async function freshSubject(worker: TestWorker, school: SmallSchool, code: string): Promise<Subject> {
  const office = await school.newOffice(code);
  return {
    hub: worker.hub,
    sandbox: worker.standins.url,
    schoolUrl: school.url,
    opsEmail: school.opsEmail,
    cronSecret: worker.secrets.cronSecret,
    ownerUrl: worker.database.ownerUrl,
    office,
    students: await crowd(office, 6),
    unrecordedJoins: () => 0,
    crash: () => worker.crash(),
  };
}
