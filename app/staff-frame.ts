import type { Ctx, StaffRole } from "#kernel/ctx";

import { roleWords } from "./copy";
import { paths } from "./paths";
import { staffPlaces } from "./shell";
import type { StaffPlace } from "./shell";

/** What stands around every staff page: where they can go, and who they are. */
export function staffFrame(ctx: Ctx, current: StaffPlace | null, name: string) {
  const role = ctx.actor.kind === "member" ? roleWords[ctx.actor.role as StaffRole] : "";
  return {
    places: staffPlaces(current, ctx.actor, ctx.tenant!),
    person: { name, role, signOutAction: paths.signOut() },
  };
}
