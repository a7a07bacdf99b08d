import path from "node:path";

import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import { withClient } from "#sandbox/database";
import { startNeonProxy } from "#sandbox/neon-proxy";
import { loadSecrets } from "#sandbox/secrets";
import { openOffice, type NewStudent } from "#tests/support/office";

import { inMeeting } from "./join-journey";
import { pressJoin } from "./press-join";
import { chooseAccount, signInStaff } from "./sign-in";
import type { School, Stage, Tab } from "./stage";

/** What the people at work see and do while students come to class. */
export function staffJourney(of: () => Stage & { hubDir: string }): void {
  const desk = async (
    role = "ops",
    scripts = true,
  ): Promise<Tab & { stage: Stage & { hubDir: string }; raga: School }> => {
    const stage = of();
    const raga = stage.school("raga");
    return { ...(await stage.open({ width: 1280, scripts }, await stage.member(raga, raga.staff(role)))), stage, raga };
  };
  const asStudent = async (stage: Stage, raga: School, email: string) =>
    (await stage.open({}, await stage.student(raga, email))).page;

  it.each([true, false])("comes in by Google's chooser and lands on the day, scripts: %s", async (scripts) => {
    const stage = of();
    const raga = stage.school("raga");
    const { page } = await stage.open({ width: 1280, scripts });
    await signInStaff(page, raga.url, raga.staff("ops_manager"));
    expect(await page.title()).toBe("Today · Raga Music School");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/^Today · /);
  });

  it("shows a stranger's address on the denied page, and lets nobody in", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const { page } = await stage.open();
    await chooseAccount(page, raga.url, "stranger@elsewhere.example");
    await page.waitForURL(`${raga.url}/auth/denied`);
    expect(await page.textContent("main")).toContain("stranger@elsewhere.example");
    await page.goto(`${raga.url}/admin/ops/today`);
    await page.waitForURL(/\/admin\/login/);
  });

  it("sees a join and a refusal on Today within the renewal: without loading it again, or without scripts", async () => {
    const { page, stage, raga } = await desk();
    const plain = await desk("ops", false);
    for (const one of [page, plain.page]) await one.goto(`${raga.url}/admin/ops/today`);
    await page.evaluate(() => Object.assign(globalThis, { neverLoadedAgain: true }));
    const joined = await countIn(page, "Joined");
    const refused = await countIn(page, "Refused");

    const student = await asStudent(stage, raga, raga.student("class_live"));
    await student.goto(`${raga.url}/app`);
    await student.getByRole("button", { name: "Join class" }).click();
    await inMeeting(student, stage);
    await comeUnpaid(stage, raga);

    for (const one of [page, plain.page]) {
      await expect.poll(() => countIn(one, "Joined"), { timeout: 13_000 }).toBe(joined + 1);
      await expect.poll(() => countIn(one, "Refused"), { timeout: 13_000 }).toBe(refused + 1);
    }
    expect(await page.evaluate(() => "neverLoadedAgain" in globalThis)).toBe(true);
    await page.getByRole("link", { name: /See who.*1 refused, payment due/ }).click();
    await page.waitForURL(`**/admin/ops/sessions/${raga.sessions.live}#refused`);
    expect(await page.getByRole("table", { name: "Refused students" }).textContent()).toContain("payment due");
  });

  it("admits the student whose payment stands wrong, who then joins", async () => {
    const { page, stage, raga } = await desk("customer_support");
    await comeUnpaid(stage, raga);
    await page.goto(`${raga.url}/admin/ops/sessions/${raga.sessions.live}`);
    const form = await unfold(page, "Admit one student");
    await form.getByLabel("Student who was refused").selectOption({ index: 1 });
    await form.getByLabel("Reason").fill("Showed the receipt on the phone");
    await form.getByRole("button", { name: "Admit to this class" }).click();
    await page.getByText("The student is admitted").waitFor();

    const student = await asStudent(stage, raga, raga.student("unpaid"));
    await student.goto(`${raga.url}/app/join/${raga.sessions.live}`);
    await student.getByRole("button", { name: "Join class" }).click();
    await inMeeting(student, stage);
  });

  it.each([true, false])("asks for the reason beside its field, scripts: %s", async (scripts) => {
    const { page, raga } = await desk("ops", scripts);
    await page.goto(`${raga.url}/admin/ops/sessions/${raga.sessions.live}`);
    const form = await unfold(page, "Close later");
    await form.getByLabel("Reason").fill("   ");
    await form.getByRole("button", { name: "Keep it open" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("Say why");
    expect(await page.getByRole("button", { name: "Keep it open" }).isVisible()).toBe(true);
  });

  it("opens a later class now, which its student joins at once, and keeps it open longer", async () => {
    const { page, stage, raga } = await desk("program_manager");
    const later = `${raga.url}/admin/ops/sessions/${raga.sessions.later}`;
    await page.goto(later);
    const open = await unfold(page, "Open now");
    await open.getByLabel("Reason").fill("The trainer begins earlier");
    await open.getByRole("button", { name: "Open the class" }).click();
    await page.getByText("The class is open").waitFor();

    const student = await asStudent(stage, raga, raga.student("class_later"));
    await student.goto(`${raga.url}/app`);
    await student.getByRole("button", { name: "Join class" }).click();
    await inMeeting(student, stage);

    const close = await unfold(page, "Close later");
    await close.getByLabel("Students can join until").selectOption("120");
    await close.getByLabel("Reason").fill("Questions take longer");
    await close.getByRole("button", { name: "Keep it open" }).click();
    await page.getByText("stays open longer").waitFor();
  });

  it("replaces the link, and the next student comes in by the new one", async () => {
    const { page, stage, raga } = await desk();
    await page.goto(`${raga.url}/admin/ops/sessions/${raga.sessions.live}`);
    const form = await unfold(page, "Replace the link");
    await form.getByLabel("New meeting link").fill("https://elsewhere.example/j/8147770001");
    await form.getByLabel("Reason").fill("The meeting was deleted");
    await form.getByRole("button", { name: "Replace the link" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("not on one of your meeting providers");
    await form.getByLabel("New meeting link").fill(`${stage.demo.sandbox}/j/8147770001?pwd=demo`);
    await form.getByLabel("Reason").fill("The meeting was deleted");
    await form.getByRole("button", { name: "Replace the link" }).click();
    await page.getByText("The link is replaced").waitFor();

    const student = await asStudent(stage, raga, raga.student("class_live"));
    await student.goto(`${raga.url}/app`);
    await student.getByRole("button", { name: "Join class" }).click();
    await inMeeting(student, stage);
    expect(new URL(student.url()).pathname).toBe("/j/8147770001");
  });

  it("finds the student with no link, whose page is let in by itself once there is one", async () => {
    const { page, stage, raga } = await desk();
    const { sessionId, student } = await classWithoutLink(stage);
    const waiting = await asStudent(stage, raga, student.email);
    await waiting.goto(`${raga.url}/app`);
    await waiting.getByRole("button", { name: "Join class" }).click();
    await waiting.getByRole("heading", { name: "The meeting link is on its way" }).waitFor();

    await page.goto(`${raga.url}/admin/ops/today`);
    await page.getByRole("link", { name: /Set the link.*no meeting link for 1 student/ }).click();
    await page.waitForURL(`**/admin/ops/sessions/${sessionId}?do=replace_link#replace_link`);
    const form = page.locator("details[open]#replace_link");
    await form.getByLabel("New meeting link").fill(`${stage.demo.sandbox}/j/8147770002?pwd=demo`);
    await form.getByLabel("Reason").fill("The new batch had none");
    await form.getByRole("button", { name: "Replace the link" }).click();
    await page.getByText("The link is replaced").waitFor();
    await inMeeting(waiting, stage);
  });

  it("finds out who did that, why, and what else came of it, and takes the record along", async () => {
    const { page, raga } = await desk("ops_manager");
    await page.goto(`${raga.url}/admin/ops/audit`);
    await page.getByLabel("Reason").fill("batch had none");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL("**/admin/ops/audit?q=batch+had+none*");
    const act = page.getByRole("listitem").filter({ hasText: "replaced the link of “Breath and tone”" });
    expect(await act.textContent()).toContain("The new batch had none");
    await act.locator("summary").click();
    await act.getByRole("link", { name: /Meeting · HURRY-1/ }).click();
    await page.getByRole("heading", { level: 1, name: /\(ops\) replaced the link of “Breath and tone”/ }).waitFor();
    await page.goBack();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^who-did-what-raga-.*\.csv$/);
  });

  it.each([true, false])("starts a class as its host, scripts: %s", async (scripts) => {
    const { page, stage, raga } = await desk("trainer", scripts);
    await page.goto(`${raga.url}/admin/ops/sessions/${raga.sessions.live}`);
    await page.getByRole("button", { name: "Start class" }).click();
    await page.waitForURL(`${stage.demo.sandbox}/s/**`);
    expect(await page.textContent("body")).toContain("the host");
  });

  it("shows each role its own: a trainer their classes, support no link and no start", async () => {
    const trainer = await desk("trainer");
    await trainer.page.goto(`${trainer.raga.url}/admin/ops/today`);
    expect(await trainer.page.getByRole("link", { name: "Dead letters" }).count()).toBe(0);
    const other = await trainer.page.goto(`${trainer.raga.url}/admin/ops/sessions/${trainer.raga.sessions.later}`);
    expect(other?.status()).toBe(404);

    const support = await desk("customer_support");
    await support.page.goto(`${support.raga.url}/admin/ops/sessions/${support.raga.sessions.live}`);
    const actions = await support.page.getByRole("region", { name: "What you can do" }).textContent();
    expect(actions).toContain("Admit one student");
    expect(actions).not.toMatch(/Start class|Replace the link/);
  });
}

export const unfold = async (page: Page, title: string) => {
  const fold = page.locator("details", { has: page.locator("summary", { hasText: title }) });
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").click();
  return fold;
};

/** A number of the live class's row. */
async function countIn(page: Page, header: string): Promise<number> {
  const headers = await page.getByRole("columnheader").allTextContents();
  const row = page.getByRole("row").filter({ hasText: "Live" });
  const cells = row.locator("th, td");
  return Number.parseInt((await cells.nth(headers.indexOf(header)).textContent()) ?? "", 10);
}

/** Somebody who has not paid presses Join. */
async function comeUnpaid(stage: Stage, raga: School): Promise<void> {
  const { page } = await stage.open({ scripts: false }, await stage.student(raga, raga.student("unpaid")));
  await page.goto(`${raga.url}/app`);
  await pressJoin(page, raga.sessions.live);
  await page.getByRole("heading", { name: "A payment is open" }).waitFor();
}

/** A batch opened in a hurry: its class runs, its student has a place, and nobody thought of a link. */
async function classWithoutLink(
  stage: Stage & { hubDir: string },
): Promise<{ sessionId: string; student: NewStudent }> {
  const { ownerUrl, appUrl } = stage.demo.database;
  const secrets = loadSecrets(path.join(stage.hubDir, "secrets.json"));
  const organizationId = await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>("select id from organizations where slug = 'raga'");
    return rows[0]!.id;
  });
  const proxy = await startNeonProxy();
  try {
    const settings = { SEAL_KEYS: secrets.sealKeys, AUTH_PEPPER: secrets.authPepper };
    const options = { ownerUrl, appUrl, neonProxy: proxy.host, settings, hub: stage.demo.hub, organizationId };
    const office = await openOffice(options, { code: "HURRY-1" });
    const student = await office.admit("Tara Sommer");
    await office.place(student);
    return { sessionId: await office.schedule({ inMinutes: -2, title: "Breath and tone" }), student };
  } finally {
    await proxy.stop();
  }
}
