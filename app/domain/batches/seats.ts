import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

/** Seats of a batch that are taken or held, as the capacity trigger counts them. */
export const seatsTaken = (batchId: SQL): SQL => sql`(
  (select count(*) from batch_assignments x where x.organization_id = (select app.organization_id()) and x.batch_id = ${batchId} and x.state in ('assigned', 'active'))
  + (select count(*) from seat_holds h where h.organization_id = (select app.organization_id()) and h.batch_id = ${batchId} and h.released_at is null and h.expires_at > clock_timestamp()
    and not exists (select from batch_assignments x where x.organization_id = h.organization_id and x.batch_id = h.batch_id and x.student_id = h.student_id and x.state in ('assigned', 'active'))))::int`;
