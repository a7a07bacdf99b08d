import { readFileSync } from "node:fs";

import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { startBatch } from "#domain/batches/start-batch";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { processNotifications } from "#domain/notifications/process-notifications";
import { uuidv7 } from "#kernel/ids";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { applyImport } from "../apply-import";
import { discardImport } from "../discard-import";
import { exportFailedRows } from "../export-failed-rows";
import { importDesk, twoCourses } from "../imports.test-world";
import { mapImport } from "../map-import";
import { undoImport } from "../undo-import";
import { uploadImport } from "../upload-import";

let w: DomainWorld;
let desk: ReturnType<typeof importDesk>;
beforeEach(async () => {
  await w?.drop();
  w = await domainWorld();
  desk = importDesk(w, w.nimbus);
});
afterAll(() => w?.drop());

const header = "External id,Name,E-mail,Mobile,Plan,Status,Batch,Paid,Valid from,Valid till,Paused until,Code";
const sheet = (...lines: string[]) => [header, ...lines].join("\r\n");
const outcomes = async (planId: string) =>
  (await desk.rowsOf(planId)).map(({ outcome, problems }) => [outcome, problems[0]?.rule]);
const studentOf = (email: string) =>
  w.one<{
    id: string;
    code: string;
    name: string;
    phone: string | null;
    disabled: boolean;
    state: string;
    until: string | null;
  }>(
    `select p.id, p.code, p.full_name as name, c.phone, m.disabled_at is not null as disabled, e.state, e.valid_until_on::text as until
     from user_emails x join memberships m on m.user_id = x.user_id join student_profiles p on p.id = m.id join student_contacts c on c.id = p.id
     join enrollments e on e.student_id = p.id where x.email = $1 order by e.id desc limit 1`,
    [email],
  );

