import { readFile } from "node:fs/promises";
import path from "node:path";

import * as z from "zod";

const accountsSchema = z.array(z.object({ email: z.email(), name: z.string().min(1) }));
export type Account = z.infer<typeof accountsSchema>[number];

/** The Google accounts the chooser offers: the demo staff, once the demo world has written them. */
export async function offeredAccounts(dir: string): Promise<Account[]> {
  try {
    return accountsSchema.parse(JSON.parse(await readFile(path.join(dir, "demo-accounts.json"), "utf8")));
  } catch {
    // No demo world, or one being written this moment: the field for another account is always there.
    return [];
  }
}

/** The name of an account nobody told us the name of: "nila.raman@nimbus.example" is "Nila Raman". */
export function nameFromAddress(email: string): string {
  const words = (email.split("@")[0] ?? "").split(/[._+-]+/).filter((word) => word !== "");
  return words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(" ") || email;
}
