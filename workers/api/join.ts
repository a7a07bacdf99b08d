import { Hono } from "hono";
import * as z from "zod";

import { joinSession } from "#domain/sessions/join/join-session";
import { Refusal, refuse } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

import { createContext } from "../context";
import type { Env } from "../env";
import { afterAnswer } from "../guard";
import { errorBody } from "./answer-error";

const input = z.strictObject({
  sessionId: z
    .string({ error: 'Give the class as text, like {"sessionId":"0198…"}.' })
    .min(1, "Name the class.")
    .max(64, "A class id has at most 64 characters."),
  attemptKey: z.string().min(8, "At least 8 characters.").max(64, "At most 64 characters.").optional(),
});

/** `POST /api/app/zoom/join {sessionId, attemptKey?}` -> `{joinUrl}` or `{error, opensAt?}`. No vendor is called here. */
export const join = new Hono<{ Bindings: Env }>();
join.all("/", async (c) => {
  const context = await createContext(c.req.raw, c.env, (work) => c.executionCtx.waitUntil(work));
  const { ctx } = context;
  try {
    if (c.req.method !== "POST") throw refuse("method.not_allowed");
    const body = await parse(c.req.raw);
    const joined = await joinSession(ctx, body);
    return afterAnswer(c.json({ joinUrl: joined.joinUrl }), context, c.env);
  } catch (error) {
    const said = asRefusal(error);
    if (!(said instanceof Refusal)) throw error;
    const status = said.code === "method.not_allowed" ? 405 : said.status;
    const opensAt = said.details.data?.["opensAt"];
    return afterAnswer(
      Response.json({ ...errorBody(said, ctx.requestId), ...(opensAt ? { opensAt } : {}) }, { status }),
      context,
      c.env,
    );
  }
});

async function parse(request: Request) {
  if (!(request.headers.get("content-type") ?? "").toLowerCase().startsWith("application/json"))
    throw refuse("input.invalid", { fields: { body: ["Send JSON, with Content-Type: application/json."] } });
  const text = await request.text();
  if (text.length > 4096) throw refuse("input.too_large");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse("input.invalid", { fields: { body: ["This is not JSON."] } });
  }
  const parsed = input.safeParse(json);
  if (parsed.success) return parsed.data;
  throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors as Record<string, string[]> });
}