describe("a sheet of legacy students", () => {
  it("is shown row by row, and each is written as it was shown, with who asked and why", async () => {
    await w.nimbus.batch({ code: "AWS-14" });
    const plan = await desk.preview(
      sheet(
        "L-1,Asha Rao,Asha@Example.com,98765 43210,CLOUD,active,aws-14,paid,2026-04-01,2027-03-31,,",
        "L-2,Ravi Menon,ravi@example.com,,Cloud one year,waiting,,due,,,,MD-2001",
        "L-3,Meera K,meera@example.com,12,CLOUD,,,20000,,,,",
        "L-4,Joseph,joseph@example.com,,Nonsense,,,,,,,",
      ),
    );
    expect(plan).toMatchObject({ state: "ready", counts: { create: 2, error: 2 } });
    const [first] = await desk.rowsOf(plan.id);
    expect(first!.changes.map(({ what, to }) => `${what}: ${to}`)).toEqual([
      "Student: next code",
      "Plan: Cloud, one year, until 2027-03-31",
      "State: Place given",
      "Batch: AWS-14",
      "Due: Nothing",
    ]);
    expect(await desk.apply(plan.id, "From the old sheets")).toMatchObject({
      state: "applied",
      results: { applied: 2 },
    });
    const asha = await studentOf("asha@example.com");
    expect(asha).toMatchObject({
      name: "Asha Rao",
      phone: "+919876543210",
      state: "BATCH_ASSIGNED",
      until: "2027-03-31",
    });
    expect(await studentOf("ravi@example.com")).toMatchObject({
      code: "MD-2001",
      state: "BATCH_PENDING",
      until: "2027-11-22",
    });
    // Codes of the block begin beyond the one that was brought along.
    expect(asha.code).toBe("MD-2002");
    const ops = await w.nimbus.staff("ops");
    const { rows } = await w.owner.query(
      "select distinct action, actor, on_behalf_of, reason from audit_logs where entity in ('student_profiles', 'enrollments', 'batch_assignments', 'admission_forms')",
    );
    expect(rows).toEqual([
      {
        action: "import.apply",
        actor: "system:imports",
        on_behalf_of: `member:${ops.memberId}`,
        reason: "From the old sheets",
      },
    ]);
    expect(await w.nimbus.events("import.applied")).toEqual([{ planId: plan.id }]);
    const { rows: waivers } = await w.owner.query("select kind, amount_paisa, reason from payments");
    expect(waivers).toEqual([{ kind: "waiver", amount_paisa: "4500000", reason: "From the old sheets" }]);
  });

  it("walks everybody to where they stand", async () => {
    await startBatch(w.nimbus.job(), { batchId: await w.nimbus.batch({ code: "RUN-1" }) });
    const plan = await desk.preview(
      sheet(
        "1,A,a@example.com,,CLOUD,active,RUN-1,paid,,,,",
        "2,B,b@example.com,,CLOUD,active,,paid,,,,",
        "3,C,c@example.com,,CLOUD,on hold,RUN-1,paid,,,2026-12-24,",
        "4,D,d@example.com,,CLOUD,suspended,,paid,,,,",
        "5,E,e@example.com,,CLOUD,active,,paid,2025-01-01,2025-12-31,,",
        "6,F,f@example.com,,CLOUD,completed,,paid,,,,",
        "7,G,g@example.com,,CLOUD,dropped out,,paid,,,,",
        "8,H,h@example.com,,CLOUD,new,,paid,,,,",
        "9,I,i@example.com,,CLOUD,paused,,paid,,,,",
      ),
    );
    expect(plan.counts).toEqual({ create: 8, error: 1 });
    await desk.apply(plan.id);
    const { rows } = await w.owner.query<{ email: string; state: string; resume_to: string | null }>(
      "select x.email, e.state, e.resume_to from enrollments e join memberships m on m.id = e.student_id join user_emails x on x.user_id = m.user_id order by 1",
    );
    expect(rows.map(({ email, state, resume_to }) => [email[0], state, resume_to])).toEqual([
      ["a", "ACTIVE", null],
      ["b", "BATCH_PENDING", null],
      ["c", "PAUSED", "ACTIVE"],
      ["d", "SUSPENDED", "BATCH_PENDING"],
      ["e", "EXPIRED", null],
      ["f", "COMPLETED", null],
      ["g", "CANCELLED", null],
      ["h", "PRE_ONBOARDING", null],
    ]);
    const { rows: pauses } = await w.owner.query("select state, from_on::text, until_on::text from enrollment_pauses");
    expect(pauses).toEqual([{ state: "active", from_on: "2026-11-23", until_on: "2026-12-24" }]);
    const { rows: tasks } = await w.owner.query("select count(*)::int as n from onboarding_tasks");
    expect(tasks).toEqual([{ n: 3 }]);
  });

  it("imported again changes nothing, whatever was made of it meanwhile", async () => {
    await w.nimbus.batch({ code: "AWS-14" });
    const text = sheet(
      "L-1,Asha Rao,asha@example.com,98765 43210,CLOUD,active,AWS-14,paid,2026-04-01,2027-03-31,,",
      ",Ravi Menon,ravi@example.com,,CLOUD,cancelled,,paid,,,,",
      ",Meera K,meera@example.com,,CLOUD,completed,,paid,,,,MD-7",
      ",Joseph,joseph@example.com,,CLOUD,,,paid,,,,",
    );
    await desk.apply((await desk.preview(text)).id);
    const joseph = await w.one<{ id: string }>(
      "select e.id from enrollments e join memberships m on m.id = e.student_id join user_emails x on x.user_id = m.user_id where x.email = 'joseph@example.com'",
    );
    await cancelEnrollment(w.nimbus.job(), { enrollmentId: joseph.id, reason: "Left" });
    w.pass(5);
    const { rows: before } = await w.owner.query(
      "select count(*)::int as n from audit_logs where entity <> 'import_plans'",
    );
    const again = await desk.preview(text);
    expect(again.counts).toEqual({ unchanged: 4 });
    const ops = await w.nimbus.staff("ops");
    expect(await refusal(applyImport(ops, { planId: again.id, version: again.version, reason: "Once more" }))).toEqual({
      code: "import.nothing",
    });
    const { rows: after } = await w.owner.query(
      "select count(*)::int as n from audit_logs where entity <> 'import_plans'",
    );
    expect(after).toEqual(before);
  });

  it("changes what differs, leaves what is blank, clears by the token", async () => {
    await desk.apply(
      (await desk.preview(sheet("L-1,Asha Rao,asha@example.com,98765 43210,CLOUD,,,paid,,2027-03-31,,"))).id,
    );
    const plan = await desk.preview(sheet("L-1,Asha Rao-Menon,,-clear-,,,,,,-clear-,,"));
    expect((await desk.rowsOf(plan.id))[0]).toMatchObject({
      outcome: "update",
      changes: [
        { what: "Name", from: "Asha Rao", to: "Asha Rao-Menon" },
        { what: "Phone", from: "+919876543210", to: null },
        { what: "Valid until", from: "2027-03-31", to: "No end" },
      ],
    });
    await desk.apply(plan.id);
    expect(await studentOf("asha@example.com")).toMatchObject({ name: "Asha Rao-Menon", phone: null, until: null });
  });

  it("finds conflicts: twice in the file, keys of different people, seats that are not there", async () => {
    const known = await desk.preview(readFileSync("tests/fixtures/imports/duplicates-and-conflicts.csv"), {
      options: { planId: w.nimbus.planId },
    });
    expect(await outcomes(known.id)).toEqual([
      ["conflict", "Also in row 4"],
      ["conflict", "Also in row 6"],
      ["conflict", "Also in row 2"],
      ["conflict", "Also in row 3"],
      ["conflict", "Also in row 3"],
      ["create", undefined],
    ]);
    await w.nimbus.batch({ code: "TINY", capacity: 1 });
    await desk.apply(
      (await desk.preview(sheet("L-1,A,a@example.com,,CLOUD,,,paid,,,,MD-7", "L-2,B,b@example.com,,CLOUD,,,paid,,,,")))
        .id,
    );
    const plan = await desk.preview(
      sheet(
        "L-1,A,b@example.com,,CLOUD,,,,,,,",
        ",A,new@example.com,,CLOUD,,,,,,,MD-7",
        "L-3,C,c@example.com,,CLOUD,,TINY,,,,,",
        "L-4,D,d@example.com,,CLOUD,,TINY,,,,,",
        "L-5,E,e@example.com,,CLOUD,,NOWHERE,,,,,",
        "L-6,,f@example.com,,CLOUD,,,,,,,",
      ),
    );
    const found = await outcomes(plan.id);
    expect(found.map(([outcome]) => outcome)).toEqual(["conflict", "conflict", "create", "conflict", "error", "error"]);
    expect(found[1]![1]).toBe("MD-7 has another address in Hub");
    expect(found[3]![1]).toBe("All 1 seats are taken");
  });

  it("does not give somebody of Hub two classes at once, unless that was chosen and is said", async () => {
    const { thisBatch, other, planId } = await twoCourses(w);
    await w.nimbus.lesson(other, 60 * 24);
    await w.nimbus.lesson(thisBatch, 60 * 24 + 30);
    const [moves, buys, learned] = [
      await w.nimbus.enroll({ planId }),
      await w.nimbus.enroll({ planId }),
      await w.nimbus.enroll({ planId }),
    ];
    for (const student of [moves, buys, learned]) await w.nimbus.assign(student, other);
    const plan = await desk.preview(
      sheet(
        `,,${moves.email},,BOTH,,AWS-40,,,,,`,
        `,,${buys.email},,CLOUD,active,AWS-40,paid,,,,`,
        `,,${learned.email},,CLOUD,completed,AWS-40,paid,,,,`,
        "L-9,Zoya Ali,zoya@example.com,,CLOUD,active,AWS-40,paid,,,,",
      ),
    );
    const clash = "DEVOPS-09 then, Tue 24 Nov, 7:30 pm IST";
    expect(await outcomes(plan.id)).toEqual([
      ["conflict", `Has ${clash}`],
      ["conflict", `Has ${clash}`],
      ["update", undefined],
      ["create", undefined],
    ]);
    expect((await exportFailedRows(await w.nimbus.staff("ops"), plan.id)).csv).toContain(`Has ${clash}`);
    await desk.again(plan.id, { doubleBooking: "yes" });
    const rows = await desk.rowsOf(plan.id);
    expect(rows.map(({ changes }) => changes.find(({ what }) => what === "Double booked")?.to)).toEqual([
      clash,
      clash,
      undefined,
      undefined,
    ]);
    expect((await desk.apply(plan.id, "They watch one of them later")).results).toEqual({ applied: 4 });
  });

  it("gives the rows to fix back as a file that imports as it is", async () => {
    const plan = await desk.preview(
      sheet("L-1,Asha Rao,asha@example.com,12,CLOUD,,,,,,,", '"=L-2",Ravi,ravi@example.com,,CLOUD,,,,,,,'),
    );
    const { csv, name } = await exportFailedRows(await w.nimbus.staff("ops"), plan.id);
    expect(name).toBe("sheet - to fix.csv");
    expect(csv).toContain("What to fix");
    const fixed = await desk.preview(csv.replace(",12,", ",9876543210,"));
    expect(fixed.counts).toEqual({ create: 1 });
    // It has one column more, and is remembered as the file it comes from.
    expect(await w.one("select count(distinct header_digest)::int as shapes from import_plans")).toEqual({ shapes: 1 });
    expect(await w.one("select kind, action from audit_logs where kind = 'export'")).toEqual({
      kind: "export",
      action: "import.plan",
    });
  });
});

