/**
 * What the domain needs from outside, as interfaces. `workers/integrations` implements the vendors, `workers/context.ts`
 * puts them together. No port is reachable from a command's `load` or `decide`: vendors are called by subscribers and
 * jobs, with the intent recorded first.
 */

/** One statement of a batch: text with $1…, parameters already in the driver's form. */
export type Statement = { sql: string; params: unknown[]; arrayMode: boolean };
export type StatementResult = {
  rows: unknown[];
  rowCount: number | null;
  fields: { name: string; dataTypeID: number }[];
};

/** One `batch` is one HTTP round trip to Neon and one transaction. */
export type Database = {
  batch(
    statements: Statement[],
    options: { readOnly: boolean; isolation: "ReadCommitted" | "RepeatableRead" },
  ): Promise<StatementResult[]>;
};

/** Why a vendor call failed, in words the caller can act on. `retry` may be tried again; `ambiguous` may have been done. */
export type VendorFailure = {
  ok: false;
  kind: "retry" | "rejected" | "ambiguous" | "unauthorized";
  /** Vendor's error name or our own; never personal data, safe to store and log. */
  code: string;
  retryAfterMs?: number;
};
export type VendorResult<T> = { ok: true; value: T } | VendorFailure;

export type Mail = {
  to: string;
  from: string;
  replyTo?: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
};
export type Mailer = {
  /** `key` is the vendor's idempotency key: the same key and mail is sent at most once in 24 h. */
  send(mail: Mail, key: string): Promise<VendorResult<{ providerId: string }>>;
};

export type MeetingFacts = {
  joinUrl: string;
  passcode: string | null;
  hostUserId: string;
  registrationOn: boolean;
  topic: string;
};
export type Meetings = {
  getMeeting(meetingId: string): Promise<VendorResult<MeetingFacts>>;
  /** `email` is an opaque alias, never the student's address. Adding the same alias again returns the same link. */
  addRegistrant(
    meetingId: string,
    registrant: { email: string; firstName: string; lastName: string },
  ): Promise<VendorResult<{ registrantId: string; joinUrl: string }>>;
  /** A fresh host link, good for this click only; never stored. */
  getHostLink(meetingId: string): Promise<VendorResult<{ startUrl: string }>>;
};

export type GoogleIdentity = { sub: string; email: string; emailVerified: boolean; name: string };
export type GoogleSignIn = {
  authorizationUrl(input: { state: string; codeVerifier: string; nonce: string }): URL;
  exchange(input: { code: string; codeVerifier: string; nonce: string }): Promise<VendorResult<GoogleIdentity>>;
};

/** Sealing of links, meeting ids and codes at rest: AES-GCM with a versioned key from the environment. */
export type Vault = {
  seal(plain: string): Promise<string>;
  open(sealed: string): Promise<string>;
  /** HMAC-SHA256 under the environment's pepper, hex. */
  digest(...parts: string[]): Promise<string>;
};

export type EventQueue = {
  /** Ids only. `urgent` carries sign-in codes ahead of everything else. */
  send(queue: "events" | "deliveries" | "urgent" | "jobs", messages: QueueMessage[]): Promise<void>;
};
export type QueueMessage = { organizationId: string; id: string; kind: string };

/** What mails need to know of this installation. */
export type MailSettings = {
  /** The verified sender address; the display name is the organization's. */
  from: string;
  /** Scheme and port of links; their host is the organization's own. */
  baseUrl: string;
};

export type Ports = {
  database: Database;
  mailer: Mailer;
  mail: MailSettings;
  meetings: Meetings;
  google: GoogleSignIn;
  vault: Vault;
  queue: EventQueue;
  log: Log;
  /** Work that goes on after the answer is sent. */
  after(work: () => Promise<unknown>): void;
  /** Moves fresh outbox rows to the queue after the answer; the relay's cron is the guarantee, this is the speed. */
  relaySoon(): void;
};

/** Structured, without personal data: ids, codes, counts, durations only. */
export type Log = {
  info(event: string, fields?: Record<string, string | number | boolean | null>): void;
  error(event: string, fields?: Record<string, string | number | boolean | null>, cause?: unknown): void;
};
