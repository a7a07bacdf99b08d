import { eventsOf } from "#kernel/events";

export type IdentityEvents = {
  /** Written by app.request_code; a subscriber mails the code. */
  "auth.code_requested": { flowId: string };
  /** An address that belonged to nobody signs a student in from now on. */
  "student.address_added": { addressId: string; userId: string };
  "staff.removed": { listingId: string; staffId: string | null };
};
export const identityEvent = eventsOf<IdentityEvents>();
