import { expect, it } from "vitest";

import { addMinutes, clockTime, localClock, localDay, rangeText } from "#kernel/time";

import { stamp } from "./imports";
import { inMeeting } from "./join-journey";
import { boardOf, freeTrainer, isDone, later, mailsTo, meetingLink, withOffice } from "./office";
import type { Backstage } from "./office";
import { unfold } from "./staff-journey";

const zone = "Europe/Berlin";
const wasIn = 40;
const isIn = 75;

/** A day that goes otherwise than planned: the class begins later, and its meeting is another five minutes before. */
export function movedClassJourney(of: () => Backstage): void {
  it("moves a class, replaces its link five minutes before, and everybody is in the new meeting", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const code = `MOVED-${stamp().toUpperCase()}`;
    const { sessionId, student, trainer } = await withOffice(stage, { code }, async (office) => {
      const trainer = await freeTrainer(stage, office, "Mira Banerjee");
      const student = await office.admit("Klara Sommer");
      await office.place(student);
      const fallbackUrl = meetingLink(stage, "8147770010");
      const lesson = { inMinutes: wasIn, title: "Long notes", fallbackUrl, trainerId: trainer.id };
      return { student, trainer, sessionId: await office.schedule(lesson) };
    });
    const ops = await stage.open({ width: 1280, scripts: false }, await stage.member(raga, raga.staff("ops")));
    const teacher = await stage.open({ scripts: false }, await stage.member(raga, trainer.email));
    const phone = await stage.open({}, await stage.student(raga, student.email));

    // What the change does is said before it is saved.
    const { page } = ops;
    await page.goto(`${raga.url}/admin/ops/sessions/${sessionId}`);
    await page.getByRole("link", { name: "Change this class" }).click();
    const start = addMinutes(new Date(), isIn);
    await page.getByLabel("Day").fill(localDay(start, zone));
    await page.getByLabel("Time").fill(localClock(start, zone).slice(0, 5));
    await page.getByLabel("Reason").fill("The hall is taken until then");
    await page.getByRole("button", { name: "See what it does" }).click();
    await page.getByRole("heading", { name: /What saving does: 1 class/ }).waitFor();
    expect(await page.getByRole("region", { name: /What saving does/ }).textContent()).toContain("1 mail is sent");
    await page.getByRole("button", { name: "Save the change" }).click();
    await isDone(page);
    await page.getByText("The change is saved").waitFor();

    // The student reads it in Hub and in the mail, the trainer on their day.
    const time = clockTime(start, zone);
    await phone.page.goto(`${raga.url}/app`);
    expect(await phone.page.getByRole("main").textContent()).toContain(rangeText(start, addMinutes(start, 120), zone));
    await teacher.page.goto(boardOf(raga, start));
    const lesson = teacher.page.getByRole("row").filter({ hasText: code });
    expect(await lesson.textContent()).toContain(time);
    // The mail about their place may leave before it or after.
    const moved = async () =>
      (await mailsTo(stage, student.email)).filter(({ subject }) => subject.startsWith("New time: Long notes"));
    await expect.poll(async () => (await moved()).length, { timeout: 10_000 }).toBe(1);
    expect((await moved())[0]!.text).toContain("The hall is taken until then");

    await later(stage, isIn - 5, async () => {
      await page.goto(boardOf(raga, start));
      await page.getByRole("rowheader").filter({ hasText: code }).getByRole("link").click();
      const form = await unfold(page, "Replace the link");
      await form.getByLabel("New meeting link").fill(meetingLink(stage, "8147770011"));
      await form.getByLabel("Reason").fill("The first meeting asks for a password nobody has");
      await form.getByRole("button", { name: "Replace the link" }).click();
      await page.getByText("The link is replaced").waitFor();

      await phone.page.goto(`${raga.url}/app`);
      await phone.page.getByRole("button", { name: "Join class" }).click();
      await inMeeting(phone.page, stage);
      expect(new URL(phone.page.url()).pathname).toBe("/j/8147770011");

      // An outcome is written after its answer.
      const board = async () => {
        await teacher.page.goto(`${raga.url}/admin/ops/sessions/${sessionId}`);
        return teacher.page.getByRole("main").innerText();
      };
      await expect.poll(board).toMatch(/Joined\s+1\s/);
      const seen = await board();
      expect(seen).toMatch(/Link\s+(Ready|Shared link)/);
      expect(seen).toMatch(/New time: who has heard[\s\S]*Opened in Hub\s+1\s/);
    });
  });
}
