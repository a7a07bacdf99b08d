import { Hono, type Context } from "hono";

import { standinCredentials } from "#sandbox/standins/credentials";
import type { FaultAnswers, Faults } from "#sandbox/standins/faults";
import type { Ledger } from "#sandbox/standins/ledger";
import type { ResendEntry } from "#sandbox/standins/resend/entry";
import { bareAddress, mailProblem, type AcceptedMail } from "#sandbox/standins/resend/mail-schema";
import type { ResendOutbox, SendOutcome } from "#sandbox/standins/resend/outbox";

const BATCH_LIMIT = 100;
const REQUESTS_PER_SECOND = 2;

type ErrorName =
  | "validation_error"
  | "missing_api_key"
  | "invalid_api_key"
  | "not_found"
  | "invalid_idempotency_key"
  | "invalid_idempotent_request"
  | "concurrent_idempotent_requests"
  | "rate_limit_exceeded"
  | "application_error";

function failure(statusCode: number, name: ErrorName, message: string, headers: Record<string, string> = {}): Response {
  return Response.json(
    { statusCode, name, message },
    { status: statusCode, headers: { ...rateHeaders(1), ...headers } },
  );
}

/** The headers Resend sends with every answer. The stand-in shows the limit and does not enforce it, except in mode 429. */
function rateHeaders(remaining: number): Record<string, string> {
  return {
    "ratelimit-limit": String(REQUESTS_PER_SECOND),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": "1",
  };
}

const faultAnswers: FaultAnswers = {
  "401": () => failure(401, "missing_api_key", "Missing API Key"),
  "429": () =>
    failure(429, "rate_limit_exceeded", "Too many requests. You can only make 2 requests per second.", {
      "ratelimit-remaining": "0",
      "retry-after": "1",
    }),
  "500": () => failure(500, "application_error", "Internal server error"),
};

/** Resend's API as far as Hub uses it: one mail, a batch, and what became of one. */
export function resendApi(ledger: Ledger<ResendEntry>, outbox: ResendOutbox, faults: Faults): Hono {
  const app = new Hono();
  app.use("/emails/*", faults.before("resend", faultAnswers));
  app.use("/emails/*", async (context, next) => {
    const given = /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1];
    if (!given) return failure(401, "missing_api_key", "Missing API Key");
    if (given !== standinCredentials.resend.apiKey) return failure(403, "invalid_api_key", "API key is invalid");
    return next();
  });

  app.post("/emails", async (context) => {
    const mails = accepted([await jsonBody(context)]);
    if (mails instanceof Response) return mails;
    return answer(context, await send(context, "/emails", mails), ([id]) => ({ id }));
  });

  app.post("/emails/batch", async (context) => {
    const body = await jsonBody(context);
    if (!Array.isArray(body) || body.length === 0 || body.length > BATCH_LIMIT) {
      return failure(422, "validation_error", `The batch must be an array of 1 to ${BATCH_LIMIT} emails.`);
    }
    const mails = accepted(body);
    if (mails instanceof Response) return mails;
    return answer(context, await send(context, "/emails/batch", mails), (ids) => ({ data: ids.map((id) => ({ id })) }));
  });

  app.get("/emails/:id", (context) => {
    const entry = ledger.entries.find(({ id }) => id === context.req.param("id"));
    if (!entry) return failure(404, "not_found", "Email not found");
    const { id, from, to, subject, html, text, cc, bcc, reply_to, at } = entry;
    return context.json({
      object: "email",
      id,
      from,
      to,
      subject,
      html: html ?? null,
      text: text ?? null,
      cc: cc ?? null,
      bcc: bcc ?? null,
      reply_to: reply_to ?? null,
      created_at: at,
      last_event: "delivered",
    });
  });

  return app;

  async function send(context: Context, route: string, mails: AcceptedMail[]): Promise<SendOutcome | Response> {
    const key = context.req.header("idempotency-key") ?? null;
    if (key !== null && (key.length < 1 || key.length > 256)) {
      return failure(400, "invalid_idempotency_key", "The idempotency key must have between 1 and 256 characters.");
    }
    return outbox.send(route, mails, key);
  }
}

async function jsonBody(context: Context): Promise<unknown> {
  return context.req.json<unknown>().catch(() => undefined);
}

/** The mails, all of them good, or the answer that says what is wrong with the first bad one. */
function accepted(bodies: unknown[]): AcceptedMail[] | Response {
  const mails: AcceptedMail[] = [];
  for (const body of bodies) {
    if (typeof body !== "object" || body === null)
      return failure(400, "validation_error", "The body is not valid JSON.");
    const checked = mailProblem(body);
    if ("problem" in checked) return failure(422, "validation_error", checked.problem);
    const domain = bareAddress(checked.mail.from)?.split("@")[1] ?? "";
    if (!standinCredentials.resend.verifiedDomains.some((verified) => verified === domain.toLowerCase())) {
      return failure(403, "validation_error", `The ${domain} domain is not verified.`);
    }
    mails.push(checked.mail);
  }
  return mails;
}

function answer(context: Context, outcome: SendOutcome | Response, body: (ids: string[]) => object): Response {
  if (outcome instanceof Response) return outcome;
  switch (outcome.kind) {
    case "busy":
      return failure(
        409,
        "concurrent_idempotent_requests",
        "Same idempotency key used while original request is still in progress",
      );
    case "other request":
      return failure(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload");
    default:
      return context.json(body(outcome.ids), 200, rateHeaders(1));
  }
}
