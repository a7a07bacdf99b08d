import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { EmptyState } from "#ui/empty-state";
import { Icon } from "#ui/icon";
import { RenewEvery } from "#ui/renew-every";
import { TextLink } from "#ui/text-link";
import { plural } from "#app/ui/plural";
import type { Go, Place, Tenant } from "#app/ui/tenant";

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
  /** What needs a person, most urgent first, each a sentence. */
  problems: { id: string; text: string; href: string; urgent: boolean }[];
  classes: TodayClass[];
  /** Other days: "Yesterday", "Tomorrow". */
  days: Go[];
};

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
      <Problems problems={view.problems} />
      {view.classes.length === 0 ? (
        <EmptyState icon="calendar-days" title={view.isToday ? "No class today" : "No class on this day"}>
          <p>Classes appear here on their day, as soon as a {tenant.words.batch.toLowerCase()} has dates.</p>
        </EmptyState>
      ) : (
        <>
          <h2 className="mb-2 font-semibold">{plural(view.classes.length, "class", "classes")}</h2>
          <ClassTable dayText={view.dayText} classes={view.classes} />
        </>
      )}
    </ConsoleShell>
  );
}

function Problems({ problems }: { problems: TodayView["problems"] }) {
  if (problems.length === 0)
    return (
      <p className="mb-6 flex items-center gap-2 text-good">
        <Icon name="circle-check" />
        Nothing needs you right now.
      </p>
    );
  return (
    <section aria-labelledby="problems" className="mb-6 rounded-card border border-attention-line bg-attention-tint">
      <h2 id="problems" className="px-4 pt-3 font-semibold text-attention">
        {plural(problems.length, "thing needs you", "things need you")}
      </h2>
      <ul className="px-4 pt-1 pb-2">
        {problems.map((problem) => (
          <li key={problem.id} className="flex min-h-11 items-center gap-2 py-1 wide:min-h-8">
            <span className={problem.urgent ? "text-danger" : "text-attention"}>
              <Icon name={problem.urgent ? "octagon-alert" : "triangle-alert"} size="small" />
            </span>
            <span>
              {problem.urgent ? <span className="sr-only">Urgent: </span> : null}
              <TextLink href={problem.href}>{problem.text}</TextLink>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
