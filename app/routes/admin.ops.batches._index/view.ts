import { batchList } from "#domain/batches/list-batches";
import type { BatchesPage, BatchRow } from "#domain/batches/list-batches";
import { batchMachine } from "#domain/batches/batch.machine";
import { can } from "#kernel/actions";
import type { Actor, Tenant } from "#kernel/ctx";
import type { AskedOf } from "#kernel/list";
import { clockTime, dayText, localDay, shortDay } from "#kernel/time";
import { schoolWords } from "#kernel/school-words";

import { batchWords } from "../../copy";
import { listFrame } from "../../list-frame";
import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import type { BatchesView, ListedBatch } from "./screen";

type Seen = { now: Date; tenant: Tenant; actor: Actor };

/** The batches as ops reads them: whose, how full, when next. */
export function batchesView(page: BatchesPage, asked: AskedOf<typeof batchList>, seen: Seen): BatchesView {
  const { q, state, course } = asked.filters;
  const words = schoolWords(seen.tenant.words);
  const frame = listFrame(batchList, asked, paths.batches(), page.next);
  return {
    frame,
    fields: [
      { kind: "search", name: "q", label: "Code or name", value: q ?? "" },
      {
        kind: "select",
        name: "state",
        label: "State",
        value: state ?? "",
        any: "Not over",
        options: [
          ...batchMachine.states.map((value) => ({ value, label: batchWords[value].word })),
          { value: "every", label: "All states" },
        ],
      },
      {
        kind: "select",
        name: "course",
        label: "Course",
        value: course ?? "",
        any: "All courses",
        options: page.courses.map(({ id, name }) => ({ value: id, label: name })),
      },
      {
        kind: "select",
        name: "owner",
        label: "Owner",
        value: page.owner,
        usual: page.isUsualOwner,
        any: "As usual",
        options: [
          { value: "anyone", label: "Anyone" },
          { value: "mine", label: "Mine" },
          ...page.owners.map(({ id, name }) => ({ value: id, label: name })),
        ],
      },
    ],
    batches: page.rows.map((row) => listed(row, seen)),
    count: plural(page.rows.length, `${words.batch} on this page`, `${words.batches} on this page`),
    mine: page.owner === "mine",
    exportForm: {
      action: paths.batchesExport() + frame.search,
      unavailable: can(seen.actor, "roster.export") === true ? null : "Your role may look, and not export.",
    },
    create: can(seen.actor, "batch.create") === true ? paths.newBatch() : null,
    unplaced:
      page.unplaced > 0 && can(seen.actor, "assignment.create") === true
        ? {
            label: `${plural(page.unplaced, "student has", "students have")} no place since their ${words.batch} was cancelled`,
            href: paths.unplaced(),
          }
        : null,
  };
}

function listed(row: BatchRow, { now, tenant: { zone } }: Seen): ListedBatch {
  const today = localDay(now, zone);
  const left = row.capacity - row.taken;
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    href: paths.batch(row.id),
    course: row.courseName,
    state: batchWords[row.state],
    owner: row.owner,
    trainer: row.trainer,
    starts: row.startsOn ? `${dayText(row.startsOn, today)}${row.startConfirmed ? "" : " (tentative)"}` : null,
    seats: {
      text: `${row.taken} of ${row.capacity}`,
      tone: left < 0 ? "danger" : left === 0 ? "attention" : "neutral",
    },
    next: row.next
      ? {
          href: paths.session(row.next.id),
          text:
            row.next.startsAt <= now
              ? `Now, until ${clockTime(row.next.endsAt, zone)}`
              : `${shortDay(row.next.startsAt, zone)}, ${clockTime(row.next.startsAt, zone)}`,
          title: row.next.title,
        }
      : null,
  };
}
