import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { exportPayments } from "./export-payments";
import { listPayments } from "./list-payments";
import { paymentList } from "./payment-list";
import type { ListedPayment } from "./payment-list";
import { recordPayment } from "./record-payment";
import { reversePayment } from "./reverse-payment";
import { verifyPayment } from "./verify-payment";

let w: DomainWorld;
const made: string[] = [];
/** Five receipts, half an hour apart from six in the evening on; the first is verified, the second taken back, and a fee. */
beforeAll(async () => {
  w = await domainWorld();
  const ops = () => w.nimbus.staff("ops");
  for (let n = 0; n < 5; n++) {
    const { enrollmentId } = await w.nimbus.enroll({ agreedPaisa: 900_000 });
    const receipt = { enrollmentId, kind: "receipt" as const, amountPaisa: 100_000 + n, reference: `=UTR ${n}` };
    made.push((await recordPayment(await ops(), receipt)).paymentId);
    if (n === 4) await recordPayment(await ops(), { enrollmentId, kind: "fee", amountPaisa: 5_000, reason: "Late" });
    w.pass(30);
  }
  await verifyPayment(await w.nimbus.staff("ops_manager"), { paymentId: made[0]! });
  await reversePayment(await ops(), { paymentId: made[1]!, reason: "Typed twice" });
});
afterAll(() => w?.drop());

const asked = (search: string, size?: number) => ({
  ...paymentList.parse(new URLSearchParams(search)),
  ...(size ? { size } : {}),
});
const ids = (rows: ListedPayment[]) => rows.map((row) => row.id);

describe("the ledger across all students", () => {
  it("begins with what waits for verification, the newest first, and says how much waits", async () => {
    const page = await listPayments(await w.nimbus.staff("ops"), asked(""));
    expect(ids(page.rows)).toEqual([made[4], made[3], made[2]]);
    expect(page).toMatchObject({ waiting: 3, next: null });
    expect(page.rows[2]).toMatchObject({
      student_name: "Student 3",
      student_code: "MD-1003",
      amount_paisa: "100002",
      recorder: "Staff ops",
      verified: false,
    });
  });

  it("is gone through by cursor, in either order", async () => {
    const ops = await w.nimbus.staff("ops");
    const seen: string[] = [];
    for (let search: string | null = "?state=all&sort=recorded"; search !== null;) {
      const page = await listPayments(ops, asked(search, 2));
      seen.push(...ids(page.rows));
      search = page.next;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    expect(seen[0]).toBe(made[0]);
    const whole = await listPayments(ops, asked("?state=all"));
    expect(ids(whole.rows)).toEqual(seen.toReversed());
  });

  it.each([
    ["?state=all&kind=fee", 1],
    ["?state=all&kind=reversal", 1],
    ["?kind=receipt", 3],
    ["?kind=fee", 0],
    ["?state=all&from=2026-11-24", 0],
    ["?state=all&from=2026-11-23&until=2026-11-23", 7],
    ["?state=all&until=2026-11-22", 0],
  ])("of %s is %i entries, by the school's own days", async (search, count) => {
    const page = await listPayments(await w.nimbus.staff("ops_manager"), asked(search));
    expect(page.rows).toHaveLength(count);
  });

  it("is nobody's of another school, and for the roles that see money only", async () => {
    expect((await listPayments(await w.raga.staff("ops"), asked("?state=all"))).rows).toEqual([]);
    for (const role of ["trainer", "sales"] as const)
      expect(await refusal(listPayments(await w.nimbus.staff(role), asked(""))), role).toEqual({ code: "forbidden" });
    await listPayments(await w.nimbus.staff("customer_support"), asked(""));
  });

  it("refuses a filter it does not know by name", () => {
    expect(() => asked("?kind=bribe&from=soon")).toThrow("Something in what you sent needs fixing.");
  });
});

describe("the ledger as a file", () => {
  it("is every entry of the filter, noted before the first of them leaves", async () => {
    const manager = await w.nimbus.staff("ops_manager");
    const pieces = await exportPayments(manager, asked("?state=all&kind=receipt", 2));
    const { rows } = await w.owner.query(
      "select kind, entity, action, actor, after from audit_logs where kind = 'export' and organization_id = $1",
      [w.nimbus.organizationId],
    );
    expect(rows).toEqual([
      {
        kind: "export",
        entity: "payments",
        action: "student.export",
        actor: `member:${manager.memberId}`,
        after: { filter: { state: "all", kind: "receipt" } },
      },
    ]);
    const all: string[] = [];
    for await (const piece of pieces) all.push(...ids(piece));
    expect(all).toEqual(made.toReversed());
  });

  it("is not for support, nor for a counselor", async () => {
    for (const role of ["customer_support", "academic_counselor"] as const)
      expect(await refusal(exportPayments(await w.nimbus.staff(role), asked(""))), role).toEqual({ code: "forbidden" });
  });
});
