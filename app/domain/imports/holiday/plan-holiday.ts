import { whenText } from "#kernel/time";

import type { FactsOf, PlannedRow, Run } from "../kind";
import { added, problem } from "../students/planned-row";
import type { Problem } from "../tables";
import type { HolidayRow } from "./kind";
import type { ClassOfHoliday, HolidayQueries } from "./match-holiday";
import { settleMoves } from "./settle-moves";
import type { Wish } from "./settle-moves";

export type HolidayPlan = PlannedRow & {
  session: ClassOfHoliday | null;
  /** Null = it falls away. */
  to: Wish["to"];
};

/**
 * Where each class goes, or that it falls away. All rows that stand to be written are weighed together, whatever the chunk:
 * a class of the plan gives its own place up if it can go, and stays in the way of others if it cannot.
 */
export function planHoliday(
  rows: readonly HolidayRow[],
  facts: FactsOf<HolidayQueries>,
  run: Run,
  all: readonly HolidayRow[],
): HolidayPlan[] {
  const classes = new Map(facts.classes.map((one) => [one.row, one]));
  const targets = new Map(facts.targets.map((one) => [one.row, new Date(one.startsAt)]));
  const wishes = new Map(
    all.map((row) => [row.number, wishOf(row, classes.get(row.number), targets.get(row.number), run)]),
  );
  const asked = [...wishes.values()].flatMap((one) => ("wish" in one ? [one.wish] : []));
  const settled = settleMoves(asked, facts, run);
  return rows.map((row) => {
    const found = wishes.get(row.number)!;
    if (!("wish" in found)) return found.plan;
    const { wish } = found;
    const refused = settled.refused.get(wish.number);
    if (refused) return none(row, "conflict", [refused]);
    const both = settled.booked.get(wish.number);
    const { session, to } = wish;
    const told = toldText(session);
    const stands = whenText(new Date(session.startsAt), run.zone);
    return {
      ...write(row, wish),
      changes: [
        {
          what: "Class",
          from: stands,
          to: to ? `${whenText(new Date(to.startsAt), run.zone)}; ${told}` : `left out; ${told}`,
        },
        ...(both ? [added("Double booked", both)] : []),
      ],
      needs: settled.needs.get(wish.number) ?? [],
    };
  });
}

/** "3 students are told", or "3 students are told, 12 not invited yet". */
function toldText({ students, notInvited }: ClassOfHoliday): string {
  const told = students - notInvited;
  const text = told === 1 ? "1 student is told" : `${told} students are told`;
  return notInvited > 0 ? `${text}, ${notInvited} not invited yet` : text;
}

/** What a row asks for by itself, before anything that stands where it would go. */
function wishOf(
  row: HolidayRow,
  session: ClassOfHoliday | undefined,
  target: Date | undefined,
  run: Run,
): { wish: Wish } | { plan: HolidayPlan } {
  const no = (outcome: "error" | "conflict", ...problems: Problem[]) => ({ plan: none(row, outcome, problems) });
  if (row.problems.length > 0) return no("error", ...row.problems);
  const twice = run.twice.get(row.number);
  if (twice) return no("conflict", twice);
  const number = String(row.classNumber ?? "");
  if (!session)
    return no("error", problem("Class number", number, "A class of this {batch}", "Correct the {batch} or the number"));
  const isDone = row.to
    ? session.state === "scheduled" && session.localDate === row.to.day && session.localTime === row.to.time
    : session.state === "cancelled";
  if (isDone) return { plan: { ...none(row, "skip", []), outcome: "unchanged", basis: "unchanged" } };
  if (session.state !== "scheduled" || new Date(session.startsAt) <= run.now)
    return no("conflict", problem("Class number", number, "A class that is still to come", "Leave this row out"));
  const stands = whenText(new Date(session.startsAt), run.zone);
  if (session.localDate !== row.day || session.localTime !== row.time)
    return no("conflict", problem("Day", row.day ?? "", `This class stands on ${stands} now`, "Plan the holiday anew"));
  const wish: Wish = { number: row.number, session, to: row.to && target ? toOf(row.to, session, target) : null };
  // Somebody changed the class since it was shown: the row is not written, and so the class gives no place up.
  const shown = run.shown?.get(row.number);
  return shown === undefined || shown === basisOf(wish) ? { wish } : { plan: write(row, wish) };
}

function toOf(
  { day, time }: NonNullable<HolidayRow["to"]>,
  { startsAt, endsAt }: ClassOfHoliday,
  target: Date,
): NonNullable<Wish["to"]> {
  const until = new Date(target.getTime() + Date.parse(endsAt) - Date.parse(startsAt));
  return { startsAt: target.toISOString(), endsAt: until.toISOString(), localDate: day, localTime: time };
}

const basisOf = ({ session, to }: Wish) => JSON.stringify([session.id, session.version, to]);

const none = (row: HolidayRow, outcome: "skip" | "error" | "conflict", problems: Problem[]): HolidayPlan => ({
  number: row.number,
  cells: row.cells,
  label: row.label,
  outcome,
  changes: [],
  problems,
  basis: outcome,
  seatBatchId: null,
  bringsCode: null,
  takesCode: false,
  session: null,
  to: null,
});
const write = (row: HolidayRow, wish: Wish): HolidayPlan => ({
  ...none(row, "skip", []),
  outcome: "update",
  session: wish.session,
  to: wish.to,
  basis: basisOf(wish),
});
