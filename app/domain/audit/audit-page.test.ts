import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { assignStudent } from "#domain/batches/assign-student";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import type { Ctx } from "#kernel/ctx";
import { auditRests } from "#tests/support/audit-witness";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { usualWords } from "#kernel/school-words";

import { actsOf } from "../../audit-words";
import { exportAudit } from "./export-audit";
import { getAuditRecord } from "./get-audit-record";
import { auditList, listAudit } from "./list-audit";
import type { AuditRecord } from "./records";
import { sealAudit } from "./seal-audit";

let world: DomainWorld;
let student: Enrolled;
let code: string;
let batchId: string;
beforeAll(async () => {
  world = await domainWorld();
  const { nimbus } = world;
  student = await nimbus.enroll();
  ({ code } = await world.one<{ code: string }>("select code from student_profiles where id = $1", [
    student.studentId,
  ]));
  batchId = await nimbus.batch({ code: "AWS-14" });
  world.pass(1);
  await assignStudent(await nimbus.staff("ops"), { ...student, batchId, reason: "asked for 50% less travel" });
  world.pass(24 * 60);
  await suspendEnrollment(await nimbus.staff("ops_manager"), {
    enrollmentId: student.enrollmentId,
    reason: "cheque bounced",
  });
});
afterAll(() => world?.drop());

const manager = () => world.nimbus.staff("ops_manager");
const asked = (search: Record<string, string>) => auditList.parse(new URLSearchParams(search));
const list = async (search: Record<string, string>) => (await listAudit(await manager(), asked(search))).records;
const actions = async (search: Record<string, string>) => [
  ...new Set((await list(search)).map(({ action }) => action)),
];

describe("the record", () => {
  it("says up to when it is sealed, once it is", async () => {
    expect((await listAudit(await manager(), asked({}))).sealed).toBeNull();
    const { sealed } = await sealAudit(world.nimbus.job());
    const shown = (await listAudit(await manager(), asked({}))).sealed!;
    expect(shown).toEqual({ at: expect.any(String), records: sealed });
    expect(new Date(shown.at)).toEqual(world.clock.now);
  });

  it("answers who moved a student, and why, on one page", async () => {
    const page = await listAudit(await manager(), asked({ about: code.toLowerCase(), kind: "change" }));
    expect(page.about).toEqual({ id: student.studentId, name: "Student 1", code });
    const place = { zone: "Asia/Kolkata", locale: "en-IN", now: world.clock.now, words: usualWords };
    expect(
      actsOf(page.records, place)
        .slice(0, 2)
        .map(({ text, when, why }) => `${text} · ${when} · ${why}`),
    ).toEqual([
      "Staff ops-manager (ops manager) suspended Student 1 · Tue 24 Nov, 7:31 pm IST · cheque bounced",
      "Staff ops (ops) assigned Student 1 to AWS-14 · Mon 23 Nov, 7:31 pm IST · asked for 50% less travel",
    ]);
  });

  it("is found by who acted, by action, batch, thing, kind, reason, request and day", async () => {
    const ops = await world.nimbus.staff("ops");
    expect(await actions({ by: ops.memberId })).toEqual(["assignment.create"]);
    expect(await actions({ by: "hub" })).not.toContain("assignment.create");
    expect(await actions({ action: "enrollment.suspend" })).toEqual(["enrollment.suspend"]);
    expect(await actions({ batch: "aws-14", entity: "batch_assignments" })).toEqual(["assignment.create"]);
    expect(await actions({ q: "CHEQUE" })).toEqual(["enrollment.suspend"]);
    expect(await actions({ q: "50%" })).toEqual(["assignment.create"]);
    expect(await actions({ q: "5_%" })).toEqual([]);
    expect(await actions({ from: "2026-11-24" })).toEqual(["enrollment.suspend", "allowlist.manage"]);
    expect(await actions({ until: "2026-11-22" })).toEqual([]);
    expect(await actions({ kind: "export", about: code })).toEqual([]);
    const [one] = await list({ action: "enrollment.suspend" });
    expect((await list({ request: one!.requestId! })).map(({ id }) => id)).toEqual([one!.id]);
    expect(await list({ about: "MD-9999999" })).toEqual([]);
  });

  it("is found by on whose behalf Hub acted, alone and with who did it", async () => {
    const { memberId } = await world.nimbus.staff("ops", "behalf");
    const other = await world.nimbus.staff("ops", "other");
    for (const [actor, behalf, action] of [
      ["system:imports", `member:${memberId}`, "import.apply"],
      ["system:imports", `member:${other.memberId}`, "import.undo"],
      [`member:${memberId}`, null, "import.plan"],
    ])
      await world.owner.query(
        "insert into audit_logs (organization_id, kind, entity, action, actor, on_behalf_of) values ($1, 'read', 'import_plans', $2, $3, $4)",
        [world.nimbus.organizationId, action, actor, behalf],
      );
    expect(await actions({ for: memberId })).toEqual(["import.apply"]);
    expect(await actions({ for: memberId.toUpperCase(), by: "hub" })).toEqual(["import.apply"]);
    expect(await actions({ for: other.memberId, action: "import.undo" })).toEqual(["import.undo"]);
    expect(await actions({ for: memberId, by: memberId })).toEqual([]);
    expect(() => asked({ for: "hub" })).toThrow("Something in what you sent needs fixing.");
  });

  it("is for managers, of one's own school", async () => {
    for (const role of ["ops", "customer_support", "trainer"] as const) {
      const ctx = await world.nimbus.staff(role);
      expect(await refusal(listAudit(ctx, asked({})))).toEqual({ code: "forbidden" });
      expect(await refusal(exportAudit(ctx, asked({})))).toEqual({ code: "forbidden" });
    }
    const [one] = await list({});
    const elsewhere = await world.raga.staff("ops_manager");
    expect(await getAuditRecord(elsewhere, one!.id)).toBeNull();
    expect((await listAudit(elsewhere, asked({ about: student.studentId }))).records).toEqual([]);
  });

  it("refuses an address that means nothing, field by field", () => {
    expect(() => asked({ kind: "odd", from: "23/11/2026" })).toThrow(
      expect.objectContaining({
        code: "input.invalid",
        details: { fields: { kind: [expect.any(String)], from: [expect.any(String)] } },
      }),
    );
  });

  it("is read page by page with nothing twice and nothing left out, also where a filter finds little", async () => {
    const all = await everyPage(await manager(), {});
    const { rows } = await world.owner.query<{ id: string }>(
      "select id from audit_logs where organization_id = $1 order by at desc, id desc",
      [world.nimbus.organizationId],
    );
    expect(all.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    const suspended = await everyPage(await manager(), { q: "cheque" });
    expect(suspended.map(({ action }) => action)).toEqual(["enrollment.suspend"]);
  });
});

/** Every page of a filter, three records at a time. */
async function everyPage(ctx: Ctx, search: Record<string, string>): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  let here: ReturnType<typeof asked> | null = { ...asked(search), size: 3 };
  while (here) {
    const page = await listAudit(ctx, here);
    found.push(...page.records);
    here = page.next === null ? null : { ...auditList.parse(new URLSearchParams(page.next)), size: 3 };
  }
  return found;
}

