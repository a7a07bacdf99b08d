import type { ReactElement } from "react";

import { HolidaysScreen } from "../../app/routes/admin.ops.holidays/screen";
import type { HolidaysView } from "../../app/routes/admin.ops.holidays/screen";
import { around } from "./batch-world";

const holidays: HolidaysView = {
  holidays: [
    {
      id: "d1",
      day: "Wed 25 Nov",
      name: "Guru Nanak Jayanti",
      classes: "6 classes",
      move: "/admin/ops/students/import",
    },
    { id: "d2", day: "Fri 25 Dec", name: "Christmas", classes: null, move: null },
    { id: "d3", day: "Tue 26 Jan", name: "Republic Day", classes: "1 class", move: null },
  ],
  flash: null,
};

export const holidayPages: Record<string, ReactElement> = {
  holidays: <HolidaysScreen {...around} view={{ ...holidays, flash: "The holiday is entered." }} sentBack={null} />,
  "holidays-none": <HolidaysScreen {...around} view={{ holidays: [], flash: null }} sentBack={null} />,
  "holidays-wrong": (
    <HolidaysScreen
      {...around}
      view={holidays}
      sentBack={{
        intent: "add",
        typed: { name: "Christmas", fromOn: "2026-12-25", untilOn: "", reason: "As every year" },
        errors: [{ field: "fromOn", message: "Fri 25 Dec is a holiday already: Christmas. Choose other days." }],
      }}
    />
  ),
  "holidays-gone": (
    <HolidaysScreen
      {...around}
      view={holidays}
      sentBack={{
        intent: "remove",
        typed: { holidayId: "d9", reason: "Typing error" },
        errors: [{ field: null, message: "This holiday was taken off the list already. Nothing was changed." }],
      }}
    />
  ),
};
