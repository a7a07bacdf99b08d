// The pictures of the README, taken on a product of its own that people are using: `npm run tour`.
import { mkdirSync, statSync } from "node:fs";
import path from "node:path";

import type { Page } from "playwright-core";

import { emailOf, schools } from "#sandbox/demo/schools";
import { inRoot } from "#sandbox/paths";
import { testBrowser } from "#tests/support/browser";
import { testProduct } from "#tests/support/product";
import { signInStudent } from "#tests/support/visitor";

import { pressJoin } from "./e2e/press-join";
import { askForCode, enterCode } from "./e2e/sign-in";
import { openStage, type Looking, type School, type Stage } from "./e2e/stage";

const folder = inRoot("docs/assets");
const largest = 150 * 1024;
const phone: Looking = { fine: true };
const desk: Looking = { width: 1280 };

async function take(page: Page, name: string, height?: number): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  const { width, height: whole } = page.viewportSize()!;
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: file, clip: { x: 0, y: 0, width, height: height ?? whole } });
  const { size } = statSync(file);
  console.log(`${name}.png  ${Math.round(size / 1024)} KB`);
  if (size > largest) throw new Error(`${name}.png is larger than 150 KB.`);
}

/** A student comes in: the address, the mail, the code, Home, the class. */
async function comeIn(stage: Stage, school: School): Promise<void> {
  const { page, context } = await stage.open(phone);
  await page.goto(`${school.url}/auth/login`);
  await page.getByLabel("Your email address").fill(school.student("class_live"));
  await take(page, "login");
  const mail = await askForCode(page, school.url, stage.demo.sandbox, school.student("class_live"));
  await takeMail(stage, mail.id);
  await enterCode(page, mail.code);
  await page.waitForURL(`${school.url}/app`);
  await take(page, "home");
  await page.emulateMedia({ colorScheme: "dark" });
  await take(page, "home-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`${school.url}/app/join/${school.sessions.live}`);
  await take(page, "join");
  await context.close();
}

/** The mail itself, as a narrow client draws it. */
async function takeMail({ demo, open }: Stage, id: string): Promise<void> {
  const mails = (await (await fetch(`${demo.sandbox}/mailbox/messages`)).json()) as { id: string; html: string }[];
  const { page } = await open({ ...phone, height: 560 });
  await page.setContent(mails.find((mail) => mail.id === id)!.html);
  await take(page, "mail");
}

/** The class fills: most come in, some are refused. */
async function fillClass(stage: Stage, school: School): Promise<void> {
  const nimbus = schools.find(({ slug }) => slug === "nimbus")!;
  for (const name of nimbus.classmates.slice(0, 11)) {
    const student = await signInStudent(school.url, stage.demo.sandbox, emailOf(nimbus, name));
    await student.join(school.sessions.live);
  }
  for (const situation of ["unpaid", "paused", "no_batch"]) {
    const { page } = await stage.open({}, await stage.student(school, school.student(situation)));
    await page.goto(`${school.url}/app`);
    await pressJoin(page, school.sessions.live);
  }
  const early = await stage.open(
    { ...phone, zone: "Europe/London" },
    await stage.student(school, school.student("class_later")),
  );
  await early.page.goto(`${school.url}/app`);
  await pressJoin(early.page, school.sessions.later);
  await take(early.page, "join-refused");
}

async function visitStaff(stage: Stage, school: School): Promise<void> {
  const trainer = await stage.open(desk, await stage.member(school, school.staff("trainer")));
  await trainer.page.goto(`${school.url}/admin/ops/sessions/${school.sessions.live}`);
  await trainer.page.getByRole("button", { name: "Start class" }).click();
  await trainer.page.waitForURL(`${stage.demo.sandbox}/s/**`);

  const { page } = await stage.open(desk, await stage.member(school, school.staff("ops")));
  await page.goto(`${school.url}/admin/ops/today`);
  await take(page, "today", 560);
  await page.getByRole("row").filter({ hasText: "Live" }).getByRole("rowheader").getByRole("link").click();
  await page.getByRole("heading", { name: "What you can do" }).waitFor();
  await take(page, "class");
}

/** A week in the console: what operations look at, as the demo school left it. */
async function visitWeek(stage: Stage, school: School): Promise<void> {
  const ops = await stage.member(school, school.staff("ops"));
  const { page } = await stage.open(desk, ops);
  const go = (to: string) => page.goto(`${school.url}/admin/ops/${to}`);
  const dark = async (name: string, height: number) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await take(page, name, height);
    await page.emulateMedia({ colorScheme: "light" });
  };
  await go("today");
  await dark("today-dark", 560);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("ananya");
  await page.getByRole("option", { name: /Ananya Sen/ }).waitFor();
  await take(page, "palette", 560);
  await page.keyboard.press("Escape");
  await go("students?batch=");
  await take(page, "students", 640);
  await go("students?q=devika");
  await page.getByRole("link", { name: "Devika Nambiar" }).click();
  await page.getByRole("heading", { level: 1, name: /Devika Nambiar/ }).waitFor();
  const student = page.url();
  await take(page, "student", 720);
  await dark("student-dark", 720);
  await go("batches");
  await page.getByRole("link", { name: "GENAI-04", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: /GENAI-04/ }).waitFor();
  await take(page, "batch", 760);
  await go("students/import");
  await page.getByRole("link", { name: "new-joiners.csv" }).click();
  await page.getByRole("button", { name: /^Apply/ }).waitFor();
  await take(page, "import", 760);
  await go("attendance?tab=contests");
  await take(page, "contest", 480);
  await page.getByRole("link", { name: /GENAI-04/ }).click();
  await page.getByRole("button", { name: "Save the marks" }).waitFor();
  await take(page, "attendance", 760);
  const manager = await stage.open(desk, await stage.member(school, school.staff("ops_manager")));
  await manager.page.goto(`${school.url}/admin/ops/audit`);
  await take(manager.page, "audit", 720);

  const small = await stage.open(phone, ops);
  await small.page.goto(`${school.url}/admin/ops/today`);
  await take(small.page, "today-phone");
  await small.page.goto(student);
  await take(small.page, "student-phone");
}

mkdirSync(folder, { recursive: true });
const product = await testProduct("tour");
const browser = await testBrowser();
try {
  const stage = openStage(browser, product.demo());
  const school = stage.school("nimbus");
  await comeIn(stage, school);
  await fillClass(stage, school);
  await visitStaff(stage, school);
  await visitWeek(stage, school);
} finally {
  await browser.close();
  await product.dispose();
}
