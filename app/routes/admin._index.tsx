import { redirect } from "@remix-run/cloudflare";

import { paths } from "../paths";

export const loader = () => redirect(paths.today());
