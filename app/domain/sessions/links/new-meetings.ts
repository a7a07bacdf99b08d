import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

/**
 * Gives classes another meeting, set-wise, as `replaceLink` does for one: links of the old one count no longer, the batch's neither, and the new one is read when its
 * number is known (on `session.meeting_changed`).
 */
export const newMeetings = (
  sessionIds: string[],
  sealed: { fallbackSealed: string | null; meetingIdSealed: string | null },
  now: Date,
): Query =>
  rows(sql`
    insert into session_meetings (session_id, fallback_sealed, meeting_id_sealed, replaced_at)
    select x.id::uuid, ${sealed.fallbackSealed}, ${sealed.meetingIdSealed}, ${now.toISOString()}::timestamptz from jsonb_array_elements_text(${JSON.stringify(sessionIds)}::jsonb) as x(id)
    on conflict (session_id) do update set fallback_sealed = excluded.fallback_sealed, meeting_id_sealed = excluded.meeting_id_sealed,
      generation = session_meetings.generation + 1, replaced_at = excluded.replaced_at, registration_on = null, read_at = null, read_error = null,
      meeting_started_at = null, meeting_ended_at = null`);