describe("applying", () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => `X-${i},S ${i},s${i}@example.com,,CLOUD,,,paid,,,,`);

  it("leaves a row alone whose world changed since the preview, and says so", async () => {
    await desk.apply((await desk.preview(sheet(...rows(3)))).id);
    const plan = await desk.preview(
      sheet("X-0,New Name,,,,,,,,,,", "X-1,Other Name,,,,,,,,,,", "Z-9,Late,late@example.com,,CLOUD,,,paid,,,,"),
    );
    await w.nimbus.asOwner("update student_profiles set full_name = 'Corrected' where full_name = 'S 0'");
    await w.nimbus.enroll();
    await w.nimbus.asOwner("update user_emails set email = 'late@example.com' where email like 'student1@%'");
    expect((await desk.apply(plan.id)).results).toEqual({ applied: 1, changed: 2 });
    expect((await desk.rowsOf(plan.id)).map(({ result, note }) => [result, note?.split(":")[0]])).toEqual([
      ["changed", "Changed since the preview"],
      ["applied", undefined],
      ["changed", "Changed since the preview"],
    ]);
    const { rows: names } = await w.owner.query(
      "select full_name from student_profiles where full_name in ('Corrected', 'Other Name', 'New Name') order by 1",
    );
    expect(names).toEqual([{ full_name: "Corrected" }, { full_name: "Other Name" }]);
  });

  it("is done once, by however many consumers and however often it is asked for", { timeout: 90_000 }, async () => {
    const plan = await desk.preview(sheet(...rows(1200)));
    const ops = await w.nimbus.staff("ops");
    const asked = { planId: plan.id, version: plan.version, reason: "Moving in" };
    await applyImport(ops, asked);
    expect(await refusal(applyImport(ops, asked))).toEqual({ code: "import.state" });
    await Promise.allSettled(Array.from({ length: 4 }, () => desk.turn(plan.id)));
    expect((await desk.settle(plan.id)).results).toEqual({ applied: 1200 });
    expect(await w.one("select count(*)::int as n, count(distinct code)::int as codes from student_profiles")).toEqual({
      n: 1200,
      codes: 1200,
    });
    await desk.turn(plan.id);
    expect(await w.one("select count(*)::int as n from enrollments")).toEqual({ n: 1200 });
  });

  it("goes on where it was when the runtime died in the middle", { timeout: 90_000 }, async () => {
    const plan = await desk.preview(sheet(...rows(1200)));
    await applyImport(await w.nimbus.staff("ops"), { planId: plan.id, version: plan.version, reason: "Moving in" });
    const { database } = w.ports;
    let writes = 0;
    const dying = w.nimbus.job("imports");
    const lost = new Error("Connection terminated, fetch failed");
    const ports = {
      ...w.ports,
      database: {
        batch: async (...given: Parameters<typeof database.batch>) => {
          if (!given[1].readOnly && ++writes > 2) throw lost;
          return database.batch(...given);
        },
      },
    };
    await expect(desk.turn(plan.id, { ...dying, ports })).rejects.toMatchObject({ code: "unavailable" });
    const half = await w.one<{ n: number }>("select count(*)::int as n from enrollments");
    expect(half.n).toBe(1000);
    expect((await desk.settle(plan.id)).results).toEqual({ applied: 1200 });
    expect(await w.one("select count(*)::int as n from enrollments")).toEqual({ n: 1200 });
  });

  it("asks for a reason, a role, and the preview that was looked at", async () => {
    const plan = await desk.preview(sheet(...rows(1)));
    const asked = { planId: plan.id, version: plan.version, reason: "Moving in" };
    expect(await refusal(applyImport(await w.nimbus.staff("ops"), { ...asked, reason: " " }))).toEqual({
      code: "input.invalid",
      fields: { reason: ["Say why; it stands in the record of every row."] },
    });
    expect(await refusal(applyImport(await w.nimbus.staff("customer_support"), asked))).toEqual({ code: "forbidden" });
    expect(await refusal(applyImport(await w.raga.staff("ops"), asked))).toEqual({ code: "not_found" });
    expect(await refusal(applyImport(await w.nimbus.staff("ops"), { ...asked, version: 1 }))).toEqual({
      code: "import.changed",
    });
  });

  it("computes anew what is a day old, or older than another import", async () => {
    const [first, second] = [
      await desk.preview(sheet(...rows(1))),
      await desk.preview(sheet("Z-1,Z,z@example.com,,CLOUD,,,paid,,,,")),
    ];
    w.pass(1);
    await desk.apply(first.id);
    const ops = await w.nimbus.staff("ops");
    const asked = { planId: second.id, version: second.version, reason: "Moving in" };
    expect(await refusal(applyImport(ops, asked))).toEqual({ code: "import.outdated" });
    w.pass(1);
    expect(await desk.settle(second.id)).toMatchObject({ state: "ready", counts: { create: 1 } });
    w.pass(25 * 60);
    const later = await desk.planOf(second.id);
    expect(await refusal(applyImport(await w.nimbus.staff("ops"), { ...asked, version: later.version }))).toEqual({
      code: "import.outdated",
    });
    await desk.settle(second.id);
    expect((await desk.apply(second.id)).results).toEqual({ applied: 1 });
  });
});