describe("one record", () => {
  it("shows what is personal to who may know it, and says where it was erased", async () => {
    const [made] = await list({ about: code, entity: "student_profiles" });
    expect(made!.after).toMatchObject({ full_name: expect.stringMatching(/^sha256:/) });
    const page = await getAuditRecord(await manager(), made!.id);
    expect(page).toMatchObject({ personal: { before: null, after: { full_name: "Student 1" } }, keptBack: null });
    expect(page!.request.map(({ entity }) => entity)).toContain("enrollments");
    await world.nimbus.asOwner("delete from audit_personal where subject_id = $1", [student.studentId]);
    expect(await getAuditRecord(await manager(), made!.id)).toMatchObject({ personal: null, keptBack: "erased" });
  });
});

describe("an export", () => {
  it("is recorded with its filter before its first byte, and brings every record once", async () => {
    const before = await everyPage(await manager(), { about: code });
    const portions = await exportAudit(await manager(), asked({ about: code }));
    const noted = await world.one<{ kind: string; actor: string; after: unknown }>(
      "select kind, actor, after from audit_logs where entity = 'audit_logs'",
    );
    expect(noted).toEqual({
      kind: "export",
      actor: `member:${(await manager()).memberId}`,
      after: { filter: { about: code } },
    });
    const taken: string[] = [];
    for await (const records of portions) taken.push(...records.map(({ id }) => id));
    expect(taken).toEqual(before.map(({ id }) => id));
  });
});

describe("a filter that no index answers", () => {
  it("looks through ten thousand records at a time, says how far back it looked, and finds what lies deeper", async () => {
    await world.owner.query(
      `${auditRests("twelve thousand records of nothing")};
       insert into audit_logs (organization_id, at, kind, entity, action, actor, reason)
       select '${world.nimbus.organizationId}', '${world.clock.now.toISOString()}'::timestamptz + n * interval '1 second', 'change', 'courses', 'catalog.manage', 'system:test', 'bulk'
         from generate_series(1, 12000) n`,
    );
    const first = await listAudit(await manager(), asked({ q: "cheque" }));
    expect(first).toMatchObject({ records: [], lookedBackTo: expect.stringMatching(/^2026-11-2/) });
    const second = await listAudit(await manager(), auditList.parse(new URLSearchParams(first.next!)));
    expect(second.records.map(({ action }) => action)).toEqual(["enrollment.suspend"]);
    expect(second.next).toBeNull();
  });
});
