import { parse } from "papaparse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { demoSchools } from "#tests/support/demo-schools";
import type { DemoSchool } from "#tests/support/demo-schools";
import { hiddenFields } from "#tests/support/http";
import { signInStaff, signInStudent } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let nimbus: DemoSchool;
let ops: Visitor;
let manager: Visitor;
let live: { id: string; name: string };
let unpaid: { id: string; enrollment: string };
beforeAll(async () => {
  worker = await testWorker();
  ({ nimbus } = await demoSchools(worker));
  ops = await signInStaff(nimbus.url, nimbus.staff("ops"));
  manager = await signInStaff(nimbus.url, nimbus.staff("ops_manager"));
  live = await studentBy(nimbus.student("class_live"));
  unpaid = await studentBy(nimbus.student("unpaid"));
});
afterAll(() => worker.stop());

async function studentBy(email: string): Promise<{ id: string; name: string; enrollment: string }> {
  const { rows } = await worker.database.owner.query<{ id: string; name: string; enrollment: string }>(
    `select p.id, p.full_name as name, n.id as enrollment from user_emails e join memberships m on m.user_id = e.user_id and m.kind = 'student'
       join student_profiles p on p.id = m.id join enrollments n on n.student_id = p.id where e.email = $1 limit 1`,
    [email],
  );
  return rows[0]!;
}
const page = (id: string, more = "") => `/admin/ops/students/${id}${more}`;
const text = async (answer: Response) => (await answer.text()).replaceAll("<!-- -->", "").replaceAll("&#x27;", "'");
const rowsOf = async (sql: string, values: unknown[]) => (await worker.database.owner.query(sql, values)).rows;

describe("the student page in the worker", () => {
  test("shows a student without their contact, which has a page of its own", async () => {
    const shown = await text(await ops.get(page(live.id)));
    expect(shown).toContain(live.name);
    expect(shown).not.toContain(nimbus.student("class_live"));
    const contact = await text(await ops.get(page(live.id, "/contact")));
    expect(contact).toContain(nimbus.student("class_live"));
    const [{ screens }] = (await waitFor(() =>
      rowsOf(
        "select coalesce(array_agg(distinct after ->> 'screen' order by after ->> 'screen'), '{}') as screens from audit_logs where kind = 'read' and entity_id = $1",
        [live.id],
      ).then((rows) => (rows[0]?.screens.length === 2 ? rows : null)),
    )) as [{ screens: string[] }];
    expect(screens).toEqual(["contact", "student"]);
  });

  test("is a trainer's for own students, with no way to their contact and money", async () => {
    const trainer = await signInStaff(nimbus.url, nimbus.staff("trainer"));
    const shown = await text(await trainer.get(page(live.id)));
    expect(shown).toContain(live.name);
    expect(shown).not.toContain("Show contact");
    expect(shown).not.toContain("Received");
    expect((await trainer.get(page(live.id, "/contact"))).status).toBe(403);
    const { id } = await studentBy(nimbus.student("class_later"));
    expect((await trainer.get(page(id))).status).toBe(404);
    expect((await trainer.get("/admin/ops/payments")).status).toBe(403);
  });

  test.each(["nonsense", "01900000-0000-7000-8000-000000000000"])("of %s is not found", async (id) => {
    for (const path of ["", "/contact", "/suspend"]) expect((await ops.get(page(id, path))).status, path).toBe(404);
  });

  test("of an action that does not exist is not found", async () => {
    expect((await ops.get(page(live.id, "/promote"))).status).toBe(404);
    expect((await ops.post(page(live.id, "/suspend"), { intent: "cancel", reason: "x" })).status).toBe(422);
  });

  test("is not for a student", async () => {
    const student = await signInStudent(nimbus.url, worker.standins.url, nimbus.student("class_live"));
    const answer = await student.get(page(live.id));
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toContain("/admin/login");
  });
});