describe("taking an import back", () => {
  it("closes what it made and puts back what it changed, but for what was touched since", async () => {
    await w.nimbus.batch({ code: "AWS-14" });
    await desk.apply(
      (await desk.preview(sheet("L-0,Old Name,old@example.com,9876543210,CLOUD,,,paid,,2027-01-31,,"))).id,
    );
    w.pass(1);
    const plan = await desk.preview(
      sheet(
        "L-0,New Name,,-clear-,,,AWS-14,,,2027-02-28,,",
        "L-1,Asha,asha@example.com,,CLOUD,active,AWS-14,paid,,,,",
        "L-2,Ravi,ravi@example.com,,CLOUD,paused,,paid,,,2026-12-24,",
        "L-3,Meera,meera@example.com,,CLOUD,completed,,paid,,,,",
        "L-4,Joseph,joseph@example.com,,CLOUD,,,paid,,,,",
      ),
    );
    const applied = await desk.apply(plan.id);
    await w.nimbus.asOwner("update student_profiles set preferred_name = 'Jo' where full_name = 'Joseph'");
    const ops = await w.nimbus.staff("ops");
    const asked = { planId: plan.id, version: applied.version, reason: "Wrong sheet" };
    await undoImport(ops, asked);
    expect(await refusal(undoImport(ops, asked))).toEqual({ code: "import.changed" });
    expect(await desk.settle(plan.id)).toMatchObject({ state: "undone", results: { undone: 4, kept: 1 } });
    expect((await desk.rowsOf(plan.id))[4]).toMatchObject({ result: "kept", note: "Changed since: their name" });
    expect(await studentOf("old@example.com")).toMatchObject({
      name: "Old Name",
      phone: "+919876543210",
      until: "2027-01-31",
      state: "BATCH_PENDING",
      disabled: false,
    });
    for (const who of ["asha", "ravi", "meera"])
      expect(await studentOf(`${who}@example.com`)).toMatchObject({ state: "CANCELLED", disabled: true });
    expect(await studentOf("joseph@example.com")).toMatchObject({ state: "BATCH_PENDING", disabled: false });
    expect(await w.one("select count(*)::int as n from batch_assignments where state <> 'withdrawn'")).toEqual({
      n: 0,
    });
    expect(
      await w.one(
        "select sum(amount_paisa)::int as left from payments p join enrollments e on e.id = p.enrollment_id where e.state = 'CANCELLED'",
      ),
    ).toEqual({ left: 0 });
    expect(
      await w.one(
        "select count(*)::int as n from audit_logs where action = 'import.undo' and reason is distinct from 'Wrong sheet'",
      ),
    ).toEqual({ n: 0 });
    expect(
      await w.one("select count(distinct recorded_by)::int as people from payments where kind = 'reversal'"),
    ).toEqual({ people: 1 });
    // The same file again brings them back, on new plans, as who they are.
    w.pass(1);
    const again = await desk.preview(
      sheet(
        "L-1,Asha,asha@example.com,,CLOUD,active,AWS-14,paid,,,,",
        "L-4,Joseph,joseph@example.com,,CLOUD,,,paid,,,,",
      ),
    );
    expect(again.counts).toEqual({ update: 1, unchanged: 1 });
    await desk.apply(again.id);
    expect(await studentOf("asha@example.com")).toMatchObject({ state: "BATCH_ASSIGNED", disabled: false });
  });

  it("is possible for 24 hours", async () => {
    const applied = await desk.apply((await desk.preview(sheet("L-1,Asha,asha@example.com,,CLOUD,,,paid,,,,"))).id);
    w.pass(24 * 60 + 1);
    const late = undoImport(await w.nimbus.staff("ops"), {
      planId: applied.id,
      version: applied.version,
      reason: "Too late",
    });
    expect(await refusal(late)).toEqual({ code: "import.undo_over" });
  });
});

