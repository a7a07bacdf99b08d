import * as z from "zod";

import { standinCredentials } from "#sandbox/standins/credentials";

const requestSchema = z.object({
  client_id: z.literal(standinCredentials.google.clientId, "The OAuth client was not found (invalid_client)."),
  response_type: z.literal("code", "response_type has to be code (unsupported_response_type)."),
  scope: z
    .string()
    .refine(
      (scope) => ["openid", "email"].every((needed) => scope.split(" ").includes(needed)),
      "The scopes have to hold openid and email (invalid_scope).",
    ),
  state: z.string().min(1, "The request carries no state.").max(2048),
  code_challenge: z.string().regex(/^[\w-]{43}$/, "The request carries no S256 code_challenge (invalid_request)."),
  code_challenge_method: z.literal("S256", "code_challenge_method has to be S256 (invalid_request)."),
  nonce: z.string().max(512).optional(),
  login_hint: z.string().max(320).optional(),
});
export type AuthorizationRequest = z.infer<typeof requestSchema> & { redirect_uri: string };

/**
 * Reads a request to the authorization endpoint. The client and the redirect URI are checked first, because until both
 * are right there is nowhere safe to send the browser: it stays on a page of ours.
 */
export function readAuthorizationRequest(
  query: Record<string, string>,
  registered: string,
): { request: AuthorizationRequest } | { problem: string } {
  if (query["redirect_uri"] !== registered) {
    return {
      problem: `The redirect URI in the request, ${query["redirect_uri"] ?? "none"}, does not match the one registered for the OAuth client (redirect_uri_mismatch).`,
    };
  }
  const parsed = requestSchema.safeParse(query);
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? "The request is not valid." };
  return { request: { ...parsed.data, redirect_uri: registered } };
}
