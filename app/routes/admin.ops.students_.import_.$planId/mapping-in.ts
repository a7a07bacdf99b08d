import type { mapInput } from "#domain/imports/inputs";
import type * as z from "zod";

type MapFields = Pick<z.input<typeof mapInput>, "mapping" | "options">;

const choice = <T extends string>(text: string | undefined, ...choices: readonly T[]): T | undefined =>
  choices.find((one) => one === text);

/** The form's selects as a mapping: `column.email` = 3; an empty one is not read. */
export function mappingIn(fields: Record<string, string>): MapFields {
  const mapping: Record<string, number> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith("column.") || !/^[0-9]{1,3}$/.test(value)) continue;
    mapping[name.slice("column.".length)] = Number(value);
  }
  const planId = /^[0-9a-f-]{36}$/i.test(fields["planId"] ?? "") ? fields["planId"] : undefined;
  return {
    mapping,
    options: {
      dateOrder: choice(fields["dateOrder"], "dmy", "mdy"),
      settled: choice(fields["settled"], "yes", "no"),
      doubleBooking: choice(fields["doubleBooking"], "yes"),
      planId,
    },
  };
}
