import { eventsOf } from "#kernel/events";

export type IdentityEvents = {
  /** Written by app.request_code; a subscriber mails the code. */
  "auth.code_requested": { flowId: string };
  "student.updated": { studentId: string };
  /** The address so far by its id; null where there was none. */
  "student.email_changed": { studentId: string; userId: string; oldAddressId: string | null };
  /** An address that belonged to nobody signs a student in from now on. */
  "student.address_added": { addressId: string; userId: string };
  "student.merged": { keptId: string; mergedId: string };
  "student.unmerged": { keptId: string; mergedId: string };
  "staff.removed": { listingId: string; staffId: string | null };
};
export const identityEvent = eventsOf<IdentityEvents>();
