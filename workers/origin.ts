/**
 * Sibling tenants are the same *site*, so SameSite cookies do not protect one from another: every request that changes
 * something must carry the exact Origin of the host it goes to, `own`. Browsers send it with every POST; where one does not,
 * Sec-Fetch-Site must say same-origin. Cron and webhooks carry their own proof and do not come here.
 */
export function originAllowed(request: Request, own: string): boolean {
  if (request.method === "GET" || request.method === "HEAD") return true;
  const origin = request.headers.get("origin");
  if (origin !== null) return origin === own;
  return request.headers.get("sec-fetch-site") === "same-origin";
}
