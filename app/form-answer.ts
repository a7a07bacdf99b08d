import { data } from "@remix-run/cloudflare";

import type { Ctx } from "#kernel/ctx";
import { Refusal } from "#kernel/refusal";

import { saidTo } from "./form-errors";
import type { FieldError } from "./ui/tenant";

/** A form that was sent back: what was wrong, and what was typed. */
export type SentBack = { intent: string; errors: FieldError[]; typed: Record<string, string> };

/** What stands above a form because no control of it is meant. */
const ofTheForm = new Set(["version", "state", "form"]);

/** A refusal as a form shows it: its fields' fixes, or its sentence where it has none. */
export function errorsOf(said: Refusal): FieldError[] {
  const list = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
    messages.map((message) => ({ field: ofTheForm.has(field) ? null : field, message })),
  );
  return list.length > 0 ? list : [{ field: null, message: said.message }];
}

/**
 * Saves what was looked at. False: it was not shown yet, or the form says something else by now, so nothing is saved and
 * the form's one button shows what it would do.
 */
export const lookedFirst = (saving: Promise<unknown>): Promise<boolean> =>
  saving.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refusal && error.code === "session.look_first") return false;
      throw error;
    },
  );

/**
 * Runs what a form asked for. A no that belongs beside the form goes back with what was typed; not signed in, not allowed
 * and not there are the page's own answers and are thrown on.
 */
export async function formAnswer<T>(ctx: Ctx, fields: Record<string, string>, work: () => Promise<T>) {
  try {
    return await work();
  } catch (error) {
    const said = saidTo(ctx, error);
    if (!(said instanceof Refusal) || ["unauthenticated", "forbidden", "not_found"].includes(said.kind)) throw error;
    const answer: SentBack = { intent: fields["intent"] ?? "", errors: errorsOf(said), typed: { ...fields } };
    return data(answer, { status: said.status });
  }
}
