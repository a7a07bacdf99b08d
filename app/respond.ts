import { data } from "@remix-run/cloudflare";

import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { Refusal, refuse } from "#kernel/refusal";

import { saidTo } from "./form-errors";

/** What an error boundary shows of a refusal. */
export type ShownRefusal = { code: string; message: string; status: number; requestId: string };

/**
 * The Remix translator: a loader or action runs, its refusals become answers with their own status. Not signed in goes to
 * the sign-in page of the portal and back here afterwards. Anything else that is thrown stays a bug: 500.
 */
export async function respond<T>(request: Request, ctx: Ctx, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Response) throw error;
    const said = saidTo(ctx, error);
    if (!(said instanceof Refusal)) throw error;
    if (said.code === "auth.required") throw signInFirst(request);
    if (said.code === "hint.stale") throw again(request);
    const { status } = said;
    throw data({ code: said.code, message: sentences(said), status, requestId: ctx.requestId } satisfies ShownRefusal, {
      status,
    });
  }
}

/** The same page with the cookie's new hint, which goes out with this answer. */
function again(request: Request): Response {
  const url = new URL(request.url);
  return new Response(null, { status: 303, headers: { Location: url.pathname + url.search } });
}

/** The refusal and, where no form shows them beside its fields, what was wrong with each. */
function sentences(said: Refusal): string {
  return [said.message, ...Object.values(said.details.fields ?? {}).flat()].join(" ");
}

function signInFirst(request: Request): Response {
  const url = new URL(request.url);
  const path = url.pathname.replace(/\.data$/, "").replace(/^\/_root$/, "/");
  const login = /^\/(admin|sales)/.test(path) ? "/admin/login" : "/auth/login";
  // Every form stands on a page of the same address, so that is where to go on.
  const next = `?next=${encodeURIComponent(path)}`;
  return new Response(null, { status: request.method === "POST" ? 303 : 302, headers: { Location: login + next } });
}

/** A form's fields as plain text, each at most once; a file or a repeated field is refused by name. */
export async function formFields(request: Request): Promise<Record<string, string>> {
  return fieldsOf(await formEntries(request));
}

/** What a bulk form chose: rows by their id, or all of a list's filter, with the number its sender saw. */
export type Chosen<A> = { by: "ids"; ids: string[] } | { by: "filter"; asked: A; seen: number | null };
/** As many as one page of a console list can hold ten times over; more is "all of the filter". */
const mostChosen = 500;

/**
 * The form of a list's bulk bar (app/ui/list-bulk.tsx): `ids` many times, or `all=filter` with the list's own search in
 * `filter`. Refuses an empty choice, more than 500 ids and anything that is no id; the other fields are as in `formFields`.
 */
export async function bulkForm<A>(
  request: Request,
  list: { parse(search: URLSearchParams): A },
): Promise<{ fields: Record<string, string>; chosen: Chosen<A> }> {
  const entries = await formEntries(request);
  const fields = fieldsOf(entries.filter(([name]) => name !== "ids"));
  if (fields["all"] === "filter") {
    const asked = list.parse(new URLSearchParams(fields["filter"] ?? ""));
    const seen = /^\d{1,9}$/.test(fields["seen"] ?? "") ? Number(fields["seen"]) : null;
    return { fields, chosen: { by: "filter", asked, seen } };
  }
  const ids = [...new Set(entries.filter(([name]) => name === "ids").map(([, id]) => id.toLowerCase()))];
  const wrong =
    ids.length === 0
      ? "Choose at least one row."
      : ids.length > mostChosen
        ? `Choose at most ${mostChosen} rows, or all of the filter.`
        : ids.every(isUuid)
          ? null
          : "One of the rows is not there any more. Open the list again.";
  if (wrong) throw refuse("input.invalid", { fields: { ids: [wrong] } });
  return { fields, chosen: { by: "ids", ids } };
}

/**
 * A form that may bring one file, in the field of this name; any other file is refused, as in `formFields`. Null where
 * none was chosen, or an empty one: a browser sends the field either way.
 */
export async function formWithFile(
  request: Request,
  name: string,
): Promise<{ fields: Record<string, string>; file: { name: string; bytes: Uint8Array } | null }> {
  const entries = await rawEntries(request);
  const [sent] = entries.filter(([field, value]) => field === name && typeof value !== "string");
  const fields = fieldsOf(asTexts(entries.filter((entry) => entry !== sent)));
  const file = sent ? (sent[1] as File) : null;
  if (!file || file.size === 0) return { fields, file: null };
  return { fields, file: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) } };
}

const formEntries = async (request: Request) => asTexts(await rawEntries(request));

async function rawEntries(request: Request): Promise<[name: string, value: string | File][]> {
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (!type.startsWith("application/x-www-form-urlencoded") && !type.startsWith("multipart/form-data"))
    throw refuse("input.invalid", { fields: { body: ["Send a form."] } });
  const form = await request.formData().catch((error: unknown) => {
    if (error instanceof Refusal) throw error;
    throw refuse("input.invalid", { fields: { body: ["This form could not be read. Open the page again."] } });
  });
  return [...form.entries()];
}

function asTexts(entries: [name: string, value: string | File][]): [name: string, value: string][] {
  return entries.map(([name, value]) => {
    if (typeof value !== "string")
      throw refuse("input.invalid", { fields: { [name]: ["A file cannot be sent here."] } });
    if (value.includes("\u0000"))
      throw refuse("input.invalid", { fields: { [name]: ["This holds a character that cannot be stored."] } });
    return [name, value];
  });
}

function fieldsOf(entries: [name: string, value: string][]): Record<string, string> {
  // Without a prototype: a field may be called "constructor".
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of entries) {
    if (name in fields) throw refuse("input.invalid", { fields: { [name]: ["Send this field once."] } });
    fields[name] = value;
  }
  return fields;
}

/** A file to keep: what the browser saves under `name`, as the stream gives it. */
export function download(name: string, body: ReadableStream<Uint8Array>): Response {
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, "-")}"`,
      "Cache-Control": "no-store",
    },
  });
}
