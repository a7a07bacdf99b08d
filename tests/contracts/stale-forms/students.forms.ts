import { paths } from "#app/paths";

import type { StaleForm } from "./stale-form";

export default [
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
