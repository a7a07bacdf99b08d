import { decideJoin } from "#domain/sessions/join/decide-join";
import { hubFetch } from "#tests/support/http";

import type { Acknowledged } from "./acknowledged";
import { gather } from "./evidence";
import type { Evidence } from "./evidence";
import type { Subject } from "./subject";

export type BreachKind =
  | "code lost"
  | "code not mailed"
  | "mail twice"
  | "mail only said to be sent"
  | "reminder lost"
  | "reminder twice"
  | "sign-in lost"
  | "join lost"
  | "join answered otherwise"
  | "join undecided"
  | "command lost"
  | "command twice"
  | "class lost"
  | "left over"
  | "taken back";
export type Breach = { kind: BreachKind; what: string };

/** Every promise that was not kept, and everything done twice; nothing when all is well. */
export async function breachesOf(subject: Subject, acknowledged: Acknowledged): Promise<Breach[]> {
  const evidence = await gather(subject, acknowledged);
  return [
    ...codes(acknowledged, evidence),
    ...mails(evidence),
    ...reminders(subject, acknowledged, evidence),
    ...joins(acknowledged, evidence, subject.unrecordedJoins()),
    ...commands(acknowledged, evidence),
    ...leftOver(evidence),
    ...(await signIns(subject, acknowledged)),
    ...acknowledged.broken.map((what): Breach => ({ kind: "taken back", what })),
  ];
}

/** Every promised code is there, and its mail reached the vendor. */
function codes({ codes: promised }: Acknowledged, { codes: kept, deliveries, mails: sent }: Evidence): Breach[] {
  const keys = new Set(sent.map((mail) => mail.key));
  return promised.flatMap(({ flowId, email }): Breach[] => {
    if (!kept.has(flowId)) return [{ kind: "code lost", what: `${flowId} for ${email}` }];
    const own = deliveries.filter((one) => one.template === "code" && one.subjectId === flowId);
    const mailed = own.some((one) => keys.has(keyOf(one.id)));
    return mailed
      ? []
      : [{ kind: "code not mailed", what: `${flowId} for ${email}, ${own[0]?.state ?? "no delivery"}` }];
  });
}

const keyOf = (deliveryId: string) => `delivery-${deliveryId}`;

/**
 * Nobody received the same words twice: codes and classes each say something no other mail says, so this sees a second
 * mail whatever key it went out under. And what we call sent, the vendor has.
 */
function mails({ deliveries, mails: sent }: Evidence): Breach[] {
  const twice = repeated(sent.map((mail) => `${mail.to.join()}: ${mail.subject}\n${mail.text ?? ""}`));
  const sameKey = repeated(sent.flatMap((mail) => (mail.key === null ? [] : [mail.key])));
  const keys = new Set(sent.map((mail) => mail.key));
  const onlySaid = deliveries.filter((one) => one.state === "sent" && !keys.has(keyOf(one.id)));
  return [
    ...twice.map((words): Breach => ({ kind: "mail twice", what: words.split("\n")[0]! })),
    ...sameKey.map((key): Breach => ({ kind: "mail twice", what: key })),
    ...onlySaid.map((one): Breach => ({ kind: "mail only said to be sent", what: `${one.template} ${one.id}` })),
  ];
}

const repeated = (list: string[]): string[] => [
  ...new Set(list.toSorted().filter((one, i, sorted) => i > 0 && one === sorted[i - 1])),
];

/** Each class that was scheduled was told to each of its students, once. */
function reminders(
  { students }: Subject,
  { classes }: Acknowledged,
  { classes: kept, mails: sent }: Evidence,
): Breach[] {
  return classes.flatMap(({ id, title }): Breach[] => {
    if (!kept.has(id)) return [{ kind: "class lost", what: title }];
    const told = sent.filter((mail) => mail.text?.includes(title)).map((mail) => mail.to[0]!);
    return students.flatMap(({ email }): Breach[] => {
      const times = told.filter((to) => to === email).length;
      if (times === 1) return [];
      return [{ kind: times === 0 ? "reminder lost" : "reminder twice", what: `${title} to ${email}` }];
    });
  });
}

/**
 * Every answered attempt is on record with the outcome that was answered, and the recorded facts decide the same again.
 * An attempt let through without a record (the database failed for that moment) is logged, and that many are forgiven.
 */
function joins({ joins: answered }: Acknowledged, { attempts }: Evidence, forgiven: number): Breach[] {
  const byKey = new Map(attempts.map((attempt) => [attempt.key, attempt]));
  const lost = answered.filter(({ key }) => !byKey.has(key)).slice(forgiven);
  const otherwise = answered.filter(({ key, outcome }) => {
    const recorded = byKey.get(key)?.outcome;
    return recorded && recorded !== outcome;
  });
  const redecided = attempts.filter(
    (one) => one.outcome && decideJoin(one.facts, new Date(one.at), one.zone).outcome !== one.outcome,
  );
  return [
    ...lost.map(({ key, outcome }): Breach => ({ kind: "join lost", what: `${key}, ${outcome}` })),
    ...otherwise.map(({ key, outcome }): Breach => ({
      kind: "join answered otherwise",
      what: `${key}: told ${outcome}, recorded ${byKey.get(key)?.outcome}`,
    })),
    ...redecided.map(({ id, outcome }): Breach => ({ kind: "join answered otherwise", what: `${id}: ${outcome}` })),
    ...attempts.filter((one) => !one.outcome).map(({ id }): Breach => ({ kind: "join undecided", what: id })),
  ];
}

/** Each command of staff stands in the record with its reason, once. */
function commands({ commands: done }: Acknowledged, { reasons }: Evidence): Breach[] {
  const twice = [...reasons].filter(([, times]) => times > 1);
  return [
    ...done
      .filter(({ reason }) => !reasons.has(reason))
      .map(({ reason }): Breach => ({ kind: "command lost", what: reason })),
    ...twice.map(([reason, times]): Breach => ({ kind: "command twice", what: `${reason}: ${times} times` })),
  ];
}

/** Nothing waits, is held by nobody, or was given up. */
function leftOver({ deliveries, events, deadLetters }: Evidence): Breach[] {
  const waiting = deliveries.filter((one) => ["queued", "sending", "dead", "unsure"].includes(one.state));
  return [
    ...waiting.map((one): Breach => ({ kind: "left over", what: `mail ${one.template} ${one.id} is ${one.state}` })),
    ...events.map((one): Breach => ({ kind: "left over", what: `event ${one.event} is ${one.state}, ${one.error}` })),
    ...deadLetters.map((one): Breach => ({ kind: "left over", what: `dead letter ${one.what}: ${one.error}` })),
  ];
}

/** Whoever was let in is still in. */
async function signIns({ schoolUrl }: Subject, { signIns: made }: Acknowledged): Promise<Breach[]> {
  const asked = await Promise.all(
    made.map(async ({ email, jar }) => {
      const answer = await hubFetch(new URL("/app", schoolUrl), { jar });
      return { email, status: answer.status };
    }),
  );
  return asked
    .filter(({ status }) => status !== 200)
    .map(({ email, status }): Breach => ({ kind: "sign-in lost", what: `${email}: Home answered ${status}` }));
}
