import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import { apply, offered, stamp, upload } from "./imports";
import { askRaga, mailsTo, withOffice } from "./office";
import type { Backstage } from "./office";

/** A school's spreadsheets come in, are put right, and can be taken back. */
export function importJourney(of: () => Backstage): void {
  const desk = async (role = "ops", scripts = true) => {
    const stage = of();
    const raga = stage.school("raga");
    const tab = await stage.open({ width: 1280, scripts }, await stage.member(raga, raga.staff(role)));
    return { ...tab, stage, url: raga.url };
  };

  it("imports a legacy sheet, and what was wrong in it by the file of failed rows", async () => {
    const { page, stage, url } = await desk();
    const sheet = stamp();
    const at = `@${sheet}.example`;
    const batch = `OLD-${sheet.toUpperCase()}`;
    await withOffice(stage, { code: batch }, async () => {});
    await upload(page, url, "Students from before Hub", "old students.csv", [
      `Lfd ${sheet};Learner;Mail;Handy;Joining date;Cohort;Status;Fees paid`,
      `${sheet}-1;Marta Kühn;marta.kuehn${at};+49 176 5550101;2026-10-01;${batch};active;paid`,
      `${sheet}-2;Bela Novák;bela.novak${at};;2026-10-01;${batch};active;paid`,
      `${sheet}-3;Ilse Brand;ilse.brand(at)${sheet}.example;;2026-10-01;${batch};active;paid`,
      `${sheet}-4;Dario Rossi;dario.rossi${at};;01.10.2026;SITAR-33;active;paid`,
    ]);
    // What the file leaves open is asked: which number is the day, and whose plan it is. What was chosen stays.
    await page.getByLabel("External id").selectOption({ label: `Lfd ${sheet}` });
    await page.getByLabel("Phone").selectOption({ label: "Handy" });
    await page.getByRole("button", { name: "Compute the preview" }).click();
    await page.getByText("Choose the plan of everybody in this file").first().waitFor();
    await page.getByLabel(/^A day like/).selectOption({ label: "3 April: the day stands first" });
    await page.getByLabel("Plan where a row names none").selectOption({ label: "Hindustani Foundations, one year" });
    await page.getByRole("button", { name: "Compute the preview" }).click();
    await offered(page, "Apply 2 rows");
    expect(await page.getByRole("main").textContent()).toContain(
      "2 new students. 2 rows to fix are left out. New students are not mailed",
    );
    await page.getByRole("link", { name: /^Error/ }).click();
    await page.waitForURL(/show=error/);
    await expect.poll(() => page.getByRole("rowheader").allTextContents()).toEqual(["Ilse Brand", "Dario Rossi"]);
    expect(await page.getByRole("table").textContent()).toContain("Cohort code “SITAR-33”: A cohort that exists.");
    const failedRows = await download(page, "Download the 2 rows to fix as CSV");
    for (const name of ["Ilse Brand", "Dario Rossi"]) expect(failedRows).toContain(name);

    await apply(page, "Apply 2 rows", "Moved over from the old sheet");
    await offered(page, "Take back 2 rows");
    expect(await studentsOf(stage, at)).toEqual([
      { name: "Bela Novák", state: "BATCH_ASSIGNED", batch },
      { name: "Marta Kühn", state: "BATCH_ASSIGNED", batch },
    ]);

    // Put right in the very file that came back, which knows by now what its columns are.
    await upload(
      page,
      url,
      "Students from before Hub",
      `rows to fix ${sheet}.csv`,
      failedRows.trimEnd().replace("ilse.brand(at)", "ilse.brand@").replace("SITAR-33,", `${batch},`).split("\r\n"),
    );
    await page.getByRole("button", { name: "Compute the preview" }).click();
    await apply(page, "Apply 2 rows", "The two that were written wrong");
    await offered(page, "Take back 2 rows");
    await page.getByRole("link", { name: "Back to Imports" }).click();
    const line = page.getByRole("row").filter({ hasText: `rows to fix ${sheet}.csv` });
    expect(await line.textContent()).toContain("2 applied");
    expect((await studentsOf(stage, at)).map(({ name }) => name)).toEqual([
      "Bela Novák",
      "Dario Rossi",
      "Ilse Brand",
      "Marta Kühn",
    ]);
    const written = await askRaga(
      stage,
      `select a.reason, count(*)::int from audit_logs a join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
       where a.organization_id = $1 and a.entity = 'batch_assignments' and a.action = 'import.apply' and a.before is null
       and b.code = $2 group by 1 order by 1`,
      [batch],
    );
    expect(written).toEqual([
      { reason: "Moved over from the old sheet", count: 2 },
      { reason: "The two that were written wrong", count: 2 },
    ]);
  });

  it("makes a batch, its classes and its places of a calendar", async () => {
    const { page, stage, url } = await desk("program_manager", false);
    const name = stamp().toUpperCase();
    const batch = `VOICE-${name}`;
    const admitted = await withOffice(stage, { code: `CHOIR-${name}` }, ({ admit }) =>
      inTurn(["Agnes Ott", "Bruno Platt"], (name) => admit(name, { knowsHub: false })),
    );
    const students = admitted.map(({ email }) => email).join("; ");
    await upload(page, url, "Cohorts, their classes and who sits in them", "calendar.csv", [
      "Batch,Course,Class no,Topic,Date,Start,Minutes,Trainer,Students",
      `${batch},SITAR,1,Breath,2026-11-02,18:00,90,,${students}`,
      `${batch},SITAR,2,Tone,2027-03-01,18:00,90,,${students}`,
      `${batch},SITAR,3,Phrases,2027-03-08,25:00,90,,${students}`,
    ]);
    await page.getByRole("button", { name: "Compute the preview" }).click();
    await offered(page, "Apply 2 rows");
    expect(await page.getByRole("row").filter({ hasText: "Phrases" }).textContent()).toContain("25:00");
    await apply(page, "Apply 2 rows", "The calendar of the voice class");
    await offered(page, "Take back 2 rows");

    await page.goto(`${url}/admin/ops/batches`);
    await page.getByRole("link", { name: batch, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: batch }).waitFor();
    const roster = page.getByRole("table", { name: "Students of this cohort" });
    expect(await roster.getByRole("rowheader").allTextContents()).toEqual(["Agnes Ott", "Bruno Platt"]);
    const coming = page.getByRole("table", { name: "Classes to come" });
    expect(await coming.getByRole("rowheader").allTextContents()).toEqual(["2. Tone"]);
    const main = await page.getByRole("main").textContent();
    expect(main).toContain("1 past class");
    const history = page.getByRole("region", { name: "What happened" });
    expect(await history.innerText()).toContain("The calendar of the voice class");
    const classes = await askRaga(
      stage,
      `select s.number, s.state from sessions s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
       where s.organization_id = $1 and b.code = $2 order by s.number`,
      [batch],
    );
    expect(classes).toEqual([
      { number: 1, state: "ended" },
      { number: 2, state: "scheduled" },
    ]);
    expect(await mailsTo(stage, admitted[0]!.email)).toEqual([]);
  });

  it("takes an import back, and leaves and lists whom somebody worked on since", async () => {
    const { page, stage, url } = await desk("ops", false);
    const name = stamp();
    const at = `@${name}.example`;
    const batch = `EARLY-${name.toUpperCase()}`;
    await withOffice(stage, { code: batch }, async () => {});
    await upload(page, url, "Students from before Hub", "too early.csv", [
      "Name,E-mail,Plan,Batch code",
      `Uta Ahrens,uta.ahrens${at},RAGA-YEAR,${batch}`,
      `Veit Busch,veit.busch${at},RAGA-YEAR,${batch}`,
      `Wanda Claus,wanda.claus${at},RAGA-YEAR,${batch}`,
    ]);
    await page.getByRole("button", { name: "Compute the preview" }).click();
    await apply(page, "Apply 3 rows", "Sheet of the new office");
    await offered(page, "Take back 3 rows");
    const plan = page.url();

    await page.goto(`${url}/admin/ops/students?q=${encodeURIComponent(`uta.ahrens${at}`)}`);
    await page.getByRole("link", { name: "Uta Ahrens" }).click();
    await page.getByRole("link", { name: "Change name" }).click();
    await page.getByLabel("Full name").fill("Ute Ahrens");
    await page.getByLabel("Reason").fill("Misspelt in the sheet");
    await page.getByRole("button", { name: "Change the name" }).click();
    await page.getByRole("heading", { level: 1, name: /Ute Ahrens/ }).waitFor();

    await page.goto(plan);
    await apply(page, "Take back 3 rows", "They begin in spring, not now");
    await page.getByRole("link", { name: /^Kept/ }).click();
    await page.waitForURL(/show=kept/);
    expect(await page.getByRole("rowheader").allTextContents()).toEqual(["Uta Ahrens"]);
    expect(await page.getByRole("table").textContent()).toContain("Changed since: their name");
    expect(await page.getByRole("main").textContent()).toContain("They begin in spring, not now");
    expect(await studentsOf(stage, at)).toEqual([
      { name: "Ute Ahrens", state: "BATCH_ASSIGNED", batch },
      { name: "Veit Busch", state: "CANCELLED", batch: null },
      { name: "Wanda Claus", state: "CANCELLED", batch: null },
    ]);
  });
}

async function inTurn<One, Done>(all: One[], work: (one: One) => Promise<Done>): Promise<Done[]> {
  const done: Done[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}

async function download(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return readFileSync(await file.path(), "utf8");
}

/** Who came in with addresses of one domain: their plan's state, and the batch where they have a place. */
const studentsOf = (stage: Backstage, at: string) =>
  askRaga<{ name: string; state: string; batch: string | null }>(
    stage,
    `select p.full_name as name, e.state, b.code as batch
     from user_emails u join memberships m on m.organization_id = u.organization_id and m.user_id = u.user_id and m.kind = 'student'
     join student_profiles p on p.organization_id = m.organization_id and p.id = m.id
     join enrollments e on e.organization_id = p.organization_id and e.student_id = p.id
     left join batch_assignments a on a.organization_id = e.organization_id and a.enrollment_id = e.id and a.state in ('assigned', 'active')
     left join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
     where u.organization_id = $1 and u.email like '%' || $2 order by 1`,
    [at],
  );
