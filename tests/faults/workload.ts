import { setTimeout as sleep } from "node:timers/promises";

import { runCron } from "#tests/support/cron";
import { hiddenFields } from "#tests/support/http";
import type { NewStudent } from "#tests/support/office";
import { mailedCode, signInStaff, visitor } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";

import { nothingYet } from "./acknowledged";
import type { Acknowledged } from "./acknowledged";
import type { Subject } from "./subject";

/** How often somebody does something, in milliseconds, and how long a student waits for a code. */
export type Pace = { student: number; staff: number; office: number; cron: number; mailSeconds: number };
export const quickPace: Pace = { student: 250, staff: 400, office: 2_500, cron: 1_000, mailSeconds: 10 };

export type Workload = { acknowledged: Acknowledged; stop(): Promise<void> };

const patienceMs = 12_000;
/** A sixth send within 15 minutes would be refused. */
const mostCodes = 4;
const joinsPerSignIn = 6;

/**
 * A school at work: students sign in and join, ops opens a class early, the office schedules classes, the cron triggers
 * fire. What fails or takes too long was promised to nobody; what was answered is written down. Stops where everybody
 * has finished what they were doing.
 */
export async function startWorkload(subject: Subject, pace: Pace): Promise<Workload> {
  const { office, students, schoolUrl } = subject;
  const acknowledged = nothingYet();
  const live = await office.schedule({ inMinutes: -5, title: `Live ${acknowledged.since.toISOString()}` });
  const early = await office.schedule({ inMinutes: 60 * 5, title: `Early ${acknowledged.since.toISOString()}` });
  const opened = await office.schedule({ inMinutes: 60 * 6, title: `Opened ${acknowledged.since.toISOString()}` });
  const ops = await signInStaff(schoolUrl, subject.opsEmail);
  let stopped = false;
  const again = async (everyMs: number, act: () => Promise<void>): Promise<void> => {
    while (!stopped) {
      await inTime(act()).catch(() => {});
      await sleep(everyMs * (0.75 + Math.random() / 2));
    }
  };

  const study = (student: NewStudent) => {
    let who: Visitor | null = null;
    let joins = 0;
    const mayAsk = () => acknowledged.codes.filter(({ email }) => email === student.email).length < mostCodes;
    return async () => {
      if (who && (joins < joinsPerSignIn || !mayAsk())) {
        joins++;
        return join(acknowledged, who, joins % 3 === 0 ? early : live);
      }
      if (!mayAsk()) return;
      joins = 0;
      // On another device: the one before stays signed in.
      who = (await signIn(subject, acknowledged, student.email, pace.mailSeconds)) ?? who;
    };
  };
  let serial = 0;
  const command = async () => {
    const reason = `asked for it, time ${++serial} since ${acknowledged.since.toISOString()}`;
    // A minute longer each time: what changes nothing would leave no trace to be lost. It can be 12 hours at most.
    const form = { intent: "close_later", until: String(30 + serial), reason };
    const answer = await ops.post(`/admin/ops/sessions/${opened}`, form);
    if (answer.status === 303 && answer.headers.get("location")?.includes("done=close_later"))
      acknowledged.commands.push({ reason });
    else if (answer.status < 500) acknowledged.broken.push(`A command of ops was answered with ${answer.status}.`);
  };
  const schedule = async () => {
    const title = `Reminded ${++serial} ${acknowledged.since.getTime()}`;
    const id = await office.schedule({ inMinutes: serial % 2 === 0 ? 14 : 20 * 60, title });
    acknowledged.classes.push({ id, title });
  };
  const cron = async () => {
    await runCron(subject.hub, subject.cronSecret, "remind-due-sessions");
    await runCron(subject.hub, subject.cronSecret, "relay-outbox");
  };
  const running = [
    ...students.map((student) => again(pace.student, study(student))),
    again(pace.staff, command),
    again(pace.office, schedule),
    again(pace.cron, cron),
  ];
  return {
    acknowledged,
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}

/** A request that the hub died under may never end. */
const inTime = (act: Promise<void>) =>
  Promise.race([act, sleep(patienceMs, undefined, { ref: false }).then(() => Promise.reject(new Error("too long")))]);

async function signIn(
  subject: Subject,
  acknowledged: Acknowledged,
  email: string,
  mailSeconds: number,
): Promise<Visitor | null> {
  const who = visitor(subject.schoolUrl);
  const since = new Date(Date.now() - 50);
  const fields = hiddenFields(await (await who.get("/auth/login")).text());
  const asked = await who.post("/auth/login", { ...fields, email });
  if (asked.status !== 303) return null;
  const flow = /__Host-hub_flow=([0-9a-f-]{36})\./.exec(asked.headers.getSetCookie().join())?.[1];
  if (!flow) throw new Error("A promised code set no flow cookie.");
  acknowledged.codes.push({ flowId: flow, email });
  const code = await mailedCode(subject.sandbox, email, since, mailSeconds);
  const page = await (await who.get("/auth/confirm")).text();
  const confirmed = await who.post("/auth/confirm", { ...hiddenFields(page), code });
  if (confirmed.status !== 303 || !confirmed.headers.getSetCookie().some((one) => one.startsWith("__Host-hub=")))
    return null;
  acknowledged.signIns.push({ email, jar: who.jar });
  return who;
}

async function join(acknowledged: Acknowledged, who: Visitor, sessionId: string): Promise<void> {
  const key = crypto.randomUUID();
  const answer = await who.join(sessionId, key);
  const { joinUrl, error } = (await answer.json()) as { joinUrl?: string; error?: { code: string } };
  if (answer.status === 200 && joinUrl) acknowledged.joins.push({ key, outcome: "allowed" });
  else if (answer.status === 401) acknowledged.broken.push("A student who had signed in was taken for a stranger.");
  else if (answer.status < 500 && error) acknowledged.joins.push({ key, outcome: error.code });
}
