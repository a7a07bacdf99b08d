import { sql } from "drizzle-orm";

/**
 * Whether a student has been told of Hub: they were invited, signed in, or bought their plan through an admission. Who came
 * by an import knows nothing of it before their invite. The statement names the membership `m` and the enrollment `e`.
 */
export const knowsHub = sql`(m.invited_at is not null or m.first_signed_in_at is not null or exists (
  select from admission_forms f where f.organization_id = e.organization_id and f.id = e.admission_form_id and f.source <> 'legacy'))`;
