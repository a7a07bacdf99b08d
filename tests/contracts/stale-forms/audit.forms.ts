import { paths } from "#app/paths";

import type { StaleForm } from "./stale-form";

export default [
  {
    form: "admin.ops.audit_.export",
    again: "a file is given whenever it is asked for, and each time stands in the record",
    records: ["audit_logs"],
    async begin({ nimbus }) {
      return {
        who: { ctx: () => nimbus.staff("ops_manager") },
        path: paths.audit(),
        types: {},
        meanwhile: { "something more happened": () => nimbus.enroll() },
      };
    },
  },
] satisfies StaleForm[];
