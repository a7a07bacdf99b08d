import { expect, it } from "vitest";

import { addDays, localDay } from "#kernel/time";

import { apply, offered, stamp, upload } from "./imports";
import { askRaga, isDone, mailsTo, withOffice } from "./office";
import type { Backstage } from "./office";

/** A batch that does not come about: its students are told, moved or listed, and a year later it is still known why. */
export function cancelJourney(of: () => Backstage): void {
  it("cancels a batch with its plan, and answers who moved a student, and why, after an import and its undo", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const name = stamp().toUpperCase();
    const at = `@${name.toLowerCase()}.example`;
    const [leaving, staying] = [`FROM-${name}`, `TO-${name}`];
    for (const code of [leaving, staying])
      await withOffice(stage, { code, capacity: 2 }, async (office) => {
        await office.schedule({ inMinutes: 3 * 24 * 60, title: "First steps" });
      });
    const desk = async (role: string) =>
      (await stage.open({ width: 1280, scripts: false }, await stage.member(raga, raga.staff(role)))).page;

    // The new cohort comes by a sheet.
    const page = await desk("ops");
    await upload(page, raga.url, "Students from before Hub", "autumn.csv", [
      "Name,E-mail,Plan,Batch code",
      `Rika Lorenz,rika.lorenz${at},RAGA-YEAR,${leaving}`,
      `Sven Moll,sven.moll${at},RAGA-YEAR,${leaving}`,
      `Tilda Nolte,tilda.nolte${at},RAGA-YEAR,${staying}`,
    ]);
    await page.getByRole("button", { name: "Compute the preview" }).click();
    await apply(page, "Apply 3 rows", "The list of the autumn fair");
    await offered(page, "Take back 3 rows");
    const plan = page.url();

    // What is coming waits for them in Hub: nobody has invited them yet, and ops is told so.
    await page.goto(`${raga.url}/admin/ops/batches`);
    await page.getByRole("link", { name: leaving, exact: true }).click();
    const batch = page.url();
    await page.getByRole("link", { name: "Send an announcement" }).click();
    await page
      .getByLabel("What they should know")
      .fill("We may have too few people for this cohort. You will hear by Friday.");
    expect(await page.getByRole("main").textContent()).toContain(
      "2 students are not invited yet and get no mail: tell them yourself.",
    );
    await page.getByRole("button", { name: "Leave it for them in Hub" }).click();
    await page.getByText("We may have too few people").first().waitFor();

    // From their invite on they are mailed like everybody.
    await page.goto(`${raga.url}/admin/ops/invites`);
    await page.getByLabel("Cohort").selectOption({ label: leaving });
    await page.getByRole("button", { name: "Count them" }).click();
    await page.getByLabel("Reason").fill("Their cohort is set up");
    await page.getByRole("button", { name: "Send 2 invites" }).click();
    await page.getByText("Their cohort is set up").waitFor();

    // Each gets a place proposed; what ops know better is changed, and who has none is somebody's to look after.
    await page.goto(batch);
    await page.getByRole("link", { name: "Cancel this cohort" }).click();
    const rikas = page.getByLabel("Where Rika Lorenz goes");
    expect(await rikas.locator("option:checked").textContent()).not.toBe("No place for now");
    expect(await rikas.locator("option", { hasText: staying }).textContent()).toBe(`${staying}: misses nothing`);
    await rikas.selectOption({ label: `${staying}: misses nothing` });
    await page.getByLabel("Where Sven Moll goes").selectOption({ label: "No place for now" });
    await page.locator("#reason").fill("Too few signed up for this evening");
    await page.getByRole("button", { name: `Cancel ${leaving} and move its students` }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Who finds the others a place").selectOption({ label: "Lukas Brandt" });
    await page.getByLabel("Until").fill(addDays(localDay(new Date(), "Europe/Berlin"), 5));
    await page.getByRole("button", { name: `Cancel ${leaving} and move its students` }).click();
    await isDone(page);

    await page.goto(`${raga.url}/admin/ops/batches`);
    await page.getByRole("link", { name: "See who, and who looks after them" }).click();
    const waiting = page.getByRole("row").filter({ hasText: leaving });
    expect(await waiting.textContent()).toContain("Sven Moll");
    expect(await waiting.textContent()).toContain("Lukas Brandt");
    // The invites keep their own pace.
    const subjects = async (who: string) =>
      (await mailsTo(stage, `${who}${at}`)).flatMap(({ subject }) =>
        subject.startsWith("Your classes at") ? [] : subject,
      );
    await expect
      .poll(() => subjects("rika.lorenz"), { timeout: 10_000 })
      .toEqual([`You have a new cohort: Batch ${staying}`]);
    await expect
      .poll(() => subjects("sven.moll"), { timeout: 10_000 })
      .toEqual([`Your cohort is cancelled: Batch ${leaving}`]);

    // The sheet is taken back: whom the cancellation moved stay, and are listed.
    await page.goto(plan);
    await apply(page, "Take back 3 rows", "The fair's list was last year's");
    await page.getByRole("link", { name: /^Kept/ }).click();
    await page.waitForURL(/show=kept/);
    expect(await page.getByRole("rowheader").allTextContents()).toEqual(["Rika Lorenz", "Sven Moll"]);

    // Who moved this student, and why? One screen each, also for who only answers the phone.
    const support = await desk("customer_support");
    const storyOf = async (who: string) => {
      await support.goto(`${raga.url}/admin/ops/students?q=${encodeURIComponent(`${who}${at}`)}`);
      await support.getByRole("rowheader").getByRole("link").click();
      await support.waitForURL(/students\/[0-9a-f-]{36}$/);
      const acts = support.getByRole("region", { name: "What happened" }).getByRole("listitem");
      return (await acts.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " "));
    };
    const today = /Sat|Sun|Mon|Tue|Wed|Thu|Fri/.source;
    const [moved, invited, came] = await storyOf("rika.lorenz");
    expect(moved).toMatch(
      new RegExp(
        `^Amira Haddad \\(ops\\) moved Rika Lorenz from ${leaving} to ${staying} (${today}) .* CES?T · Too few signed up for this evening`,
      ),
    );
    expect(invited).toMatch(/^Amira Haddad \(ops\) invited Rika Lorenz .*Their cohort is set up/);
    expect(came).toMatch(
      new RegExp(`^Hub, for Amira Haddad \\(ops\\), assigned Rika Lorenz to ${leaving} .*autumn fair`),
    );
    const undone = await storyOf("tilda.nolte");
    expect(undone[0]).toMatch(
      new RegExp(
        `^Hub, for Amira Haddad \\(ops\\), took Tilda Nolte out of ${staying} .*The fair's list was last year's`,
      ),
    );
    expect(undone[1]).toMatch(/^Amira Haddad \(ops\) recorded a reversal of €960 for Tilda Nolte/);
    expect(await support.getByRole("main").textContent()).not.toContain("kept out of class");
    expect(
      await askRaga(
        stage,
        `select p.full_name as name, m.to_batch_id is not null as placed, m.owner_id is not null as owned
         from cancellation_moves m join batches b on b.organization_id = m.organization_id and b.id = m.batch_id
         join student_profiles p on p.organization_id = m.organization_id and p.id = m.student_id
         where m.organization_id = $1 and b.code = $2 order by 1`,
        [leaving],
      ),
    ).toEqual([
      { name: "Rika Lorenz", placed: true, owned: false },
      { name: "Sven Moll", placed: false, owned: true },
    ]);
  });
}
