import type { FaultAnswers } from "#sandbox/standins/faults";

const DAILY_RETRY_MS = 1000;

/** Zoom's error body and the headers that come with every answer of its REST API. */
export function zoomFailure(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ code, message }, { status, headers: { ...zoomHeaders(), ...headers } });
}

export function zoomHeaders(): Record<string, string> {
  return {
    "x-zm-trackingid": `SBX_${crypto.randomUUID()}`,
    "x-ratelimit-category": "Light",
    "x-ratelimit-type": "QPS",
    "x-ratelimit-limit": "80",
    "x-ratelimit-remaining": "79",
  };
}

export const invalidToken = () => zoomFailure(401, 124, "Invalid access token.");
export const unknownMeeting = (id: string) => zoomFailure(404, 3001, `Meeting does not exist: ${id}.`);
export const invalidField = (message: string) => zoomFailure(400, 300, message);
export const registrationOff = (id: string) =>
  zoomFailure(404, 404, `Registration has not been enabled for this meeting: ${id}.`);

export const apiFaults: FaultAnswers = {
  "401": invalidToken,
  "429": () =>
    zoomFailure(429, 429, "You have reached the maximum per-second rate limit for this API. Try again later.", {
      "x-ratelimit-remaining": "0",
      // Zoom gives a moment here and not a number of seconds.
      "retry-after": new Date(Date.now() + DAILY_RETRY_MS).toISOString(),
    }),
  "500": () => zoomFailure(500, 500, "Internal Server Error"),
};

/** The token endpoint is another service with bodies of its own. */
export const tokenFailure = (status: number, error: string, reason: string) =>
  Response.json({ reason, error }, { status });

export const tokenFaults: FaultAnswers = {
  "401": () => tokenFailure(401, "invalid_client", "Invalid client_id or client_secret"),
  "429": () => tokenFailure(429, "too_many_requests", "Too many requests"),
  "500": () => tokenFailure(500, "server_error", "Internal Server Error"),
};
