/**
 * What the stand-ins accept, and therefore what the worker's settings must hold in the sandbox. They open nothing: the
 * stand-ins answer on loopback only. The vendors' accounts in the cloud have their own, kept as secrets.
 */
export const standinCredentials = {
  zoom: {
    accountId: "sandbox-zoom-account",
    clientId: "sandbox-zoom-client",
    clientSecret: "sandbox-zoom-secret",
  },
  google: {
    clientId: "sandbox-hub.apps.googleusercontent.com",
    clientSecret: "sandbox-google-secret",
  },
  resend: {
    apiKey: "re_sandbox_sending_access",
    /** Resend takes mail only from a domain the account has verified. */
    verifiedDomains: ["hub.example", "resend.dev"],
    fromEmail: "hub@hub.example",
  },
} as const;

/** The one redirect URI registered for the Google client: sign-in lives on the base domain, never on a tenant's host. */
export function registeredRedirectUri(hubUrl: string): string {
  const hub = new URL(hubUrl);
  return `${hub.protocol}//auth.${hub.host}/auth/callback`;
}
