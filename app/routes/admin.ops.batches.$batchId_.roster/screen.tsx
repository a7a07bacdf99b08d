import { StateWord } from "#ui/badge";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { EmptyState } from "#ui/empty-state";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import { plural } from "#app/ui/plural";
import type { Place, Tenant } from "#app/ui/tenant";

import type { Seated } from "../admin.ops.batches.$batchId/roster-table";

export type RosterView = {
  code: string;
  /** "AWS weekend · Cloud · with Nila" */
  about: string;
  printedAt: string;
  roster: Seated[];
  /** The next classes, each a column to tick. */
  days: { key: string; day: string; time: string }[];
  back: string;
};

/** What a phone has no room for and a pen no use on it. */
const onPaper = "hidden desk:table-cell print:table-cell";

/** The roster as it lies on a desk: a line for each student, a box for each of the next classes. Made to be printed. */
export function RosterScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: RosterView;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        before={
          <span className="print:hidden">
            <TextLink href={view.back}>Back to {view.code}</TextLink>
          </span>
        }
        after={view.about}
      >
        Roster {view.code}
      </PageTitle>
      <p className="-mt-3 mb-4 text-14 text-muted">
        {plural(view.roster.length, "student", "students")} · as of {view.printedAt}
        <span className="print:hidden"> · print it with your browser, Ctrl P</span>
      </p>
      {view.roster.length === 0 ? (
        <EmptyState icon="users" title={`Nobody sits in this ${tenant.words.batch}`}>
          <p>Students come in from their own page, or by an import.</p>
        </EmptyState>
      ) : (
        <div className="overflow-x-auto print:overflow-visible">
          <table className="w-full border-collapse text-14">
            <caption className="sr-only">Students of {view.code}, with the next classes to tick</caption>
            <thead className="print:table-header-group">
              <tr className="border-b border-line-strong text-left align-bottom">
                <th scope="col" className={`${onPaper} px-2 py-1.5 text-right font-semibold text-muted`}>
                  No.
                </th>
                <th scope="col" className="px-2 py-1.5 font-semibold text-muted">
                  Student
                </th>
                <th scope="col" className="px-2 py-1.5 font-semibold text-muted">
                  Code
                </th>
                <th scope="col" className="px-2 py-1.5 font-semibold text-muted">
                  State
                </th>
                {view.days.map((day) => (
                  <th
                    key={day.key}
                    scope="col"
                    className={`${onPaper} border-l border-line px-2 py-1.5 font-semibold text-muted`}
                  >
                    <span className="block whitespace-nowrap">{day.day}</span>
                    <span className="block font-normal whitespace-nowrap">{day.time}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {view.roster.map((row, i) => (
                <tr key={row.id} className="break-inside-avoid border-b border-line">
                  <td className={`${onPaper} px-2 py-1.5 text-right text-muted`}>{i + 1}</td>
                  <th scope="row" className="px-2 py-1.5 text-left font-semibold desk:min-w-36">
                    {row.name}
                  </th>
                  <td className="px-2 py-1.5 whitespace-nowrap">{row.code}</td>
                  <td className="px-2 py-1.5">
                    <StateWord {...row.state} />
                  </td>
                  {view.days.map((day) => (
                    <td key={day.key} className={`${onPaper} border-l border-line px-2 py-1.5`}>
                      <span className="sr-only">to tick</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ConsoleShell>
  );
}
