import { sql } from "drizzle-orm";

/**
 * Whether a student has been told of Hub: they were invited, signed in, or bought a plan through an admission. Who came by an
 * import knows nothing of it before their invite, and no other mail reaches them. The statement names the membership `m`.
 */
export const knowsHub = sql`(m.invited_at is not null or m.first_signed_in_at is not null or exists (
  select from enrollments ke join admission_forms kf on kf.organization_id = ke.organization_id and kf.id = ke.admission_form_id and kf.source <> 'legacy'
  where ke.organization_id = m.organization_id and ke.student_id = m.id))`;
