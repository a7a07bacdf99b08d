import type { Pool } from "pg";
import { expect } from "vitest";

import { importLegacyAdmission } from "#domain/admissions/import-legacy-admission";
import { assignStudent } from "#domain/batches/assign-student";
import { createBatch } from "#domain/batches/create-batch";
import { openBatch } from "#domain/batches/open-batch";
import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import { createStaffMember } from "#domain/identity/create-staff-member";
import { createOrganization } from "#domain/organizations/create-organization";
import { scheduleSession } from "#domain/sessions/schedule-session";
import type { Ctx, Portal, StaffRole } from "#kernel/ctx";
import { randomToken, tokenDigest, uuidv7 } from "#kernel/ids";
import type { Meetings, Ports } from "#kernel/ports";
import { Refusal } from "#kernel/refusal";
import { addMinutes } from "#kernel/time";
import { testDatabase } from "#tests/support/database";
import { createDatabase } from "#workers/integrations/neon";
import { createVault } from "#workers/integrations/vault";

export type Enrolled = { enrollmentId: string; studentId: string; userId: string; email: string };
export type DomainWorld = Awaited<ReturnType<typeof domainWorld>>;
type Workplace = { owner: Pool; ports: Ports; clock: { now: Date } };

/** Rows as they were written: an id tells the millisecond and no more, and one command writes several within it. */
const written = "left(id::text, 13), ctid";

/** Half past seven on a Monday evening in Kolkata. */
const evening = new Date("2026-11-23T14:00:00Z");

/**
 * Two schools on a database of their own, empty but for a course and a plan, with the product's own ports: its database
 * driver, its vault. The clock stands still until a test moves it. Nobody's vendor answers unless `meetings` is given.
 */
export async function domainWorld(options: { meetings?: Meetings } = {}) {
  const { drop, owner, ownerUrl, appUrl, proxy, witness } = await testDatabase();
  const clock = { now: evening };
  const afterwards: Promise<unknown>[] = [];
  const logged: string[] = [];
  const noVendor = () => {
    throw new Error("No vendor belongs to this test.");
  };
  const ports: Ports = {
    database: createDatabase(appUrl, proxy),
    vault: createVault(`1:${btoa("k".repeat(32))}`, "pepper".repeat(8)),
    meetings: options.meetings ?? { getMeeting: noVendor, addRegistrant: noVendor, getHostLink: noVendor },
    mailer: { send: noVendor },
    google: { authorizationUrl: noVendor, exchange: noVendor },
    mail: { from: "hub@hub.example", baseUrl: "http://localhost:8787" },
    queue: { send: () => Promise.resolve() },
    log: {
      info: (event) => void logged.push(event),
      error: (event, _, cause) => {
        logged.push(event);
        // A bug behind a page would otherwise be seen as a 500 and nothing more.
        if (event === "unexpected") console.error(cause);
      },
    },
    after: (work) => void afterwards.push(work()),
    relaySoon: () => {},
  };
  const place: Workplace = { owner, ports, clock };
  return {
    owner,
    ownerUrl,
    appUrl,
    proxy,
    witness,
    ports,
    clock,
    logged,
    nimbus: await openSchool(place, "nimbus", "Asia/Kolkata"),
    raga: await openSchool(place, "raga", "Europe/Berlin"),
    /** Work that goes on after the answer is done. */
    async settled(): Promise<void> {
      await Promise.all(afterwards.splice(0));
    },
    pass(minutes: number): void {
      clock.now = addMinutes(clock.now, minutes);
    },
    /** The only row a statement of the migrating role gives. */
    async one<T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T> {
      const { rows } = await owner.query<T>(text, values);
      if (rows.length !== 1) throw new Error(`${rows.length} rows where one was expected: ${text}`);
      return rows[0]!;
    },
    async drop(): Promise<void> {
      await Promise.all(afterwards.splice(0));
      await drop();
    },
  };
}

