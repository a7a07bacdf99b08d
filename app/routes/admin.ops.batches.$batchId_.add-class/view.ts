import type { AddPreview } from "#domain/sessions/schedule/add-class";
import type { AddClassPage } from "#domain/sessions/schedule/get-add-class-page";
import { changeRemedies } from "#domain/sessions/schedule/refuse-reach";
import { addDays, localDay } from "#kernel/time";
import type { SchoolWords } from "#kernel/school-words";

import { paths } from "../../paths";
import { reachView } from "../../reach-words";
import type { ReachView } from "../../ui/reach-panel";
import type { AddClassView } from "./screen";

/** The form of one more class, begun with what the batch's other classes have. */
export function addClassView(
  { batch, number, version, trainers, hosts }: AddClassPage,
  now: Date,
  words: SchoolWords,
): AddClassView {
  return {
    code: batch.code,
    number,
    back: paths.batch(batch.id),
    unavailable:
      batch.state === "completed" || batch.state === "cancelled"
        ? `This ${words.batch} is over, so it gets no further class.`
        : null,
    form: {
      title: "",
      on: addDays(localDay(now, batch.zone), 1),
      time: batch.pattern?.time ?? "19:30",
      minutes: String(batch.pattern?.minutes ?? 120),
      trainerId: known(trainers, batch.trainerId),
      hostAccountId: known(hosts, batch.hostAccountId),
      version,
    },
    trainers,
    hosts,
  };
}

/** What the batch names may have left meanwhile: then nothing is chosen. */
const known = (list: readonly { id: string }[], id: string | null): string =>
  list.some((one) => one.id === id) ? id! : "";

/** What saving does; a class that is new tells nobody by itself. */
export const addedView = (
  { change, reach, shown, holiday }: AddPreview,
  zone: string,
): { reach: ReachView; notes: string[] } => ({
  reach: {
    ...reachView({ change, reach, shown }, changeRemedies, zone),
    notices:
      "It stands in their Classes at once, and they are reminded of it. Announce it where they should hear of it sooner.",
  },
  notes: holiday ? [`The day is a holiday of the school: ${holiday}.`] : [],
});
