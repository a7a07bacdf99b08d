import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { notifyWrite } from "./notify";

/** On a code asked for: a code mail to a student, a mail that says whom to ask to an address nobody invited. */
export async function mailRequestedCode(ctx: Ctx, event: ReceivedEvent<{ flowId: string }>): Promise<void> {
  const { flowId } = event.payload;
  await handle(ctx, "notifications.mail-requested-code", event, {
    load: () => ({
      code: value<{ userId: string | null; live: boolean } | null>(
        sql`select app.read_code_mail(${flowId}::uuid, ${ctx.now.toISOString()}::timestamptz) as value`,
      ),
    }),
    decide: ({ code }) => {
      if (!code?.live) return { writes: [], result: undefined };
      const template = code.userId === null ? "not_invited" : "code";
      return {
        writes: [notifyWrite([{ userId: code.userId, template, subjectId: flowId, occurrence: flowId }])],
        result: undefined,
      };
    },
  });
  ctx.ports.relaySoon();
}
