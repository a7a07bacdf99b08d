import { paths } from "#app/paths";
import { addHolidays } from "#domain/organizations/add-holidays";
import { removeHoliday } from "#domain/organizations/remove-holiday";
import { addDays } from "#kernel/time";

import type { House } from "./house";
import type { StaleForm } from "./stale-form";

const reason = "As every year";
let used = 0;
/** A day that no form of this file has taken yet. */
const nextDay = () => addDays("2026-12-24", ++used);
const desk = ({ nimbus }: House) => ({ who: { ctx: () => nimbus.staff("ops") }, path: paths.holidays() });

export default [
  {
    form: "admin.ops.holidays add",
    async begin(house) {
      const day = { name: "Christmas", fromOn: nextDay(), untilOn: "", reason };
      return {
        ...desk(house),
        types: day,
        meanwhile: {
          "somebody entered the day": async () => addHolidays(await house.nimbus.staff("ops", "other"), day),
        },
      };
    },
  },
  {
    form: "admin.ops.holidays remove",
    async begin(house) {
      const fromOn = nextDay();
      await addHolidays(await house.nimbus.staff("ops", "other"), { name: "Christmas", fromOn, untilOn: "", reason });
      const { id: holidayId } = await house.one<{ id: string }>(
        "select id from organization_holidays where holiday_on = $1",
        [fromOn],
      );
      return {
        ...desk(house),
        which: { holidayId },
        types: { reason },
        meanwhile: {
          "somebody took it off the list": async () =>
            removeHoliday(await house.nimbus.staff("ops", "other"), { holidayId, reason }),
        },
      };
    },
  },
] satisfies StaleForm[];
