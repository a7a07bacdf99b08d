import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import { addMinutes, localClock, localDay } from "#kernel/time";

import { stamp } from "./imports";
import { inMeeting } from "./join-journey";
import { askRaga, boardOf, freeTrainer, later, meetingLink, runJob, withOffice } from "./office";
import type { Backstage } from "./office";
import { unfold } from "./staff-journey";

const zone = "Europe/Berlin";
const began = -100;

/** After a class: who was there, by its clicks, by its trainer, by the meeting's report, and by the students' own word. */
export function attendanceJourney(of: () => Backstage): void {
  it("marks a class, attaches an unmatched participant, and answers a student who was marked wrong", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const code = `MARKS-${stamp().toUpperCase()}`;
    const { sessionId, trainer, students } = await withOffice(stage, { code }, async (office) => {
      const students = [];
      for (const name of ["Nora Adler", "Otto Brehm", "Pia Conrad"]) {
        const student = await office.admit(name);
        await office.place(student);
        students.push(student);
      }
      const trainer = await freeTrainer(stage, office, "Mira Banerjee");
      const fallbackUrl = meetingLink(stage, "8147770020");
      const lesson = { inMinutes: began, title: "Ornaments", fallbackUrl, trainerId: trainer.id };
      return { students, trainer, sessionId: await office.schedule(lesson) };
    });
    const [nora, otto] = students as [(typeof students)[number], (typeof students)[number]];
    const phone = async (email: string) =>
      (await stage.open({ scripts: false }, await stage.student(raga, email))).page;
    const desk = async (email: string) =>
      (await stage.open({ width: 1280, scripts: false }, await stage.member(raga, email))).page;

    // Nora comes while the class is on. Nobody else presses Join.
    const noras = await phone(nora.email);
    await noras.goto(`${raga.url}/app`);
    await noras.getByRole("button", { name: "Join class" }).click();
    await inMeeting(noras, stage);

    await later(stage, 60, async () => {
      await runJob(stage, "end-due-sessions");
      await runJob(stage, "mark-attendance");

      // Their trainer knows better about one of them, and sees nobody's address.
      const teacher = await desk(trainer.email);
      await teacher.goto(boardOf(raga, addMinutes(new Date(), began)));
      await teacher
        .getByRole("row")
        .filter({ hasText: code })
        .getByRole("link", { name: /^Attendance/ })
        .click();
      await teacher.getByRole("heading", { level: 1, name: /^Attendance: MARKS-/ }).waitFor();
      expect(await marks(teacher)).toEqual({
        "Nora Adler": "Partly there",
        "Otto Brehm": "Absent",
        "Pia Conrad": "Absent",
      });
      expect(await teacher.content()).not.toContain("students.example");
      await teacher.getByLabel("Set the mark of Nora Adler").selectOption({ label: "Late" });
      const why = teacher.locator("#mark-reason");
      await why.fill("   ");
      await teacher.getByRole("button", { name: "Save the marks" }).click();
      await teacher.getByRole("alert").getByText("Say why").waitFor();
      await why.fill("Came twenty minutes in");
      await teacher.getByRole("button", { name: "Save the marks" }).click();
      await teacher.getByText("The marks are saved").waitFor();
      expect((await marks(teacher))["Nora Adler"]).toBe("Late");

      // The meeting's own report names somebody whom nobody knows.
      const ops = await desk(raga.staff("ops"));
      await ops.goto(teacher.url());
      const report = await unfold(ops, "Take in a report");
      const at = (minute: number) => localTime(addMinutes(new Date(), began + minute));
      const lines = [
        "Name (Original Name),User Email,Join Time,Leave Time",
        `Nora A,${nora.email},${at(1)},${at(120)}`,
        `iPhone von Pia,,${at(2)},${at(120)}`,
      ];
      await report.getByLabel("Participants as CSV").setInputFiles({
        name: "participants.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(`${lines.join("\r\n")}\r\n`),
      });
      await report.getByRole("button", { name: "Take in the report" }).click();
      await ops.getByText("The report is taken in").waitFor();
      // What a person said stands above the report, which has her there from the first minute.
      expect((await marks(ops))["Nora Adler"]).toBe("Late");
      await ops.getByRole("link", { name: "Match them" }).click();
      const pia = ops.getByRole("listitem").filter({ hasText: "iPhone von Pia" }).filter({ hasText: code });
      await pia.getByLabel("Code or address").fill(students[2]!.email);
      await pia.getByLabel("How you know").fill("She says that it is her phone");
      await pia.getByRole("button", { name: "Match iPhone von Pia" }).click();

      // Otto was there, and says so; operations answer; he reads it.
      const ottos = await phone(otto.email);
      await ottos.goto(`${raga.url}/app/batches`);
      await ottos.getByText("This mark is wrong").click();
      await ottos.getByLabel("What happened").fill("I sat beside Nora and watched on her screen");
      await ottos.getByRole("button", { name: "Ask for another mark" }).click();
      await ottos.getByText("Your question is with the team").waitFor();

      await ops.getByRole("link", { name: /^Contested/ }).click();
      const question = ops.getByRole("listitem").filter({ hasText: code });
      expect(await question.textContent()).toContain("I sat beside Nora");
      await question.getByLabel("The mark").selectOption({ label: "Present" });
      await question.getByLabel(/^Reason/).fill("Nora says so too");
      await question.getByRole("button", { name: "Answer Otto Brehm" }).click();

      await ottos.goto(`${raga.url}/app/batches`);
      expect(await ottos.getByRole("main").textContent()).toContain("Answer: Nora says so too");
      const written = await askRaga(
        stage,
        `select p.full_name as name, m.mark, m.reason from attendance_marks m
         join student_profiles p on p.organization_id = m.organization_id and p.id = m.student_id
         where m.organization_id = $1 and m.session_id = $2 order by 1`,
        [sessionId],
      );
      expect(written).toEqual([
        { name: "Nora Adler", mark: "late", reason: "Came twenty minutes in" },
        { name: "Otto Brehm", mark: "present", reason: "Nora says so too" },
        { name: "Pia Conrad", mark: "present", reason: null },
      ]);
    });
  });
}

const localTime = (at: Date) => `${localDay(at, zone)} ${localClock(at, zone)}`;

/** The mark beside each name. */
async function marks(page: Page): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const row of await page.getByRole("table", { name: "Marks" }).getByRole("row").all()) {
    const name = row.getByRole("rowheader");
    if ((await name.count()) === 0) continue;
    const [first, last] = (await name.innerText()).split(/\s+/);
    found[`${first} ${last}`] = (await row.getByRole("cell").first().innerText()).trim();
  }
  return found;
}
