import { redirect } from "@remix-run/cloudflare";

import { paths } from "../paths";

/** The console opens on the day. */
export const loader = () => redirect(paths.today());