describe("money, without scripts", () => {
  test("is typed, looked at, recorded by one and verified by another, and opens the class", async () => {
    const at = page(unpaid.id, `/payment?enrollment=${unpaid.enrollment}`);
    const asked = {
      ...hidden(await text(await ops.get(at))),
      kind: "receipt",
      amount: "₹10,000.50",
      reference: "UTR 1",
    };
    const wrong = await ops.post(at, { ...asked, amount: "12,5", intent: "check" });
    expect(wrong.status).toBe(422);
    expect(await text(wrong)).toContain("Write an amount like 2,500 or 2500.50.");
    const checked = await ops.post(at, { ...asked, reason: "", intent: "check" });
    expect(checked.status).toBe(200);
    const confirm = await text(checked);
    expect(confirm).toContain("Nothing is saved yet");
    expect(confirm).toContain("Receipt of ₹10,000.50");
    const sent = { ...hidden(confirm), intent: "payment" };
    const done = await ops.post(at, sent);
    expect([done.status, done.headers.get("location")]).toEqual([303, `${page(unpaid.id)}?done=payment`]);
    const again = await ops.post(at, sent);
    expect(again.status).toBe(409);
    expect(await text(again)).toContain("its entry stands in the ledger once");
    const [entry] = await rowsOf(
      "select id, amount_paisa::int as paisa, recorded_by is not null as by from payments where enrollment_id = $1",
      [unpaid.enrollment],
    );
    expect(entry).toMatchObject({ paisa: 1_000_050, by: true });

    const verify = page(unpaid.id, `/verify?payment=${entry.id}&from=payments`);
    expect((await ops.post(verify, { intent: "verify", paymentId: entry.id })).status).toBe(403);
    const list = await text(await manager.get("/admin/ops/payments"));
    expect(list).toContain("₹10,000.50");
    const counted = await manager.post(verify, { ...hidden(await text(await manager.get(verify))), intent: "verify" });
    expect([counted.status, counted.headers.get("location")]).toEqual([303, "/admin/ops/payments?done=verify"]);
    expect(await text(await manager.get(page(unpaid.id)))).toContain("Part paid");
  });

  test("leaves as a file that no spreadsheet runs, and that is on record", async () => {
    const at = page(unpaid.id, `/payment?enrollment=${unpaid.enrollment}`);
    const form = hidden(await text(await ops.get(at)));
    await ops.post(at, {
      ...form,
      kind: "receipt",
      amount: "1",
      reference: "=HYPERLINK(1)",
      reason: "",
      intent: "payment",
    });
    const file = await manager.post("/admin/ops/payments/export?state=all", {});
    expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(file.headers.get("content-disposition")).toMatch(
      /^attachment; filename="nimbus-payments-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const { data } = parse<Record<string, string>>((await file.text()).replace("\uFEFF", "").trim(), { header: true });
    expect(data.map((row) => row["Amount"])).toContain("10000.5");
    expect(data.map((row) => row["Reference"])).toContain("'=HYPERLINK(1)");
    const [note] = await rowsOf("select after from audit_logs where kind = 'export' and entity = 'payments'", []);
    expect(note).toEqual({ after: { filter: { state: "all" } } });
    const support = await signInStaff(nimbus.url, nimbus.staff("customer_support"));
    expect((await support.post("/admin/ops/payments/export", {})).status).toBe(403);
  });
});

describe("a plan that two people work on", () => {
  test("tells the second what the first did, and keeps what was typed", async () => {
    const { id, enrollment } = await studentBy(nimbus.student("class_later"));
    const at = page(id, `/suspend?enrollment=${enrollment}`);
    const mine = {
      ...hidden(await text(await manager.get(at))),
      reason: "The second instalment bounced",
      intent: "suspend",
    };
    const theirs = page(id, `/extend?enrollment=${enrollment}`);
    const extend = {
      ...hidden(await text(await ops.get(theirs))),
      days: "30",
      fee: "",
      reason: "Was ill",
      intent: "extend",
    };
    expect((await ops.post(theirs, extend)).status).toBe(303);
    const answer = await manager.post(at, mine);
    expect(answer.status).toBe(409);
    const told = await text(answer);
    expect(told).toContain("This changed while you were looking at it.");
    expect(told).toMatch(/extended the plan of .* by 30 days/);
    expect(told).toContain('value="The second instalment bounced"');
    const done = await manager.post(at, { ...mine, ...hidden(told) });
    expect([done.status, done.headers.get("location")]).toEqual([303, `${page(id)}?done=suspend`]);
    expect(await text(await manager.get(`${page(id)}?done=suspend`))).toContain("The plan is suspended");
  });
});

const hidden = (html: string) => hiddenFields(html.slice(html.indexOf("<main")));
/** Work after the answer is done when it is done. */
async function waitFor<T>(look: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + 5000; Date.now() < end;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It never came.");
}
