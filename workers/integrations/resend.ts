import * as z from "zod";

import type { Mail, Mailer, VendorResult } from "#kernel/ports";

import { callVendor, failure, parseBody, retryAfterMs, type VendorAnswer } from "./vendor-call";

const SEND_MS = 8000;
const BUSY_RETRY_MS = 2000;
const DAILY_QUOTA_RETRY_MS = 60 * 60 * 1000;

const sentSchema = z.object({ id: z.string().min(1) });
const errorSchema = z.object({ name: z.string().regex(/^[a-z_]{1,60}$/) });

type Options = { apiBase: string; apiKey: string; timeoutMs?: number };

/**
 * Resend. `send` never throws and takes 8 s at most. When no readable answer came, the mail may have gone out: that is
 * `ambiguous`, and sending again with the same key and the same mail is safe for 24 h from the first try, because Resend
 * then answers with the first id and delivers nothing. After 24 h it would be a second mail. Codes are Resend's own error
 * names, or `resend.timeout`, `resend.network`, `resend.malformed`, `resend.http_<status>`, `resend.key`.
 */
export function createResend({ apiBase, apiKey, timeoutMs = SEND_MS }: Options): Mailer {
  return {
    async send(mail, key) {
      // Resend takes keys of 1 to 256 characters, and a header carries no others than these.
      if (!/^[\x21-\x7e]{1,256}$/.test(key)) return failure("rejected", "resend.key");
      const answer = await callVendor(new URL("/emails", apiBase), {
        method: "POST",
        headers: {
          authorization: `Bearer ${apiKey}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify(requestBody(mail)),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return typeof answer === "string" ? failure("ambiguous", `resend.${answer}`) : readAnswer(answer);
    },
  };
}

/** Built field by field: the same mail has to give the same bytes, or the key is refused as used for another request. */
function requestBody(mail: Mail): object {
  return {
    from: mail.from,
    to: [mail.to],
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    ...(mail.replyTo ? { reply_to: mail.replyTo } : {}),
    ...(mail.headers ? { headers: mail.headers } : {}),
  };
}

function readAnswer(answer: VendorAnswer): VendorResult<{ providerId: string }> {
  if (answer.status >= 200 && answer.status < 300) {
    const sent = parseBody(answer, sentSchema);
    return sent ? { ok: true, value: { providerId: sent.id } } : failure("ambiguous", "resend.malformed");
  }
  const name = parseBody(answer, errorSchema)?.name;
  const code = name ?? `resend.http_${answer.status}`;
  const wait = retryAfterMs(answer.headers, Date.now());
  // The name decides and not the status: the two 409s need opposite handling.
  switch (name) {
    case "missing_api_key":
    case "restricted_api_key":
    case "invalid_api_key":
      return failure("unauthorized", code);
    case "concurrent_idempotent_requests":
      return failure("retry", code, wait ?? BUSY_RETRY_MS);
    case "daily_quota_exceeded":
    case "monthly_quota_exceeded":
      return failure("retry", code, wait ?? DAILY_QUOTA_RETRY_MS);
    case "rate_limit_exceeded":
    case "application_error":
    case "internal_server_error":
      return failure("retry", code, wait);
    case "validation_error":
    case "invalid_idempotency_key":
    case "invalid_idempotent_request":
    case "not_found":
      return failure("rejected", code);
    default:
      return readStatus(answer.status, code, wait);
  }
}

/** A name we do not know, or none: a gateway answered. One that lost its upstream cannot say what became of the mail. */
function readStatus(status: number, code: string, wait: number | undefined) {
  if (status === 401 || status === 403) return failure("unauthorized", code);
  if (status === 502 || status === 504) return failure("ambiguous", code, wait);
  if (status === 408 || status === 429 || status >= 500 || status < 400) return failure("retry", code, wait);
  return failure("rejected", code);
}
