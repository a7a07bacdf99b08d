import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { EmptyState } from "#ui/empty-state";
import { Icon } from "#ui/icon";
import { RenewEvery } from "#ui/renew-every";
import { TextLink } from "#ui/text-link";
import { plural } from "#app/ui/plural";
import type { Go, Place, Tenant } from "#app/ui/tenant";
import type { SchoolWords } from "#kernel/school-words";

import { ClassTable } from "./class-table";
import type { TodayClass } from "./class-table";

export type TodayView = {
  /** "Mon 23 Nov" */
  dayText: string;
  /** Another day than today is called by its date. */
  isToday: boolean;
  /** "7:31:20 pm" */
  renewedAt: string;
  /** Null when renewing was switched off by its link. */
  renewEverySeconds: number | null;
  renewToggle: Go | null;
  /** What needs a person, most urgent first; those of live classes before others as urgent. */
  problems: TodayProblem[];
  /** More than are listed where there are very many. */
  problemCount: number;
  classes: TodayClass[];
  /** Other days: "Yesterday", "Tomorrow". */
  days: Go[];
  /** One's own batches or all; empty for whom that is no question. */
  owners: (Go & { current: boolean })[];
  /** Only one's own batches are shown. */
  mine: boolean;
  figures: Figure[];
};

/** A sentence, and where it is put right. */
export type TodayProblem = { id: string; text: string; fix: Go; urgent: boolean; live: boolean };

/** How the last seven days went, and the worst of it. */
export type Figure = { name: string; text: string; about: string; worst: { id: string; who: Go; text: string }[] };

/** What needs somebody, then the day. */
export function TodayScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: TodayView;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <div className="mb-5 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h1 className="text-28 font-bold tracking-title">
          {view.isToday ? (
            <>
              Today <span className="font-normal text-muted">· {view.dayText}</span>
            </>
          ) : (
            view.dayText
          )}
        </h1>
        <div className="flex flex-wrap items-baseline gap-x-4 text-14 text-muted">
          {view.days.map((day) => (
            <TextLink key={day.href} href={day.href} quiet touch>
              {day.label}
            </TextLink>
          ))}
          <p>
            Renewed {view.renewedAt}
            {view.renewEverySeconds ? `, every ${view.renewEverySeconds} s` : ""}
          </p>
          {view.renewToggle ? (
            <TextLink href={view.renewToggle.href} quiet touch>
              {view.renewToggle.label}
            </TextLink>
          ) : null}
        </div>
      </div>
      {view.renewEverySeconds ? <RenewEvery seconds={view.renewEverySeconds} /> : null}
      {view.owners.length > 0 ? <Owners owners={view.owners} words={tenant.words} /> : null}
      <Problems problems={view.problems} count={view.problemCount} />
      {view.classes.length === 0 ? (
        <EmptyState icon="calendar-days" title={emptyTitle(view, tenant.words)}>
          <p>Classes appear here on their day, as soon as {tenant.words.aBatch} has dates.</p>
        </EmptyState>
      ) : (
        <>
          <h2 className="mb-2 font-semibold">{plural(view.classes.length, "class", "classes")}</h2>
          <ClassTable dayText={view.dayText} classes={view.classes} />
        </>
      )}
      <Figures figures={view.figures} />
    </ConsoleShell>
  );
}

const emptyTitle = (view: TodayView, words: SchoolWords) =>
  `No class ${view.mine ? `of your ${words.batches} ` : ""}${view.isToday ? "today" : "on this day"}`;

function Owners({ owners, words }: { owners: TodayView["owners"]; words: SchoolWords }) {
  return (
    <nav aria-label={`Whose ${words.batches}`} className="mb-4 flex flex-wrap gap-x-4 text-14">
      {owners.map((owner) =>
        owner.current ? (
          <span key={owner.href} aria-current="true" className="font-semibold pointer-coarse:py-3">
            {owner.label}
          </span>
        ) : (
          <TextLink key={owner.href} href={owner.href} quiet touch>
            {owner.label}
          </TextLink>
        ),
      )}
    </nav>
  );
}

function Problems({ problems, count }: { problems: TodayProblem[]; count: number }) {
  if (count === 0)
    return (
      <p className="mb-6 flex items-center gap-2 text-good">
        <Icon name="circle-check" />
        Nothing needs you right now.
      </p>
    );
  return (
    <section aria-labelledby="problems" className="mb-6 rounded-card border border-attention-line bg-attention-tint">
      <h2 id="problems" className="px-4 pt-3 font-semibold text-attention">
        {plural(count, "thing needs you", "things need you")}
      </h2>
      <ul className="px-4 pt-1 pb-2">
        {problems.map((problem) => (
          <li key={problem.id} className="flex gap-2 py-1">
            <span className={`mt-1 ${problem.urgent ? "text-danger" : "text-attention"}`}>
              <Icon name={problem.urgent ? "octagon-alert" : "triangle-alert"} size="small" />
            </span>
            <p>
              {problem.urgent ? <span className="sr-only">Urgent: </span> : null}
              {problem.text}{" "}
              <span className="ml-1 inline-flex whitespace-nowrap">
                <TextLink href={problem.fix.href} touch>
                  {problem.fix.label}
                  <span className="sr-only">: {problem.text}</span>
                </TextLink>
              </span>
            </p>
          </li>
        ))}
        {count > problems.length ? (
          <li className="py-1 pl-7 text-muted">and {count - problems.length} more, in the classes below.</li>
        ) : null}
      </ul>
    </section>
  );
}

/** Beneath the day: how fast the office was this week, each figure opening its worst cases. */
function Figures({ figures }: { figures: Figure[] }) {
  if (figures.length === 0) return null;
  return (
    <section aria-labelledby="figures" className="mt-6">
      <h2 id="figures" className="mb-2 font-semibold">
        The last 7 days
      </h2>
      <ul className="grid gap-3 desk:grid-cols-2">
        {figures.map((figure) => (
          <li key={figure.name} className="rounded-card border border-line bg-raised px-4 py-3">
            <p>
              <span className="text-muted">{figure.name}</span> <span className="font-semibold">{figure.text}</span>
            </p>
            <details className="text-14">
              <summary className="inline-flex min-h-6 cursor-pointer items-center text-muted underline decoration-1 underline-offset-4 pointer-coarse:min-h-11">
                Who waited longest
              </summary>
              <p className="mt-1 text-muted">{figure.about}</p>
              <ol className="mt-1 list-decimal pl-6">
                {figure.worst.map((one) => (
                  <li key={one.id} className="py-0.5">
                    <TextLink href={one.who.href} touch>
                      {one.who.label}
                    </TextLink>
                    , {one.text}
                  </li>
                ))}
              </ol>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