describe("a file", () => {
  const upload = async (bytes: Uint8Array) => refusal(desk.upload(bytes));
  const bytes = (name: string) => new Uint8Array(readFileSync(`tests/fixtures/imports/${name}`));

  it("that is no CSV is refused beside its field, in words", async () => {
    const wrong: [Uint8Array, string][] = [
      [bytes("workbook-named.csv"), "import.workbook"],
      [bytes("picture-named.csv"), "import.not_text"],
      [bytes("header-only.csv"), "import.no_rows"],
      [bytes("torn-quote.csv"), "import.quotes"],
      [new Uint8Array(), "import.empty"],
      [new Uint8Array(50 * 1024 * 1024).fill(65), "import.file_too_large"],
    ];
    for (const [file, code] of wrong) {
      const said = await upload(file);
      expect(said.code).toBe(code);
      expect(said.fields?.["file"]).toHaveLength(1);
    }
    expect(await w.one("select count(*)::int as n from import_plans")).toEqual({ n: 0 });
  });

  it("sent twice by one form is one import, and its mapping is remembered for the next of its shape", async () => {
    const planId = uuidv7(Date.now());
    const text = "Who,Where,What\r\nAsha Rao,asha@example.com,CLOUD\r\n";
    const file = { planId, kind: "students" as const, fileName: "a.csv", bytes: new TextEncoder().encode(text) };
    const ops = await w.nimbus.staff("ops");
    expect(await uploadImport(ops, file)).toEqual(await uploadImport(ops, file));
    const columns = { fullName: 0, email: 1, plan: 2 };
    expect(await refusal(mapImport(ops, { planId, version: 1, mapping: { fullName: 0 }, options: {} }))).toEqual({
      code: "input.invalid",
      fields: {
        email: ["Say which column is the e-mail. Nothing can be imported without it."],
        planId: ["Choose the plan of everybody in this file, or the column that says it."],
      },
    });
    await mapImport(ops, { planId, version: 1, mapping: columns, options: {} });
    await desk.settle(planId);
    w.pass(1);
    const next = await desk.upload(text);
    expect(await w.one("select mapping from import_plans where id = $1", [next.planId])).toEqual({ mapping: columns });
  });

  it("has its days asked for where they could be swapped", async () => {
    const { planId } = await desk.upload(bytes("ambiguous-days.csv"));
    const asked = {
      planId,
      version: 1,
      mapping: { fullName: 0, email: 1, validFrom: 2 },
      options: { planId: w.nimbus.planId },
    };
    const said = await refusal(mapImport(await w.nimbus.staff("ops"), asked));
    expect(Object.keys(said.fields ?? {})).toEqual(["dateOrder"]);
  });

  it("is erased when it is discarded, and after 30 days", async () => {
    const plan = await desk.preview(sheet("L-1,Asha,asha@example.com,,CLOUD,,,paid,,,,"));
    await discardImport(await w.nimbus.staff("ops"), { planId: plan.id, version: plan.version });
    expect(
      await w.one("select (select count(*) from import_rows)::int + (select count(*) from import_files)::int as n"),
    ).toEqual({ n: 0 });
    expect(await desk.planOf(plan.id)).toMatchObject({ state: "discarded" });
    await desk.preview(sheet("L-1,Asha,asha@example.com,,CLOUD,,,paid,,,,"));
    w.pass(31 * 24 * 60);
    await processNotifications(w.nimbus.job("process-notifications"), () => {
      throw new Error("No mail is due.");
    });
    expect(
      await w.one("select (select count(*) from import_rows)::int + (select count(*) from import_files)::int as n"),
    ).toEqual({ n: 0 });
  });
});
