/**
 * The console's rail, tried on the pages themselves: for every role, each entry opens, and each page without a name in
 * its address that the role may open is an entry or linked from one. So nobody has to know an address by heart, and
 * nobody is sent to a door that is shut.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { staffPlaces } from "#app/shell";
import { applyCancellation } from "#domain/transfers/apply-cancellation";
import { getCancelPage } from "#domain/transfers/get-cancel-page";
import type { Member, StaffRole, Tenant } from "#kernel/ctx";

import { openHouse } from "./stale-forms/house";
import type { House, Person } from "./stale-forms/house";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await someoneWithoutAPlace(house);
});
afterAll(() => house?.drop());

/** Lists that are empty most of the year are linked while somebody is on them. */
async function someoneWithoutAPlace({ nimbus }: House): Promise<void> {
  const batchId = await nimbus.batch();
  await nimbus.assign(await nimbus.enroll(), batchId);
  const manager = await nimbus.staff("ops_manager");
  const { batch, students } = (await getCancelPage(manager, batchId))!;
  await applyCancellation(manager, {
    batchId,
    places: Object.fromEntries(students.map((one) => [one.assignmentId, ""])),
    version: String(batch.version),
    ownerId: manager.memberId,
    dueOn: "2026-12-31",
    reason: "Too few students",
  });
}

const roles = [
  "ops",
  "ops_manager",
  "program_manager",
  "customer_support",
  "trainer",
  "academic_counselor",
  "sales",
  "leadership",
] as const satisfies readonly StaffRole[];
/** Not looked at by itself: the list that follows typing. */
const fragments = ["/admin/ops/find"];

const pages = () =>
  house.routes
    .filter(({ address, module }) => /^\/admin\/ops\/[^:]+$/.test(address) && module.default && module.loader)
    .map(({ address }) => address)
    .filter((address) => !fragments.includes(address));
const placesOf = (role: StaffRole, school: Pick<Tenant, "pilot" | "words"> = { pilot: false, words: {} }) =>
  staffPlaces(null, { kind: "member", role } as Member & { kind: "member" }, school);
const railOf = (role: StaffRole) => placesOf(role).map(({ href }) => href);
const linksIn = (html: string) => [...html.matchAll(/href="([^"?#]+)/g)].map(([, href]) => href!);

/** What somebody of this role finds: the entries that do not open, and the pages nothing leads to. */
async function walk(role: StaffRole) {
  const who: Person = { ctx: () => house.nimbus.staff(role) };
  const rail = railOf(role);
  const linked = new Set<string>(rail);
  const shut: string[] = [];
  for (const href of rail) {
    const { status, html } = await house.get(who, href);
    if (status !== 200) shut.push(href);
    for (const link of linksIn(html)) linked.add(link);
  }
  const lost: string[] = [];
  for (const address of pages())
    if (!linked.has(address) && (await house.get(who, address)).status === 200) lost.push(address);
  return { shut, lost };
}

describe("the rail of", () => {
  it.each(roles)("%s opens what it names and leads to every list the role may read", async (role) => {
    expect(await walk(role)).toEqual({ shut: [], lost: [] });
  });

  it("support has the attendance desk, and a trainer, who may not open it, has not", () => {
    expect(railOf("customer_support")).toContain("/admin/ops/attendance");
    expect(railOf("trainer")).not.toContain("/admin/ops/attendance");
  });

  it("a pilot school begins with Imports, where the role may import, and keeps the order of the rest", () => {
    const pilot = { pilot: true, words: {} };
    const usual = placesOf("ops").map(({ label }) => label);
    expect(usual[0]).toBe("Today");
    expect(placesOf("ops", pilot).map(({ label }) => label)).toEqual([
      "Imports",
      ...usual.filter((label) => label !== "Imports"),
    ]);
    expect(placesOf("trainer", pilot)).toEqual(placesOf("trainer"));
  });

  it("a school that says Cohort has its cohorts there", () => {
    const labels = placesOf("ops", { pilot: false, words: { batch: "Cohort" } }).map(({ label }) => label);
    expect(labels).toContain("Cohorts");
    expect(labels.join()).not.toMatch(/batch/i);
  });
});
