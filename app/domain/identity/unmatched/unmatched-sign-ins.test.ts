import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { deliver } from "#domain/notifications/deliver";
import { tellOfAddedAddress } from "#domain/notifications/on-address-added";
import type { Ctx } from "#kernel/ctx";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";

import { attachSignIn } from "./attach-sign-in";
import { dismissSignIn } from "./dismiss-sign-in";
import { getUnmatchedSignIn } from "./get-unmatched-sign-in";
import { listUnmatchedSignIns, signInList } from "./list-unmatched-sign-ins";

let w: DomainWorld;
let asha: Enrolled;
let app: Pool;
beforeAll(async () => {
  w = await domainWorld();
  app = new Pool({ connectionString: w.appUrl });
  asha = await named("Asha Rao");
  await named("Ashok Kumar");
});
afterAll(async () => {
  await app.end();
  await w.drop();
});
// An address may ask five times in a quarter of an hour.
beforeEach(() => w.pass(16));

const reason = "Named her batch and the plan she bought in May";
async function named(name: string): Promise<Enrolled> {
  const student = await w.nimbus.enroll();
  await w.nimbus.asOwner("update student_profiles set full_name = $2 where id = $1", [student.studentId, name]);
  return student;
}
/** What the sign-in page does for an address, as far as this list sees it; answers whom a code would open. */
async function asksForCode(email: string): Promise<{ id: string; known: string | null }> {
  const flow = crypto.randomUUID();
  await app.query("select app.request_code($1, $2, $3, $4, 'digest', null, '203.0.113.9', null, $5, 'request')", [
    w.nimbus.host,
    email,
    flow,
    Buffer.from(flow),
    w.clock.now,
  ]);
  const { rows } = await w.owner.query<{ id: string }>("select id from unmatched_sign_ins where email = $1", [email]);
  const code = await w.one<{ user_id: string | null }>("select user_id from auth_codes where id = $1", [flow]);
  return { id: rows[0]?.id ?? "", known: code.user_id };
}
const listed = async (ctx: Ctx) =>
  (await listUnmatchedSignIns(ctx, signInList.parse(new URLSearchParams()))).rows.map((row) => [row.email, row.tries]);

