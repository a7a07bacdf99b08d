import { describe, expect, it } from "vitest";

import type { AuditRecord } from "#domain/audit/records";
import { actions } from "#kernel/actions";
import { everyTableRule } from "#tests/docs/house";
import { jobs, relayJob } from "#workers/schedule";
import { schoolWords, usualWords } from "#kernel/school-words";

import { actionText, hasNoun } from "./audit-phrases";
import { actsOf, hasJobWord, momentText, sentenceOf, whoActed } from "./audit-words";

const place = { zone: "Asia/Kolkata", locale: "en-IN", now: new Date("2026-11-23T14:00:00Z"), words: usualWords };
const asha = "00000000-0000-7000-8000-00000000000a";
const ravi = "00000000-0000-7000-8000-00000000000b";
let ids = 0;
const record = (given: Partial<AuditRecord>): AuditRecord => ({
  id: `record-${++ids}`,
  at: "2026-11-23T10:42:00+00:00",
  kind: "change",
  entity: "enrollments",
  entityId: `thing-${ids}`,
  action: "student.update",
  actor: `member:${ravi}`,
  actorName: "Ravi Menon",
  actorRole: "ops",
  onBehalfOf: null,
  onBehalfName: null,
  onBehalfRole: null,
  reason: "clashes with work",
  requestId: "request-1",
  before: null,
  after: {},
  subjectId: asha,
  subjectName: "Asha Rao",
  subjectCode: "MD-1001",
  memberId: asha,
  batchId: null,
  batchCode: null,
  thing: null,
  sessionId: null,
  ...given,
});
const texts = (...records: AuditRecord[]) => actsOf(records, place).map((act) => act.text);

describe("a move from one batch to another", () => {
  const out = {
    entity: "batch_assignments",
    action: "transfer.decide",
    before: { state: "active" },
    after: { state: "transferred_out" },
    batchCode: "AWS-14",
  };
  const into = {
    entity: "batch_assignments",
    action: "transfer.decide",
    after: { state: "assigned" },
    batchCode: "AWS-15",
  };

  it("is one sentence with its moment and its reason", () => {
    const [act, ...more] = actsOf([record(into), record(out)], place);
    expect(more).toEqual([]);
    expect(`${act!.text} · ${act!.when} · ${act!.why}`).toBe(
      "Ravi Menon (ops) moved Asha Rao from AWS-14 to AWS-15 · Mon 23 Nov, 4:12 pm IST · clashes with work",
    );
  });

  it("of many students is one sentence with their number, by where they went", () => {
    const people = ["b", "c", "d"].map((letter) => ({ subjectId: asha.replace(/a$/, letter), subjectName: letter }));
    const moved = people.flatMap((one, i) => [
      record({ ...out, ...one }),
      record({ ...into, ...one, batchCode: i ? "AWS-16" : "AWS-15" }),
    ]);
    expect(texts(...moved)).toEqual([
      "Ravi Menon (ops) moved b from AWS-14 to AWS-15 and moved 2 students from AWS-14 to AWS-16",
    ]);
  });

  it("seen from the batch that was left is who left it", () => {
    expect(texts(record(out), record({ ...out, subjectId: ravi }))).toEqual([
      "Ravi Menon (ops) moved 2 students out of AWS-14",
    ]);
  });

  it("by another command is another sentence", () => {
    expect(texts(record(into), record({ ...out, requestId: "request-2" }))).toHaveLength(2);
  });
});

describe("one command", () => {
  it("is told by what it was for, and not by what followed from it", () => {
    expect(
      texts(
        record({ entity: "users" }),
        record({ entity: "user_emails" }),
        record({ entity: "student_profiles" }),
        record({ entity: "enrollments", thing: "Cloud, one year" }),
        record({ entity: "onboarding_tasks" }),
      ),
    ).toEqual(["Ravi Menon (ops) enrolled Asha Rao on Cloud, one year"]);
    expect(
      texts(
        record({ entity: "batch_assignments", batchCode: "AWS-14" }),
        record({ before: { state: "BATCH_PENDING" }, after: { state: "BATCH_ASSIGNED" } }),
      ),
    ).toEqual(["Ravi Menon (ops) assigned Asha Rao to AWS-14"]);
  });

  it("that cancels a batch says what happened to whom", () => {
    const batch = { batchCode: "AWS-14", subjectId: null, subjectName: null };
    const lesson = (n: number) =>
      record({
        ...batch,
        entity: "sessions",
        before: { state: "scheduled" },
        after: { state: "cancelled" },
        thing: `Class ${n}`,
      });
    expect(
      texts(
        record({ ...batch, entity: "batches", before: { state: "active" }, after: { state: "cancelled" } }),
        lesson(1),
        lesson(2),
        record({
          entity: "batch_assignments",
          before: { state: "active" },
          after: { state: "withdrawn" },
          batchCode: "AWS-14",
        }),
      ),
    ).toEqual(["Ravi Menon (ops) cancelled AWS-14, cancelled 2 classes of AWS-14 and took Asha Rao out of AWS-14"]);
  });

  it("of a job names the job, and whom it acted for", () => {
    expect(whoActed(record({ actor: "system:enrollment-lifecycle" }))).toBe("Hub (nightly check of plans)");
    expect(
      whoActed(
        record({
          actor: "system:events",
          onBehalfOf: `member:${ravi}`,
          onBehalfName: "Ravi Menon",
          onBehalfRole: "ops",
        }),
      ),
    ).toBe("Hub, for Ravi Menon (ops),");
    expect(whoActed(record({ actor: "provider:zoom" }))).toBe("Zoom");
  });
});