async function openSchool(place: Workplace, slug: "nimbus" | "raga", zone: string) {
  const { owner, ports, clock } = place;
  const organizationId = uuidv7(clock.now.getTime());
  const host = `${slug}.localhost`;
  const bare = () => ({
    now: clock.now,
    requestId: uuidv7(clock.now.getTime()),
    tenant: null,
    authSession: null,
    ports,
  });
  const job = (name = "test"): Ctx => ({
    ...bare(),
    entrance: { kind: "system", organizationId, actor: `system:${name}` },
    actor: { kind: "system", job: name },
  });
  await createOrganization(job(), {
    slug,
    name: `School ${slug}`,
    zone,
    codePrefix: "MD",
    meetingOrigins: ["https://zoom.us", "https://meet.example"],
    leader: { email: `leader@${slug}.example`, fullName: "Meera Rao" },
    baseDomain: "localhost",
  });
  const { courseId } = await createCourse(job(), { code: "AWS", name: "Cloud", sessionsPlanned: 30 });
  const { planId } = await createPlan(job(), {
    code: "CLOUD",
    name: "Cloud, one year",
    validityDays: 365,
    pricePaisa: 4_500_000,
    currency: "INR",
    courseIds: [courseId],
  });

  const members = new Map<string, Promise<{ userId: string; memberId: string; digest: string }>>();
  const taken = new Set<string>();
  const hired = async (name: string, role: StaffRole) => {
    const email = `${taken.has(name) ? `${name}.${role}` : name}@${slug}.example`;
    taken.add(name);
    const { memberId } = await createStaffMember(job(), { email, role, fullName: `Staff ${name}` });
    const { rows } = await owner.query<{ user_id: string }>("select user_id from memberships where id = $1", [
      memberId,
    ]);
    const userId = rows[0]!.user_id;
    return { userId, memberId, digest: await signIn(place, organizationId, userId, "google") };
  };
  const inPerson = async (
    portal: Portal,
    role: StaffRole | "student",
    key: string,
    begin: () => Promise<{ userId: string; memberId: string; digest: string }>,
  ): Promise<Ctx & { memberId: string }> => {
    if (!members.has(key)) members.set(key, begin());
    const { userId, memberId, digest } = await members.get(key)!;
    return {
      ...bare(),
      entrance: { kind: "host", host, portal, tokenDigest: digest },
      actor: { kind: "member", userId, memberId, role },
      memberId,
    };
  };
  let people = 0;
  let cohorts = 0;
  let lessons = 0;
  return {
    organizationId,
    host,
    courseId,
    planId,
    job,
    anonymous: (): Ctx => ({
      ...bare(),
      entrance: { kind: "host", host, portal: "student", tokenDigest: null },
      actor: { kind: "anonymous" },
    }),
    /** Somebody of this role, at work; another name is another person, and so is the same name in another role. */
    staff: (role: StaffRole, name: string = role.replace("_", "-")) =>
      inPerson("staff", role, `${role} ${name}`, () => hired(name, role)),
    student: ({ userId, studentId }: Pick<Enrolled, "userId" | "studentId">) =>
      inPerson("student", "student", studentId, async () => ({
        userId,
        memberId: studentId,
        digest: await signIn(place, organizationId, userId, "email_code"),
      })),
    /** A student on the school's plan, nothing to pay and not invited yet unless said. */
    async enroll(
      more: { agreedPaisa?: number; validFromOn?: string; planId?: string; knowsHub?: boolean } = {},
    ): Promise<Enrolled> {
      const email = `student${++people}@${slug}.example`;
      const input = { fullName: `Student ${people}`, email, planId, agreedPaisa: 0, ...more };
      return { email, ...(await importLegacyAdmission(job(), input)) };
    },
    async batch({
      planned,
      ...rest
    }: Partial<Parameters<typeof createBatch>[1]> & { planned?: boolean } = {}): Promise<string> {
      const input = { code: `B-${++cohorts}`, name: "A cohort", courseId, capacity: 20, ...rest };
      const { batchId } = await createBatch(job(), input);
      if (!planned) await openBatch(job(), { batchId });
      return batchId;
    },
    /** A class of `batchId` that begins `inMinutes` from the clock and lasts two hours. */
    async lesson(
      batchId: string,
      inMinutes: number,
      more: Partial<Parameters<typeof scheduleSession>[1]> = {},
    ): Promise<string> {
      const startsAt = addMinutes(clock.now, inMinutes);
      const input = { batchId, number: ++lessons, title: "Networks", startsAt, minutes: 120, ...more };
      return (await scheduleSession(job(), input)).sessionId;
    },
    async assign(student: Enrolled, batchId: string): Promise<Enrolled> {
      await assignStudent(job(), { enrollmentId: student.enrollmentId, batchId });
      return student;
    },
    /** What the record holds of one thing: who did what to it and why, oldest first. */
    async audit(entityId: string) {
      const { rows } = await owner.query<{
        entity: string;
        action: string;
        actor: string;
        reason: string | null;
        after: Record<string, unknown>;
      }>(
        `select entity, action, actor, reason, after from audit_logs where organization_id = $1 and entity_id = $2 order by ${written}`,
        [organizationId, entityId],
      );
      return rows;
    },
    /** The payloads of every event of this name, oldest first. */
    async events(name: string): Promise<Record<string, unknown>[]> {
      const { rows } = await owner.query<{ payload: Record<string, unknown> }>(
        `select payload from outbox where organization_id = $1 and event = $2 order by ${written}`,
        [organizationId, name],
      );
      return rows.map((row) => row.payload);
    },
    /** Something only the migrating role can do, under a named action. */
    async asOwner(text: string, values: unknown[] = []): Promise<void> {
      const client = await owner.connect();
      try {
        await client.query("begin");
        await client.query(
          "select set_config('app.organization_id', $1, true), set_config('app.action', 'org.create', true)",
          [organizationId],
        );
        await client.query(text, values);
        await client.query("commit");
      } catch (error) {
        await client.query("rollback");
        throw error;
      } finally {
        client.release();
      }
    },
  };
}

async function signIn(
  { owner, clock }: Workplace,
  organizationId: string,
  userId: string,
  method: "google" | "email_code",
): Promise<string> {
  const digest = await tokenDigest(randomToken());
  await owner.query(
    `insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
     values ($1, $2, $3, $4, $5, $5, $5::timestamptz + interval '1 year', $5::timestamptz + interval '1 year')`,
    [organizationId, userId, digest, method, clock.now],
  );
  return digest;
}

/** What a command refuses with; a command that does it after all fails the test, and so does anything that is no refusal. */
export async function refusal(work: Promise<unknown>): Promise<{ code: string; fields?: Record<string, string[]> }> {
  const said: unknown = await work.then(
    () => new Error("It was done, where a refusal was expected."),
    (error: unknown) => error,
  );
  if (!(said instanceof Refusal)) throw said;
  expect(said.message, said.code).toMatch(/[.]$/);
  return said.details.fields ? { code: said.code, fields: said.details.fields } : { code: said.code };
}
