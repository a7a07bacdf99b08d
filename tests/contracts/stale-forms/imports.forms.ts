import { paths } from "#app/paths";
import { applyImport } from "#domain/imports/apply-import";
import { discardImport } from "#domain/imports/discard-import";
import { importDesk } from "#domain/imports/imports.test-world";
import { mapImport } from "#domain/imports/map-import";
import { undoImport } from "#domain/imports/undo-import";
import { uuidv7 } from "#kernel/ids";
import { addDays, localDay } from "#kernel/time";

import type { House } from "./house";
import type { Opened, StaleForm } from "./stale-form";

const reason = "Moving in from the old sheets";
/** One student nobody knows yet. */
const sheet = () => `Name,E-mail,Plan\nAsha Rao,${uuidv7(Date.now())}@home.example,CLOUD\n`;

/** An import as its page shows it, and what somebody else does with it meanwhile. */
function page(house: House, planId: string) {
  const desk = importDesk(house, house.nimbus);
  const other = () => house.nimbus.staff("ops", "other");
  const now = async () => ({ planId, version: (await desk.planOf(planId)).version });
  return {
    opened: { who: { ctx: () => house.nimbus.staff("ops") }, path: paths.importPlan(planId) },
    discarded: async () => discardImport(await other(), await now()),
    applied: async () => {
      await applyImport(await other(), { ...(await now()), reason });
      await desk.settle(planId);
    },
    undone: async () => {
      await undoImport(await other(), { ...(await now()), reason });
      await desk.settle(planId);
    },
    computedAnew: async () => {
      const { mapping } = await house.one<{ mapping: Record<string, number> }>(
        "select mapping from import_plans where id = $1",
        [planId],
      );
      await mapImport(await other(), { ...(await now()), mapping, options: {} });
      await desk.settle(planId);
    },
  };
}
const uploaded = async (house: House) => page(house, (await importDesk(house, house.nimbus).upload(sheet())).planId);
const previewed = async (house: House) => page(house, (await importDesk(house, house.nimbus).preview(sheet())).id);

const halfRight = async (house: House) =>
  page(house, (await importDesk(house, house.nimbus).preview(`${sheet()}Ravi Menon,no address,CLOUD\n`)).id);

const onPlan = (
  intent: string,
  make: (house: House) => Promise<ReturnType<typeof page>>,
  types: Opened["types"],
  meanwhile: (plan: ReturnType<typeof page>) => Opened["meanwhile"],
): StaleForm => ({
  form: `admin.ops.students_.import_.$planId ${intent}`,
  async begin(house) {
    const plan = await make(house);
    return { ...plan.opened, types, meanwhile: meanwhile(plan) };
  },
});

export default [
  {
    form: "admin.ops.students_.import upload",
    async begin({ nimbus }) {
      return {
        who: { ctx: () => nimbus.staff("ops") },
        path: paths.imports(),
        types: { kind: "students", file: new File([sheet()], "students.csv", { type: "text/csv" }) },
        meanwhile: {},
      };
    },
  },
  {
    form: "admin.ops.students_.import holiday",
    async begin({ nimbus, clock }) {
      const batchId = await nimbus.batch();
      await nimbus.lesson(batchId, 3 * 24 * 60);
      const on = addDays(localDay(clock.now, "Asia/Kolkata"), 3);
      return {
        who: { ctx: () => nimbus.staff("ops") },
        path: paths.imports(),
        types: { fromOn: on, untilOn: on, batchId },
        meanwhile: {},
      };
    },
  },
  {
    form: "admin.ops.students_.import_.$planId_.failed-rows",
    again: "a file is given whenever it is asked for, and each time stands in the record",
    records: ["audit_logs"],
    async begin(house) {
      const plan = await halfRight(house);
      return { ...plan.opened, types: {}, meanwhile: { "somebody applied the rest": plan.applied } };
    },
  },
  onPlan("map", uploaded, {}, ({ computedAnew, discarded }) => ({
    "somebody computed the preview": computedAnew,
    "somebody discarded it": discarded,
  })),
  onPlan("apply", previewed, { reason }, ({ applied, computedAnew, discarded }) => ({
    "somebody applied it": applied,
    "somebody computed it anew": computedAnew,
    "somebody discarded it": discarded,
  })),
  onPlan("discard", previewed, {}, ({ applied, computedAnew, discarded }) => ({
    "somebody applied it": applied,
    "somebody computed it anew": computedAnew,
    "somebody discarded it": discarded,
  })),
  onPlan(
    "undo",
    async (house) => {
      const plan = await previewed(house);
      await plan.applied();
      return plan;
    },
    { reason: "The wrong sheet" },
    ({ undone }) => ({ "somebody took it back": undone }),
  ),
] satisfies StaleForm[];