describe("sign-ins that matched nobody", () => {
  it("are listed with their tries, the latest first, and of one's own school only", async () => {
    const ops = await w.nimbus.staff("ops");
    await asksForCode("asha.rao92@home.example");
    w.pass(1);
    await asksForCode("stranger@home.example");
    w.pass(1);
    await asksForCode("asha.rao92@home.example");
    expect(await listed(await w.nimbus.staff("ops"))).toEqual([
      ["asha.rao92@home.example", 2],
      ["stranger@home.example", 1],
    ]);
    expect(await listed(await w.raga.staff("ops"))).toEqual([]);
    expect(await refusal(listed(await w.nimbus.staff("trainer")))).toEqual({ code: "forbidden" });
    const { id } = await asksForCode("asha.rao92@home.example");
    expect(await refusal(getUnmatchedSignIn(await w.nimbus.staff("sales"), id))).toEqual({ code: "forbidden" });
    expect(await getUnmatchedSignIn(await w.raga.staff("ops"), id)).toBeNull();
    expect(ops.memberId).toBeDefined();
  });

  it("show the students they are like, by name and by address, with no address whole", async () => {
    const ops = await w.nimbus.staff("ops");
    const { id } = await asksForCode("asha.rao92@home.example");
    const page = await getUnmatchedSignIn(ops, id);
    expect(page?.likely[0]).toEqual({
      id: asha.studentId,
      code: "MD-1001",
      name: "Asha Rao",
      address: "st•••@nimbus.example",
      hasSignedIn: false,
      plan: { name: "Cloud, one year", state: "PRE_ONBOARDING" },
    });
    const elsewhere = await asksForCode("student2@another.example");
    expect((await getUnmatchedSignIn(ops, elsewhere.id))?.likely[0]?.name).toBe("Ashok Kumar");
    await dismissSignIn(ops, { signInId: elsewhere.id, reason: "only a test of ours" });
  });

  it("attached, sign the student in, stand in the record, leave the list and are told at the known address", async () => {
    const ops = await w.nimbus.staff("customer_support");
    const { id, known } = await asksForCode("asha.rao92@home.example");
    expect(known).toBeNull();
    expect(await attachSignIn(ops, { signInId: id, student: "md-1001", reason })).toEqual({ studentName: "Asha Rao" });
    expect(await listed(ops)).toEqual([["stranger@home.example", 1]]);

    const address = await w.one<{ id: string; user_id: string; is_primary: boolean; verified_at: Date | null }>(
      "select id, user_id, is_primary, verified_at from user_emails where email = 'asha.rao92@home.example'",
    );
    expect(address).toMatchObject({ user_id: asha.userId, is_primary: false, verified_at: null });
    expect((await asksForCode("asha.rao92@home.example")).known).toBe(asha.userId);
    expect(await w.nimbus.audit(address.id)).toMatchObject([
      { entity: "user_emails", action: "student.change_email", actor: `member:${ops.memberId}`, reason },
    ]);
    expect(await w.nimbus.audit(id)).toMatchObject([
      { action: "auth.sign_in_attached", reason, after: { student_id: asha.studentId } },
    ]);

    const [payload] = await w.nimbus.events("student.address_added");
    expect(payload).toEqual({ addressId: address.id, userId: asha.userId });
    const event = { id: crypto.randomUUID(), organizationId: w.nimbus.organizationId, name: "student.address_added" };
    const received = {
      ...event,
      payload: { addressId: address.id, userId: asha.userId },
      actor: "x",
      requestId: null,
      at: w.clock.now,
    };
    for (let i = 0; i < 2; i++) await tellOfAddedAddress(w.nimbus.job(), received);
    const { id: deliveryId } = await w.one<{ id: string }>(
      "select d.id from deliveries d join notifications n on n.id = d.notification_id where n.template = 'address_added'",
    );
    const sent: { to: string; masked: string }[] = [];
    const job = w.nimbus.job();
    const ctx: Ctx = {
      ...job,
      ports: {
        ...job.ports,
        mailer: {
          send: async ({ to, text }) => {
            sent.push({ to, masked: text });
            return { ok: true, value: { providerId: "p" } };
          },
        },
      },
    };
    const render = async (content: unknown) => ({
      subject: "s",
      html: "h",
      text: (content as { masked: string }).masked,
    });
    expect(await deliver(ctx, deliveryId, render as never)).toMatchObject({ outcome: "sent" });
    expect(sent).toEqual([{ to: asha.email, masked: "as•••@home.example" }]);
  });

  it("dismissed, come back when the address tries again, with what was said before", async () => {
    const ops = await w.nimbus.staff("ops");
    const { id } = await asksForCode("stranger@home.example");
    await dismissSignIn(ops, { signInId: id, reason: "A parent, asked by phone" });
    expect(await listed(ops)).toEqual([]);
    expect(await refusal(dismissSignIn(ops, { signInId: id, reason: "again" }))).toEqual({
      code: "sign_in.dealt_with",
    });
    expect((await getUnmatchedSignIn(ops, id))?.closed).toBe(true);
    await asksForCode("stranger@home.example");
    expect(await listed(ops)).toEqual([["stranger@home.example", 3]]);
    expect((await getUnmatchedSignIn(ops, id))?.before).toMatchObject([
      { attached: false, by: "Staff ops", reason: "A parent, asked by phone" },
    ]);
  });

  it("are refused beside the field that is wrong", async () => {
    const ops = await w.nimbus.staff("ops");
    const { id } = await asksForCode("stranger@home.example");
    const attach = (student: string, why = reason) => attachSignIn(ops, { signInId: id, student, reason: why });
    expect((await refusal(attach("MD-9999"))).fields).toHaveProperty("student");
    expect((await refusal(attach("", "short"))).fields).toMatchObject({
      student: [expect.anything()],
      reason: [expect.anything()],
    });
    expect((await refusal(dismissSignIn(ops, { signInId: id, reason: " " }))).fields).toHaveProperty("reason");
    expect(await refusal(attachSignIn(ops, { signInId: crypto.randomUUID(), student: "MD-1001", reason }))).toEqual({
      code: "not_found",
    });
    const closed = await named("Closed Account");
    await w.nimbus.asOwner("update users set disabled_at = now() where id = $1", [closed.userId]);
    expect(await refusal(attach(closed.studentId))).toEqual({ code: "sign_in.student_closed" });
    const stranger = await w.raga.enroll();
    expect((await refusal(attach(stranger.studentId))).code).toBe("sign_in.student_unknown");
  });

  it("of staff, or of a closed account, cannot be given to a student", async () => {
    const ops = await w.nimbus.staff("ops");
    for (const email of ["ops@nimbus.example", "leader@nimbus.example", "student3@nimbus.example"]) {
      const { id } = await asksForCode(email);
      expect(await refusal(attachSignIn(ops, { signInId: id, student: "MD-1001", reason })), email).toEqual({
        code: "sign_in.address_known",
      });
      await dismissSignIn(ops, { signInId: id, reason: "staff signs in with Google" });
    }
  });

  it("taken up by six people at once, are given to one student once", async () => {
    const people = await Promise.all(
      ["a", "b", "c", "d", "e", "f"].map((name) => w.nimbus.staff("ops", `desk-${name}`)),
    );
    const students = await Promise.all(people.map(() => w.nimbus.enroll()));
    const { id } = await asksForCode("wanted@home.example");
    const answers = await Promise.allSettled(
      people.map((ctx, i) =>
        i % 3 === 2
          ? dismissSignIn(ctx, { signInId: id, reason: "nobody of ours" })
          : attachSignIn(ctx, { signInId: id, student: students[i]!.studentId, reason }),
      ),
    );
    expect(answers.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    for (const one of answers)
      if (one.status === "rejected")
        expect((one.reason as { code: string }).code).toMatch(/sign_in.dealt_with|conflict/);
    expect(await w.nimbus.audit(id)).toHaveLength(1);
  });
});
