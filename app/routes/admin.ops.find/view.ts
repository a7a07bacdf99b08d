import type { Found } from "#domain/sessions/find-anything";
import { clockTime, zoneName } from "#kernel/time";
import type { SchoolWords } from "#kernel/school-words";

import { batchWords, enrollmentWords, sessionWords } from "../../copy";
import { paths } from "../../paths";
import type { FoundGroup } from "../../ui/found-groups";
import type { Place } from "../../ui/tenant";
import type { FindView } from "./screen";

export function findView(
  found: Found,
  text: string,
  { zone, places, words }: { zone: string; places: Place[]; words: SchoolWords },
): FindView {
  const groups: FoundGroup[] = [
    { title: "Places", items: placesLike(text, places) },
    {
      title: "Students",
      items: found.students.map((student) => ({
        key: student.id,
        label: student.name,
        detail: [student.code, ...student.batches].join(" · "),
        state: student.state ? enrollmentWords[student.state] : null,
        href: paths.student(student.id),
      })),
    },
    {
      title: words.Batches,
      items: found.batches.map((batch) => ({
        key: batch.id,
        label: batch.code,
        detail: batch.name,
        state: batchWords[batch.state],
        href: paths.batch(batch.id),
      })),
    },
    {
      title: "Today's classes",
      items: found.classes.map((one) => ({
        key: one.id,
        label: `${one.batchCode} · ${one.title}`,
        detail: `${clockTime(one.startsAt, zone)} ${zoneName(one.startsAt, zone)}`,
        state: sessionWords[one.state],
        href: paths.session(one.id),
      })),
    },
  ];
  return { text, groups: groups.filter(({ items }) => items.length > 0) };
}

function placesLike(text: string, places: Place[]): FoundGroup["items"] {
  const typed = text.toLowerCase();
  return places
    .filter(({ label }) =>
      label
        .toLowerCase()
        .split(" ")
        .some((word) => word.startsWith(typed)),
    )
    .map(({ href, label }) => ({ key: href, label, detail: "", state: null, href }));
}
