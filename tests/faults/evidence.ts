import type { JoinFacts } from "#domain/sessions/join/join-facts";
import { withClient } from "#sandbox/database";
import type { ResendEntry } from "#sandbox/standins/resend/entry";

import type { Acknowledged } from "./acknowledged";
import type { Subject } from "./subject";

/** What there is to see afterwards, in the database and in the mailbox. */
export type Evidence = {
  codes: Set<string>;
  deliveries: { id: string; template: string; subjectId: string; userId: string | null; state: string }[];
  mails: ResendEntry[];
  attempts: { id: string; key: string | null; at: string; outcome: string | null; facts: JoinFacts; zone: string }[];
  classes: Set<string>;
  /** Of the audit log: how often each reason stands there. */
  reasons: Map<string, number>;
  events: { event: string; state: string; error: string | null }[];
  deadLetters: { what: string; error: string }[];
};

/** Reads everything since the run began, past every wall. */
export async function gather(subject: Subject, { since }: Acknowledged): Promise<Evidence> {
  const ledger = (await (await fetch(`${subject.sandbox}/ledger/resend`)).json()) as ResendEntry[];
  return withClient(subject.ownerUrl, async (client) => {
    const select = async <T>(text: string, values: unknown[] = [since]) =>
      (await client.query(text, values)).rows as T[];
    const reasons = await select<{ reason: string; n: number }>(
      "select reason, count(*)::int as n from audit_logs where at >= $1 and entity = 'sessions' and reason like 'asked for it, time %' group by 1",
    );
    return {
      codes: new Set(
        (await select<{ id: string }>("select id from auth_codes where created_at >= $1")).map((row) => row.id),
      ),
      deliveries: await select(
        `select d.id, n.template, n.subject_id as "subjectId", d.user_id as "userId", d.state
         from deliveries d join notifications n on n.id = d.notification_id where d.created_at >= $1`,
      ),
      mails: ledger.filter((mail) => new Date(mail.at) >= since),
      attempts: await select(
        `select a.id, a.attempt_key as key, to_json(a.at) #>> '{}' as at, a.outcome, a.facts, o.zone
         from join_attempts a join organizations o on o.id = a.organization_id where a.at >= $1`,
      ),
      classes: new Set((await select<{ id: string }>("select id from sessions", [])).map((row) => row.id)),
      reasons: new Map(reasons.map((row) => [row.reason, row.n])),
      events: await select("select event, state, error from outbox where state <> 'done' and at >= $1"),
      deadLetters: await select("select what, error from dead_letters where state = 'open' and died_at >= $1"),
    };
  });
}
