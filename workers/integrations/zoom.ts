import * as z from "zod";

import type { Log, Meetings, VendorFailure, VendorResult } from "#kernel/ports";

import { callVendor, failure, parseBody, retryAfterMs, type VendorAnswer } from "./vendor-call";
import { forgetZoomToken, zoomToken, type ZoomCredentials } from "./zoom-token";

const OPERATION_MS = 5000;

const webUrl = z.url({ protocol: /^https?$/ });
const meetingSchema = z.object({
  join_url: webUrl,
  start_url: webUrl.optional(),
  password: z.string().optional(),
  host_id: z.string().min(1),
  topic: z.string().default(""),
  settings: z.object({ approval_type: z.number().optional() }).optional(),
});
const registrantSchema = z.object({ registrant_id: z.string().min(1), join_url: webUrl });
const errorSchema = z.object({ code: z.number() });

type Options = ZoomCredentials & {
  apiBase: string;
  log: Log;
  now?: () => number;
  /** The bound of one operation, its token and its second try included. */
  timeoutMs?: number;
};
type Call = { name: string; method: "GET" | "POST"; path: string; body?: object };

/**
 * Zoom, through its server-to-server API. No operation throws or takes longer than 5 s. Everything here may be asked
 * again: reading changes nothing, and registering the same alias returns the first link, so a lost answer is a `retry`.
 * Codes are `zoom.<Zoom's own code>`, or `zoom.timeout`, `zoom.network`, `zoom.malformed`, `zoom.http_<status>`,
 * `zoom.meeting_id`, and `zoom.token_…` when no access token was to be had.
 */
export function createZoom(options: Options): Meetings {
  const now = options.now ?? Date.now;

  async function request<T>(call: Call, schema: z.ZodType<T>): Promise<VendorResult<T>> {
    const startedAt = Date.now();
    const signal = AbortSignal.timeout(options.timeoutMs ?? OPERATION_MS);
    const outcome = await attempt(call, signal);
    const result = typeof outcome === "object" && "ok" in outcome ? outcome : readAnswer(outcome, schema);
    if (!result.ok) {
      options.log.error("zoom.failed", {
        call: call.name,
        code: result.code,
        kind: result.kind,
        trackingId: "headers" in outcome ? outcome.headers.get("x-zm-trackingid") : null,
        ms: Date.now() - startedAt,
      });
    }
    return result;
  }

  /** A token Zoom does not know is replaced once: it may have ended early, or another token may have voided it. */
  async function attempt(call: Call, signal: AbortSignal): Promise<VendorAnswer | VendorFailure> {
    for (let last = false; ; last = true) {
      const granted = await zoomToken(options, now, signal);
      if (!granted.ok) return granted;
      const answer = await callVendor(new URL(call.path, options.apiBase), {
        method: call.method,
        headers: {
          authorization: `Bearer ${granted.token}`,
          ...(call.body ? { "content-type": "application/json" } : {}),
        },
        body: call.body && JSON.stringify(call.body),
        signal,
      });
      if (typeof answer === "string") return failure("retry", `zoom.${answer}`);
      if (answer.status !== 401) return answer;
      forgetZoomToken(options, granted.token);
      if (last) return answer;
    }
  }

  const readMeeting = (meetingId: string, name: string) =>
    request({ name, method: "GET", path: `/v2/meetings/${meetingId}` }, meetingSchema);

  return {
    async getMeeting(meetingId) {
      if (!isMeetingId(meetingId)) return failure("rejected", "zoom.meeting_id");
      const meeting = await readMeeting(meetingId, "get_meeting");
      if (!meeting.ok) return meeting;
      const { join_url, password, host_id, topic, settings } = meeting.value;
      // 0 registers at once, 1 after approval, which our own calls give; 2, or nothing said, means no registration.
      const registrationOn = settings?.approval_type === 0 || settings?.approval_type === 1;
      return {
        ok: true,
        value: { joinUrl: join_url, passcode: password || null, hostUserId: host_id, registrationOn, topic },
      };
    },

    async addRegistrant(meetingId, registrant) {
      if (!isMeetingId(meetingId)) return failure("rejected", "zoom.meeting_id");
      const added = await request(
        {
          name: "add_registrant",
          method: "POST",
          path: `/v2/meetings/${meetingId}/registrants`,
          body: {
            email: registrant.email,
            first_name: registrant.firstName,
            last_name: registrant.lastName,
            auto_approve: true,
          },
        },
        registrantSchema,
      );
      if (!added.ok) return added;
      return { ok: true, value: { registrantId: added.value.registrant_id, joinUrl: added.value.join_url } };
    },

    async getHostLink(meetingId) {
      if (!isMeetingId(meetingId)) return failure("rejected", "zoom.meeting_id");
      const meeting = await readMeeting(meetingId, "get_host_link");
      if (!meeting.ok) return meeting;
      if (!meeting.value.start_url) return failure("rejected", "zoom.no_start_url");
      return { ok: true, value: { startUrl: meeting.value.start_url } };
    },
  };
}

/** A meeting id is text of 9 to 12 digits; anything else would become another path of Zoom's API. */
function isMeetingId(meetingId: string): boolean {
  return /^\d{9,12}$/.test(meetingId);
}

function readAnswer<T>(answer: VendorAnswer, schema: z.ZodType<T>): VendorResult<T> {
  if (answer.status === 200 || answer.status === 201) {
    const value = parseBody(answer, schema);
    return value === null ? failure("retry", "zoom.malformed") : { ok: true, value };
  }
  const vendorCode = parseBody(answer, errorSchema)?.code;
  const code = vendorCode === undefined ? `zoom.http_${answer.status}` : `zoom.${vendorCode}`;
  if (answer.status === 429) return failure("retry", code, retryAfterMs(answer.headers, Date.now()));
  if (answer.status === 401) return failure("unauthorized", code);
  // 4711: the app lacks a scope. Nothing about this meeting is wrong, and staff have to mend the app.
  if (vendorCode === 4711 || answer.status === 403) return failure("unauthorized", code);
  if (answer.status === 408 || answer.status >= 500 || answer.status < 400) return failure("retry", code);
  return failure("rejected", code);
}
