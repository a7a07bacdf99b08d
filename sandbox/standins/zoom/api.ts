import { Hono, type Context } from "hono";
import * as z from "zod";

import { standinCredentials } from "#sandbox/standins/credentials";
import type { Faults } from "#sandbox/standins/faults";
import type { Signer } from "#sandbox/standins/signer";
import type { MeetingChange, RegistrantInput, ZoomAccount } from "#sandbox/standins/zoom/account";
import type { Meeting, Registrant } from "#sandbox/standins/zoom/entry";
import {
  apiFaults,
  invalidField,
  invalidToken,
  registrationOff,
  tokenFailure,
  tokenFaults,
  unknownMeeting,
  zoomHeaders,
} from "#sandbox/standins/zoom/errors";

const TOKEN_SECONDS = 3600;
const HOST_TOKEN_SECONDS = 2 * 60 * 60;
const BATCH_LIMIT = 30;

const registrantBody = z.object({
  email: z.email("Invalid field: email."),
  first_name: z.string("Invalid field: first_name.").min(1, "Invalid field: first_name.").max(64),
  last_name: z.string().max(64).default(""),
  auto_approve: z.boolean().optional(),
});
const batchBody = z.object({
  auto_approve: z.boolean().optional(),
  registrants_confirmation_email: z.boolean().optional(),
  registrants: z.array(registrantBody).min(1).max(BATCH_LIMIT, `No more than ${BATCH_LIMIT} registrants in one call.`),
});
const meetingBody = z.object({
  topic: z.string().min(1).max(200).optional(),
  start_time: z.iso.datetime({ offset: true, error: "Invalid field: start_time." }).optional(),
  duration: z.int().min(1).max(1440).optional(),
  timezone: z.string().optional(),
  settings: z.object({ approval_type: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional() }).optional(),
});

