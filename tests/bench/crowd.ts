import { createHash, randomBytes } from "node:crypto";

import { Client } from "pg";

import { uuidv7 } from "#kernel/ids";

/** A cookie of somebody signed in. */
export type Seat = { cookie: string };

/**
 * A thousand signed-in students of the live class, written by the owner: what is measured is the gate, not the import. The
 * class, its batch and its host account are made large enough to hold them.
 */
export async function seatCrowd(ownerUrl: string, sessionId: string, size: number): Promise<Seat[]> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const { rows } = await owner.query(
    "select s.organization_id, s.batch_id, b.course_id, (select id from plans p where p.organization_id = s.organization_id limit 1) as plan_id from sessions s join batches b on b.id = s.batch_id where s.id = $1",
    [sessionId],
  );
  const place = rows[0] as { organization_id: string; batch_id: string; course_id: string; plan_id: string };
  await owner.query("begin");
  for (const [name, value] of Object.entries({
    organization_id: place.organization_id,
    action: "bench",
    actor: "system:bench",
    scope: "org",
  }))
    await owner.query("select set_config($1, $2, true)", [`app.${name}`, value]);
  await owner.query("update batches set capacity = 5000 where id = $1", [place.batch_id]);
  await owner.query("update host_accounts set meeting_size = 5000 where organization_id = $1", [place.organization_id]);
  const people = Array.from({ length: size }, (_, i) => {
    const token = randomBytes(32).toString("base64url");
    const id = () => uuidv7(Date.now());
    const person = { user: id(), member: id(), form: id(), enrollment: id(), code: `BENCH-${Date.now()}-${i}` };
    return { ...person, token, digest: createHash("sha256").update(token).digest("hex") };
  });
  const all = JSON.stringify(people);
  const from = `from jsonb_to_recordset($1::jsonb) as p("user" uuid, member uuid, form uuid, enrollment uuid, code text, digest text)`;
  const { organization_id: o, batch_id: b, course_id: c, plan_id: plan } = place;
  const write = (sql: string, ...more: string[]) => owner.query(sql, [all, o, ...more]);
  await write(`insert into users (id, organization_id) select "user", $2::uuid ${from}`);
  await write(
    `insert into memberships (id, organization_id, user_id, kind, role) select member, $2::uuid, "user", 'student', 'student' ${from}`,
  );
  await write(
    `insert into student_profiles (id, organization_id, code, full_name) select member, $2::uuid, code, 'A student' ${from}`,
  );
  await write(
    `insert into admission_forms (id, organization_id, state, source, full_name, email, plan_id, agreed_paisa, currency) select form, $2::uuid, 'verified', 'legacy', 'A student', lower(code) || '@bench.example', $3::uuid, 0, 'INR' ${from}`,
    plan,
  );
  await write(
    `insert into enrollments (id, organization_id, student_id, plan_id, admission_form_id, state, valid_from_on, agreed_paisa, currency) select enrollment, $2::uuid, member, $3::uuid, form, 'PAYMENT_VERIFIED', current_date, 0, 'INR' ${from}`,
    plan,
  );
  for (const state of ["PRE_ONBOARDING", "BATCH_ASSIGNED", "ACTIVE"])
    await owner.query("update enrollments set state = $2 where id = any ($1::uuid[])", [
      people.map((p) => p.enrollment),
      state,
    ]);
  await write(
    `insert into batch_assignments (organization_id, enrollment_id, student_id, course_id, batch_id) select $2::uuid, enrollment, member, $3::uuid, $4::uuid ${from}`,
    c,
    b,
  );
  await write(
    `insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at) select $2::uuid, "user", decode(digest, 'hex'), 'email_code', now(), now(), now() + interval '30 days', now() + interval '90 days' ${from}`,
  );
  await owner.query("commit");
  await owner.query("analyze");
  await owner.end();
  return people.map((p) => ({ cookie: `__Host-hub=${p.token}~${p.user}.${p.member}.student` }));
}
