import type { Holiday } from "#domain/sessions/schedule/get-holidays-page";
import { can } from "#kernel/actions";
import type { Actor, Tenant } from "#kernel/ctx";
import { dayText, localDay } from "#kernel/time";

import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import type { HolidaysView } from "./screen";

const flashes: Record<string, string> = {
  add: "The holiday is entered. New weekly patterns leave it out.",
  remove: "The holiday is off the list. No class was moved by it.",
};

/** The days without class, each with what is planned on it still and the way to move that. */
export function holidaysView(
  holidays: readonly Holiday[],
  { now, tenant, actor, done }: { now: Date; tenant: Tenant; actor: Actor; done: string | null },
): HolidaysView {
  const today = localDay(now, tenant.zone);
  const mayMove = can(actor, "import.plan") === true;
  return {
    holidays: holidays.map(({ id, on, name, classes }) => ({
      id,
      name,
      day: dayText(on, today),
      classes: classes === 0 ? null : plural(classes, "class", "classes"),
      move: classes > 0 && mayMove ? `${paths.imports()}?holiday=${on}#holiday` : null,
    })),
    flash: done && Object.hasOwn(flashes, done) ? flashes[done]! : null,
  };
}
