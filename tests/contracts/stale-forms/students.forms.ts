import { paths } from "#app/paths";

import type { StaleForm } from "./stale-form";

let batches = 0;

export default [
  {
    form: "admin.ops.students",
    async begin({ nimbus }) {
      const { studentId } = await nimbus.enroll();
      const batchId = await nimbus.batch({ code: `S-${++batches}` });
      return {
        who: { ctx: () => nimbus.staff("ops") },
        path: paths.students(),
        types: { ids: [studentId], batchCode: `S-${batches}` },
        meanwhile: {
          "somebody cancelled the batch": async () =>
            nimbus.asOwner("update batches set state = 'cancelled', cancel_reason = 'Too few' where id = $1", [
              batchId,
            ]),
        },
      };
    },
  },
  {
    form: "admin.ops.students_.export",
    again: "Every press is a file of its own, and each is noted.",
    async begin({ nimbus }) {
      await nimbus.enroll();
      return {
        who: { ctx: () => nimbus.staff("ops") },
        path: paths.students(),
        which: { all: "filter" },
        types: {},
        meanwhile: {},
      };
    },
  },
] satisfies StaleForm[];
