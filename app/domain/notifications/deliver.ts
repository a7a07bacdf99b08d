import { sql } from "drizzle-orm";

import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { rows, value } from "#kernel/database.server";
import type { Mail } from "#kernel/ports";
import { read } from "#kernel/read.server";

import { currentPolicy } from "../organizations/current-policy";
import { defaultJoinWindow, joinWindowPolicy } from "../sessions/join/join-window";
import { afterTry, keyIsSafe, waitSeconds } from "./after-a-try";
import type { Next } from "./after-a-try";
import { deliveryFacts } from "./delivery-facts";
import type { DeliveryFacts } from "./delivery-facts";
import { fromHeader } from "./from-header";
import type { RenderMail } from "./mail-content";
import { isTemplate, mailRules } from "./mail-rules";
import type { Asked } from "./mail-rules";
import { dropDelivery, settleTry } from "./settle-delivery";
import type { StoredBody } from "./tables";

export type Delivered = {
  /** `idle`: not due, somebody else's, or long over. */
  outcome: "sent" | "retry" | "dead" | "unsure" | "stale" | "suppressed" | "idle";
  error: string | null;
  retryInSeconds: number | null;
};
const outcomes = { accept: "sent", retry: "retry", doubt: "unsure", give_up: "dead" } as const satisfies Record<
  Next["move"],
  Delivered["outcome"]
>;
const ended = (outcome: Delivered["outcome"], error: string | null = null): Delivered => ({
  outcome,
  error,
  retryInSeconds: null,
});

/**
 * Sends one delivery, at most once however often it is asked: reads its facts, drops what is no longer true, renders once,
 * claims with a lease, hands over under a key made of the delivery's id, writes down what became of it. Killed anywhere,
 * the lease lapses and the same bytes go out under the same key, which the vendor answers with the first mail.
 */
export async function deliver(ctx: Ctx, deliveryId: string, render: RenderMail): Promise<Delivered> {
  const { facts, policy } = await read(ctx, () => ({
    facts: value<DeliveryFacts | undefined>(deliveryFacts(deliveryId, ctx.now)),
    policy: currentPolicy("join_window", ctx.now),
  }));
  if (!facts?.delivery.due || (facts.delivery.state !== "queued" && facts.delivery.state !== "sending"))
    return ended("idle");
  const asked = {
    facts,
    tenant: ctx.tenant!,
    now: ctx.now,
    window: joinWindowPolicy.safeParse(policy[0]?.value).data ?? defaultJoinWindow,
  };
  const stale = staleReason(asked);
  if (stale) {
    await dropDelivery(ctx, facts, { move: "drop", error: stale });
    return ended("stale", stale);
  }
  if (facts.suppressed) {
    await dropDelivery(ctx, facts, { move: "suppress", error: "address.suppressed" });
    return ended("suppressed");
  }
  const rendered = await renderOnce(ctx, asked, render).catch((error: unknown) => {
    ctx.ports.log.error("mail_render_failed", { deliveryId, template: facts.delivery.template }, error);
    return null;
  });
  const claim = await claimDelivery(ctx, facts, rendered);
  if (!claim) return ended("idle");
  const tried = {
    attempts: claim.attempts,
    triedSeconds: claim.tried_seconds,
    maybeSent: claim.maybe_sent,
    urgent: facts.delivery.urgent,
  };
  const settle = async (next: Next, providerId: string | null = null): Promise<Delivered> => {
    await settleTry(ctx, facts, claim.attempts, next, providerId);
    return {
      outcome: outcomes[next.move],
      error: next.error,
      retryInSeconds: next.move === "retry" ? next.waitSeconds : null,
    };
  };
  if (!rendered) return settle(unrendered(tried));
  // A runtime that died long ago may have sent it, and the vendor has forgotten the key: a person decides.
  if (!keyIsSafe(tried)) return settle({ move: "doubt", error: "key_window_over", waitSeconds: 0, maybeSent: true });
  const answer = await ctx.ports.mailer.send(mailOf(facts, rendered), `delivery-${deliveryId}`);
  return settle(afterTry(answer, tried), answer.ok ? answer.value.providerId : null);
}

function staleReason(asked: Asked): string | null {
  const { facts } = asked;
  const { template } = facts.delivery;
  if (!isTemplate(template)) return "template.unknown";
  return mailRules[template].stale(asked) ?? (facts.address === null ? "address.none" : null);
}

type Rendering = { subject: string; body: StoredBody };

/** What was rendered at an earlier try, or now: the same key must carry the same bytes. A code mail is kept sealed, its subject too. */
async function renderOnce(ctx: Ctx, asked: Asked, render: RenderMail): Promise<Rendering & { sealed: string | null }> {
  const { facts, tenant } = asked;
  const { subject, body, bodySealed, template } = facts.delivery;
  if (bodySealed !== null)
    return { ...(JSON.parse(await ctx.ports.vault.open(bodySealed)) as Rendering), sealed: bodySealed };
  if (subject !== null && body !== null) return { subject, body, sealed: null };
  const secret = facts.code?.sealed ? await ctx.ports.vault.open(facts.code.sealed) : null;
  const content = mailRules[template as keyof typeof mailRules].content(asked, secret);
  const { subject: line, html, text } = await render(content, ctx);
  const made: Rendering = {
    subject: line,
    body: { from: fromHeader(tenant.name, ctx.ports.mail.from), replyTo: tenant.supportEmail, html, text },
  };
  return { ...made, sealed: template === "code" ? await ctx.ports.vault.seal(JSON.stringify(made)) : null };
}

async function claimDelivery(ctx: Ctx, facts: DeliveryFacts, rendered: (Rendering & { sealed: string | null }) | null) {
  const { id, attempts } = facts.delivery;
  const open = rendered && rendered.sealed === null ? rendered : null;
  const [claims] = await inOneTrip(ctx, "job.process-notifications", [
    rows<{ attempts: number; maybe_sent: boolean; tried_seconds: number }>(
      sql`select * from app.claim_delivery(${id}::uuid, ${attempts}, ${open?.subject ?? null}, ${open ? JSON.stringify(open.body) : null}::jsonb, ${rendered?.sealed ?? null})`,
    ),
  ]);
  return claims[0];
}

const mostRenderings = 8;
/** A mail that cannot be rendered is a bug of ours: it waits for the fix like any failure, and then for a person. */
const unrendered = (t: { attempts: number; urgent: boolean; maybeSent: boolean }): Next => ({
  move: t.attempts >= mostRenderings ? "give_up" : "retry",
  error: "render_failed",
  waitSeconds: waitSeconds(t),
  maybeSent: t.maybeSent,
});

function mailOf(facts: DeliveryFacts, { subject, body }: Rendering): Mail {
  const { from, replyTo, html, text } = body;
  return { to: facts.address!, from, ...(replyTo ? { replyTo } : {}), subject, html, text };
}
