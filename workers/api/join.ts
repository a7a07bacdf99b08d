import { Hono } from "hono";
import * as z from "zod";

import { joinSession } from "#domain/sessions/join/join-session";
import { Refusal, refuse } from "#kernel/refusal";
import { saidTo } from "#app/form-errors";

import { createContext } from "../context";
import type { Env } from "../env";
import { afterAnswer } from "../guard";
import { errorBody, statusOf } from "./answer-error";

const shape = 'Send one object, like {"sessionId":"0198…"}, with an attemptKey beside it if you have one.';
// Half a surrogate pair and a null character are text to JSON, and nothing a database can keep.
const plain = /^\P{C}*$/u;
const input = z.strictObject(
  {
    sessionId: z
      .string({ error: 'Give the class as text, like {"sessionId":"0198…"}.' })
      .min(1, "Name the class.")
      .max(64, "A class id has at most 64 characters.")
      .regex(plain, "A class id holds no control characters."),
    attemptKey: z
      .string({ error: "Give the attempt key as text, or leave it out." })
      .min(8, "An attempt key has at least 8 characters.")
      .max(64, "An attempt key has at most 64 characters.")
      .regex(plain, "An attempt key holds no control characters.")
      .optional(),
  },
  { error: shape },
);

/** `POST /api/app/zoom/join {sessionId, attemptKey?}` -> `{joinUrl}` or `{error, opensAt?}`. No vendor is called here. */
export const join = new Hono<{ Bindings: Env }>();
join.all("/", async (c) => {
  const context = await createContext(c.req.raw, c.env, (work) => c.executionCtx.waitUntil(work));
  const { ctx } = context;
  try {
    if (c.req.method !== "POST") throw refuse("method.not_allowed");
    const body = await parse(c.req.raw);
    const joined = await joinSession(ctx, body);
    return afterAnswer(c.json({ joinUrl: joined.joinUrl }), context);
  } catch (error) {
    const said = saidTo(ctx, error);
    if (!(said instanceof Refusal)) throw error;
    const status = statusOf(said);
    const opensAt = said.details.data?.["opensAt"];
    const body = { ...errorBody(said, ctx.requestId), ...(opensAt ? { opensAt } : {}) };
    return afterAnswer(Response.json(body, { status, headers: status === 405 ? { Allow: "POST" } : {} }), context);
  }
});

async function parse(request: Request) {
  if (!/^application\/json *(;|$)/i.test(request.headers.get("content-type") ?? ""))
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
  const { formErrors, fieldErrors } = z.flattenError(parsed.error);
  throw refuse("input.invalid", { fields: { ...fieldErrors, ...(formErrors.length > 0 ? { body: formErrors } : {}) } });
}
