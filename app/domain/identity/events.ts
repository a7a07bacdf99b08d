import { eventsOf } from "#kernel/events";

export type IdentityEvents = {
  /** Written by app.request_code; a subscriber mails the code. */
  "auth.code_requested": { flowId: string };
  "student.updated": { studentId: string };
  "student.email_changed": { studentId: string };
  "staff.removed": { listingId: string; staffId: string | null };
};
export const identityEvent = eventsOf<IdentityEvents>();