/** Zoom's token endpoint and the part of its REST API that Hub uses. `origin` is where join and host links lead. */
export function zoomApi(account: ZoomAccount, signer: Signer, faults: Faults, origin: () => string): Hono {
  const app = new Hono();
  app.use("/oauth/token", faults.before("zoom", tokenFaults));
  app.use("/v2/*", faults.before("zoom", apiFaults));
  app.use("/v2/*", async (context, next) => {
    const token = /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
    if (signer.read("zoom access", token) === null) return invalidToken();
    await next();
    for (const [name, value] of Object.entries(zoomHeaders())) context.res.headers.set(name, value);
    return;
  });

  app.post("/oauth/token", async (context) => {
    const { accountId, clientId, clientSecret } = standinCredentials.zoom;
    const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
    if (context.req.header("authorization") !== expected) return tokenFaults["401"]();
    const form = new URLSearchParams(await context.req.text());
    if (form.get("grant_type") !== "account_credentials") {
      return tokenFailure(400, "unsupported_grant_type", "Unsupported grant type");
    }
    if (form.get("account_id") !== accountId) return tokenFailure(400, "invalid_request", "Bad request");
    await account.noteToken(accountId);
    return context.json({
      access_token: signer.issue("zoom access", accountId, TOKEN_SECONDS),
      token_type: "bearer",
      expires_in: TOKEN_SECONDS,
      scope: "meeting:read:meeting:admin meeting:write:registrant:admin user:read:token:admin",
      api_url: origin(),
    });
  });

  app.get("/v2/meetings/:id", async (context) => {
    const meeting = account.meeting(context.req.param("id"));
    if (!meeting) return unknownMeeting(context.req.param("id"));
    await account.noteRead(meeting.id);
    return context.json(meetingAnswer(meeting));
  });

  app.patch("/v2/meetings/:id", async (context) => {
    const meeting = account.meeting(context.req.param("id"));
    if (!meeting) return unknownMeeting(context.req.param("id"));
    const body = await parsed(context, meetingBody);
    if ("problem" in body) return invalidField(body.problem);
    await account.update(meeting, changeOf(body.data));
    return context.body(null, 204);
  });

  app.delete("/v2/meetings/:id", async (context) => {
    const meeting = account.meeting(context.req.param("id"));
    if (!meeting) return unknownMeeting(context.req.param("id"));
    await account.delete(meeting.id);
    return context.body(null, 204);
  });

  app.post("/v2/users/:userId/meetings", async (context) => {
    const body = await parsed(context, meetingBody);
    if ("problem" in body) return invalidField(body.problem);
    const meeting = await account.create(context.req.param("userId"), changeOf(body.data));
    return context.json(meetingAnswer(meeting), 201);
  });

  app.get("/v2/users/:userId/token", async (context) => {
    if (context.req.query("type") !== "zak") return invalidField("Invalid field: type.");
    const userId = context.req.param("userId");
    await account.noteHostToken(userId);
    return context.json({ token: signer.issue("zoom host", userId, HOST_TOKEN_SECONDS) });
  });

  app.post("/v2/meetings/:id/registrants", async (context) => {
    const meeting = account.meeting(context.req.param("id"));
    if (!meeting) return unknownMeeting(context.req.param("id"));
    if (meeting.approvalType === 2) return registrationOff(meeting.id);
    const body = await parsed(context, registrantBody);
    if ("problem" in body) return invalidField(body.problem);
    const [registrant] = await account.register(meeting.id, [inputOf(body.data)]);
    if (!registrant) return invalidField("Invalid field: email.");
    return context.json({ ...registrantAnswer(registrant), ...registrationFacts(meeting) }, 201);
  });

  app.post("/v2/meetings/:id/batch_registrants", async (context) => {
    const meeting = account.meeting(context.req.param("id"));
    if (!meeting) return unknownMeeting(context.req.param("id"));
    if (meeting.approvalType === 2) return registrationOff(meeting.id);
    const body = await parsed(context, batchBody);
    if ("problem" in body) return invalidField(body.problem);
    const registrants = await account.register(meeting.id, body.data.registrants.map(inputOf));
    return context.json(
      { registrants: registrants.map((one) => ({ email: one.email, ...registrantAnswer(one) })) },
      201,
    );
  });

  return app;

  function meetingAnswer(meeting: Meeting): object {
    const hostToken = signer.issue("zoom host", meeting.hostId, HOST_TOKEN_SECONDS);
    return {
      uuid: account.uuid(meeting.id),
      id: Number(meeting.id),
      host_id: meeting.hostId,
      topic: meeting.topic,
      type: 2,
      status: "waiting",
      start_time: meeting.startTime,
      duration: meeting.durationMinutes,
      timezone: meeting.timezone,
      join_url: `${origin()}/j/${meeting.id}?pwd=${account.passcode(meeting.id)}`,
      start_url: `${origin()}/s/${meeting.id}?zak=${hostToken}`,
      password: account.passcode(meeting.id),
      settings: {
        approval_type: meeting.approvalType,
        registration_type: 1,
        join_before_host: false,
        jbh_time: 0,
        waiting_room: false,
        meeting_authentication: false,
        registrants_confirmation_email: false,
        allow_multiple_devices: false,
        auto_recording: "none",
      },
    };
  }

  function registrantAnswer(registrant: Registrant): object {
    return {
      registrant_id: registrant.registrantId,
      join_url: `${origin()}/j/${registrant.meetingId}?tk=${registrant.token}`,
      participant_pin_code: Number.parseInt(account.passcode(registrant.registrantId), 16) % 1_000_000,
    };
  }
}

function registrationFacts(meeting: Meeting): object {
  return { id: Number(meeting.id), topic: meeting.topic, start_time: meeting.startTime, occurrences: [] };
}

function inputOf(body: z.infer<typeof registrantBody>): RegistrantInput {
  return { email: body.email, firstName: body.first_name, lastName: body.last_name };
}

function changeOf(body: z.infer<typeof meetingBody>): MeetingChange {
  const change: MeetingChange = {
    topic: body.topic,
    startTime: body.start_time,
    durationMinutes: body.duration,
    timezone: body.timezone,
    approvalType: body.settings?.approval_type,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

async function parsed<T>(context: Context, schema: z.ZodType<T>): Promise<{ data: T } | { problem: string }> {
  const body = await context.req.json<unknown>().catch(() => undefined);
  if (body === undefined) return { problem: "Request Body should be a valid JSON object." };
  const result = schema.safeParse(body);
  return result.success ? { data: result.data } : { problem: result.error.issues[0]?.message ?? "Validation Failed." };
}
