import { can } from "#kernel/actions";
import type { Ctx, StaffRole } from "#kernel/ctx";

import { roleWords } from "./copy";
import { paths } from "./paths";
import { staffPlaces } from "./shell";

/** What stands around every staff page: where they can go, and who they are. */
export function staffFrame(ctx: Ctx, current: Parameters<typeof staffPlaces>[0], name: string) {
  const role = ctx.actor.kind === "member" ? roleWords[ctx.actor.role as StaffRole] : "";
  return {
    places: staffPlaces(current, { deadLetters: can(ctx.actor, "system.read") === true }),
    person: { name, role, signOutAction: paths.signOut() },
  };
}
