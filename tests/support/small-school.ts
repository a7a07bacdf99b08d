import { addHostAccount } from "#domain/batches/add-host-account";
import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import { allowStaffEmail } from "#domain/identity/allow-staff-email";
import { createOrganization } from "#domain/organizations/create-organization";
import { uuidv7 } from "#kernel/ids";
import { openOffice, systemDesk } from "#tests/support/office";
import type { Office } from "#tests/support/office";
import type { TestWorker } from "#tests/support/worker";

export type SmallSchool = {
  organizationId: string;
  url: string;
  office: Office;
  /** Of ops; the Google stand-in lets anybody in who types it. */
  opsEmail: string;
  /** Another batch with students and classes of its own. */
  newOffice(code: string): Promise<Office>;
  /** Of the one Zoom account's host. */
  hostAccountId: string;
  hostKey: string;
};

/** A school with one course and one batch in a test worker's own database: all that classes, links and mails need. */
export async function smallSchool(worker: TestWorker, slug = "nimbus"): Promise<SmallSchool> {
  const { settings, hub, database } = worker;
  const organizationId = uuidv7(Date.now());
  const place = { ...database, neonProxy: database.proxy, settings, hub, organizationId };
  const { as } = systemDesk(place);
  const opsEmail = `ops@${slug}.example`;
  const hostKey = "482913";
  await createOrganization(as(), {
    slug,
    name: "Nimbus Academy",
    zone: "Asia/Kolkata",
    currency: "INR",
    codePrefix: "MD",
    baseDomain: new URL(hub).hostname,
    supportEmail: `help@${slug}.example`,
    meetingOrigins: [new URL(worker.standins.url).origin],
    leader: { email: `lead@${slug}.example`, fullName: "Meera Nair" },
  });
  await allowStaffEmail(as(), { email: opsEmail, role: "ops", fullName: "Kiran Shetty" });
  const { courseId } = await createCourse(as(), { code: "AWS", name: "AWS", sessionsPlanned: 36 });
  const plan = { code: "YEAR", name: "One year", pricePaisa: 100_000, currency: "INR", validityDays: 365 };
  await createPlan(as(), { ...plan, courseIds: [courseId] });
  const host = { name: "Zoom 1", providerUserId: "host-1", meetingSize: 500, simultaneous: 2 };
  const { hostAccountId } = await addHostAccount(as(), { ...host, hostKey });
  const fallbackUrl = `${worker.standins.url}/j/8140001414?pwd=demo`;
  const newOffice = (code: string) => openOffice(place, { code, fallbackUrl });
  const office = await newOffice("AWS-1");
  return { organizationId, url: worker.at(slug), office, newOffice, opsEmail, hostAccountId, hostKey };
}
