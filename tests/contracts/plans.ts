import { inject } from "vitest";

import { withDatabase } from "#tests/support/cluster";
import { explaining as explainingAt } from "#tests/support/explaining";

/** The plans of whatever is asked of one test database. */
export const explaining = (database: string, options: { generic: boolean }) =>
  explainingAt(withDatabase(inject("cluster").adminUrl, database), options);
