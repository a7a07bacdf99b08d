import type { Ports } from "./ports";
import type { GivenWords } from "./school-words";

export const staffRoles = [
  "ops",
  "ops_manager",
  "program_manager",
  "customer_support",
  "trainer",
  "academic_counselor",
  "sales",
  "leadership",
] as const;
export type StaffRole = (typeof staffRoles)[number];
export type Role = "student" | StaffRole;

/** A person of the organization, as their auth session's hint says; the database checks it at every entrance. */
export type Member = { userId: string; memberId: string; role: Role };
export type Portal = "student" | "staff" | "public";

export type Actor =
  | { kind: "anonymous" }
  | ({ kind: "member" } & Member)
  | { kind: "system"; job: string }
  | { kind: "provider"; name: string };

/** The school a host belongs to, as every page needs it. */
export type Tenant = {
  id: string;
  slug: string;
  name: string;
  zone: string;
  locale: string;
  currency: string;
  brand: string;
  letter: string;
  words: GivenWords;
  supportEmail: string | null;
  supportPhone: string | null;
  supportHours: string | null;
  /** Origins a page's form may redirect to when a class is joined. */
  meetingOrigins: string[];
  pilot: boolean;
};

/**
 * Who is asking, when, and through which door. An explicit first argument everywhere, never ambient. `now` is set once
 * per request or job and decides every rule.
 */
export type Ctx = {
  readonly now: Date;
  readonly requestId: string;
  readonly ports: Ports;
  readonly entrance:
    | {
        kind: "host";
        host: string;
        portal: Portal;
        tokenDigest: string | null;
        /** The student whose pages a member of staff looks at: their wall, reading only. */
        viewing?: string;
      }
    | { kind: "system"; organizationId: string; actor: string };
  /** The hint from the cookie; replaced when the database says that it is stale. */
  actor: Actor;
  /** Known after the first entrance. */
  tenant: Tenant | null;
  authSession: { id: string; touchDue: boolean } | null;
  /** Told the right hint when the cookie's was stale, so that the answer can carry a new cookie. */
  onNewHint?: (member: Member) => void;
};
