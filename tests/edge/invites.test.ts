import { afterAll, beforeAll, expect, test } from "vitest";

import type { ResendEntry } from "#sandbox/standins/resend/entry";
import { runCron } from "#tests/support/cron";
import { hiddenFields } from "#tests/support/http";
import type { NewStudent } from "#tests/support/office";
import { smallSchool } from "#tests/support/small-school";
import type { SmallSchool } from "#tests/support/small-school";
import { signInStaff, signInStudent } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let school: SmallSchool;
let students: NewStudent[];
let ops: Visitor;
beforeAll(async () => {
  worker = await testWorker();
  school = await smallSchool(worker);
  const { office } = school;
  const admit = (name: string) => office.admit(name, { knowsHub: false });
  students = [await admit("Asha Rao"), await admit("Bela Sen"), await admit("Chitra Das")];
  ops = await signInStaff(school.url, school.opsEmail);
}, 240_000);
afterAll(() => worker.stop());

const page = async (search = "") =>
  (await (await ops.get(`/admin/ops/invites${search}`)).text()).replaceAll("<!-- -->", "");
const invites = async () =>
  (await worker.standins.ledger<ResendEntry>("resend")).filter(
    (mail) => mail.subject === "Your classes at Nimbus Academy",
  );

test("invites reach each student once at the school's pace, lead to the sign-in, and the funnel follows them in", async () => {
  await signInStudent(school.url, worker.standins.url, students[0]!.email);
  const counted = await page("?who=never_invited");
  expect(counted).toContain("2 students would get a mail.");
  const fields = {
    ...hiddenFields(counted, "/admin/ops/invites?who=never_invited"),
    reason: "The batch begins on Monday",
  };
  const [first, second] = await Promise.all([
    ops.post("/admin/ops/invites?who=never_invited", fields),
    ops.post("/admin/ops/invites?who=never_invited", fields),
  ]);
  expect([first.status, second.status].toSorted((a, b) => a - b)).toEqual([303, 422]);
  expect(await (first.status === 422 ? first : second).text()).toContain("waits for an invite any more");

  await expect
    .poll(
      async () => {
        await runCron(worker.hub, worker.secrets.cronSecret, "relay-outbox");
        return (await invites()).length;
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(2);
  const sent = await invites();
  const login = new URL("/auth/login", school.url).href;
  expect(sent.map((mail) => mail.to[0]!).toSorted()).toEqual(
    students
      .slice(1)
      .map(({ email }) => email)
      .toSorted(),
  );
  for (const mail of sent) {
    expect(mail.text).toContain(login);
    expect(mail.html).not.toContain(mail.to[0]);
    expect([...(mail.html ?? "").matchAll(/href="([^"]+)"/g)].map((match) => match[1])).toEqual([login]);
  }

  await signInStudent(school.url, worker.standins.url, students[1]!.email);
  await worker.database.owner.query("update invite_counts set counted_at = to_timestamp(0)");
  await expect
    .poll(async () => {
      await page();
      const { rows } = await worker.database.owner.query(
        "select invited, sent, signed_in, joined from invite_counts where round_id is null",
      );
      return rows;
    })
    .toEqual([{ invited: 2, sent: 2, signed_in: 1, joined: 0 }]);
  expect(await page()).toContain("The batch begins on Monday");
}, 120_000);