describe("the words are there", () => {
  it("for every table that is audited or its own evidence", async () => {
    const tables = (await everyTableRule()).filter(
      (rule) => rule.record !== "machinery" && rule.table !== "join_attempts",
    );
    expect(tables.map(({ table }) => table).filter((table) => !hasNoun(table))).toEqual([]);
  });

  it("for every job of the schedule", () => {
    expect([...jobs, relayJob].map(({ name }) => name).filter((name) => !hasJobWord(name))).toEqual([]);
  });

  it("for every action on every table, made, changed and removed: no sentence shows a raw name", async () => {
    const tables = (await everyTableRule()).map(({ table }) => table);
    const states = ["ACTIVE", "BATCH_PENDING", "cancelled", "transferred_out", null];
    const wrong: string[] = [];
    for (const entity of tables)
      for (const action of [...Object.keys(actions), "auth.signed_in", "auth.sign_in", "auth.staff_denied"])
        for (const kind of ["change", "read", "auth", "export"] as const)
          for (const state of states) {
            const data = state === null ? { valid_until_on: "2027-01-04", some_column_at: null } : { state };
            for (const [before, after] of [
              [null, data],
              [data, data],
              [data, null],
            ]) {
              const text = sentenceOf(
                record({ entity, action, kind, before: before ?? null, after: after ?? null }),
                place,
              );
              if (!/^Ravi Menon \(ops\) [a-z]/.test(text) || /\w_\w|\w\.\w|undefined|null|\[object|NaN/.test(text))
                wrong.push(`${entity} ${action} ${kind}: ${text}`);
            }
          }
    expect([...new Set(wrong)].slice(0, 20)).toEqual([]);
  });

  it("for what nobody has heard of, in plain letters", () => {
    expect(sentenceOf(record({ entity: "moon_landings", actor: "system:moon-job", subjectId: null }), place)).toBe(
      "Hub (moon job) added a moon landing",
    );
    expect(
      sentenceOf(
        record({
          actorName: null,
          actorRole: null,
          subjectName: null,
          before: { a_b: 1 },
          after: { a_b: 2 },
          entity: "odd",
        }),
        place,
      ),
    ).toBe("Somebody who left changed the odd of somebody who left (a b)");
    expect(actionText("enrollment.finish_onboarding", usualWords)).toBe("Enrollment: finish onboarding");
    expect(actionText("odd", usualWords)).toBe("Odd");
    const words = schoolWords({ batch: "Cohort" });
    expect(actionText("batch.open", words)).toBe("Cohort: open");
    expect(actionText("job.start-due-batches", words)).toBe("Job: start due cohorts");
  });
});

it("a moment carries its year where it is not this one", () => {
  expect(momentText("2026-11-23T10:42:00Z", place)).toBe("Mon 23 Nov, 4:12 pm IST");
  expect(momentText("2025-11-23T10:42:00Z", place)).toBe("Sun 23 Nov 2025, 4:12 pm IST");
});

describe("an export", () => {
  it.each([
    ["student_directory", "student.export", {}, "exported students"],
    ["memberships", "student.export", {}, "exported who never signed in"],
    ["payments", "student.export", {}, "exported the ledger"],
    ["batches", "roster.export", { batchCode: "AWS-14" }, "exported the roster of AWS-14"],
    [
      "attendance_marks",
      "roster.export",
      { batchCode: "AWS-14", thing: "Subnets" },
      "exported the attendance of “Subnets” of AWS-14",
    ],
    ["import_plans", "import.plan", {}, "exported the failed rows of an import"],
    ["audit_logs", "audit.export", {}, "exported the record"],
  ] as const)("of %s, allowed by %s, says what left", (entity, action, about, said) => {
    expect(texts(record({ kind: "export", entity, action, subjectId: null, ...about }))).toEqual([
      `Ravi Menon (ops) ${said}`,
    ]);
  });
});

it("marks of one command are told mark by mark, each with its students", () => {
  const mark = (subjectId: string, given: string) =>
    record({
      entity: "attendance_marks",
      action: "attendance.mark",
      after: { mark: given },
      subjectId,
      thing: "Subnets",
    });
  expect(texts(mark(asha, "present"), mark(ravi, "absent"), mark("c", "present"))).toEqual([
    "Ravi Menon (ops) marked 2 students as present in “Subnets” and marked Asha Rao as absent in “Subnets”",
  ]);
});

it.each([
  [null, {}, "set the fallback link of AWS-14"],
  [{}, {}, "changed the fallback link of AWS-14"],
])("a batch's fallback link from %j to %j says what was done with it", (before, after, said) => {
  const link = record({ entity: "batch_meetings", action: "batch.update", batchCode: "AWS-14", before, after });
  expect(texts(link)).toEqual([`Ravi Menon (ops) ${said}`]);
});
