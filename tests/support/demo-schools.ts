import { uuidv7 } from "#kernel/ids";
import { buildSchool } from "#sandbox/demo/build-school";
import { openDesk } from "#sandbox/demo/commands";
import type { DemoWorldOptions } from "#sandbox/demo/commands";
import { keepClassesRolling } from "#sandbox/demo/rolling-classes";
import type { ShownSessions } from "#sandbox/demo/rolling-classes";
import { emailOf, schools } from "#sandbox/demo/schools";
import type { School, Situation } from "#sandbox/demo/schools";
import type { StaffRole } from "#kernel/ctx";
import type { TestWorker } from "#tests/support/worker";

export type DemoSchool = {
  organizationId: string;
  url: string;
  sessions: ShownSessions;
  student(situation: Situation): string;
  staff(role: StaffRole): string;
  school: School;
};

/** The demo schools in a test worker's own database, built by the same commands as `npm start` builds them. */
export async function demoSchools(worker: TestWorker): Promise<{ nimbus: DemoSchool; raga: DemoSchool }> {
  const options: DemoWorldOptions = {
    ownerUrl: worker.database.ownerUrl,
    appUrl: worker.database.appUrl,
    neonProxy: worker.database.proxy,
    hub: worker.hub,
    sandbox: worker.standins.url,
    cronSecret: worker.secrets.cronSecret,
    settings: worker.settings,
    standinsDir: worker.standins.dir,
    demoFile: "",
    unfinishedFile: "",
    log: () => {},
    clockOffsetSeconds: () => 0,
  };
  const desk = openDesk(options);
  const [nimbus, raga] = await Promise.all(
    schools.map(async (school): Promise<DemoSchool> => {
      const organizationId = uuidv7(Date.now());
      await buildSchool(desk, options, school, organizationId);
      return {
        organizationId,
        url: worker.at(school.slug),
        sessions: await keepClassesRolling(desk, school, organizationId),
        student: (situation) => emailOf(school, school.students[situation]),
        staff: (role) => emailOf(school, school.staff[role]),
        school,
      };
    }),
  );
  return { nimbus: nimbus!, raga: raga! };
}
