import { data } from "@remix-run/cloudflare";

import { Refusal, refuse } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

/** What an error boundary shows of a refusal. */
export type ShownRefusal = { code: string; message: string; status: number; requestId: string };

/**
 * The Remix translator: a loader or action runs, its refusals become answers with their own status. Not signed in goes to
 * the sign-in page of the portal and back here afterwards. Anything else that is thrown stays a bug: 500.
 */
export async function respond<T>(request: Request, requestId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Response) throw error;
    const said = asRefusal(error);
    if (!(said instanceof Refusal)) throw error;
    if (said.code === "auth.required") throw signInFirst(request);
    throw data({ code: said.code, message: said.message, status: said.status, requestId } satisfies ShownRefusal, {
      status: said.status,
    });
  }
}

function signInFirst(request: Request): Response {
  const url = new URL(request.url);
  const path = url.pathname.replace(/\.data$/, "").replace(/^\/_root$/, "/");
  const login = /^\/(admin|sales)/.test(path) ? "/admin/login" : "/auth/login";
  const next = request.method === "GET" ? `?next=${encodeURIComponent(path)}` : "";
  return new Response(null, { status: 302, headers: { Location: login + next } });
}

/** A form's fields as plain text, each at most once; a file or a repeated field is refused by name. */
export async function formFields(request: Request): Promise<Record<string, string>> {
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (!type.startsWith("application/x-www-form-urlencoded") && !type.startsWith("multipart/form-data"))
    throw refuse("input.invalid", { fields: { body: ["Send a form."] } });
  const form = await request.formData().catch(() => {
    throw refuse("input.invalid", { fields: { body: ["This form could not be read. Open the page again."] } });
  });
  const fields: Record<string, string> = {};
  for (const [name, value] of form.entries()) {
    if (typeof value !== "string")
      throw refuse("input.invalid", { fields: { [name]: ["A file cannot be sent here."] } });
    if (name in fields) throw refuse("input.invalid", { fields: { [name]: ["Send this field once."] } });
    if (value.includes("\u0000"))
      throw refuse("input.invalid", { fields: { [name]: ["This holds a character that cannot be stored."] } });
    fields[name] = value;
  }
  return fields;
}
