import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/cloudflare";

import { refuse } from "#kernel/refusal";

import { respond } from "../respond";
// A form sent nowhere is answered in the school's colours too: the root's loader runs where a boundary stands below it.
export { ErrorBoundary } from "../root";

const nowhere = ({ request, context }: LoaderFunctionArgs) =>
  respond(request, context.ctx, async () => {
    throw refuse("not_found");
  });

/** Whatever no route answers: not found, in the school's own colours. */
export const loader = (args: LoaderFunctionArgs) => nowhere(args);
export const action = (args: ActionFunctionArgs) => nowhere(args);
export default function Nowhere() {
  return null;
}
