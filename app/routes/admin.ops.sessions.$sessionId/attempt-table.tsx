import { DataTable } from "#ui/data-table";
import type { Column } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { TextLink } from "#ui/text-link";
import { plural } from "#app/ui/plural";
import type { Go } from "#app/ui/tenant";

export type RefusedAttempt = {
  id: string;
  /** "7:31:20 pm" */
  at: string;
  student: Go;
  studentCode: string;
  /** "Not assigned to this batch" */
  reason: string;
  /** What fixes it, for the person on the phone. */
  fix: string;
  times: number;
  /** Got in after all. */
  since: string | null;
};

const columns: Column<RefusedAttempt>[] = [
  {
    key: "student",
    header: "Student",
    rowHeader: true,
    cell: (row) => (
      <>
        <TextLink href={row.student.href}>{row.student.label}</TextLink>{" "}
        <span className="font-normal whitespace-nowrap text-muted">{row.studentCode}</span>
      </>
    ),
  },
  { key: "reason", header: "Reason", cell: (row) => row.reason },
  { key: "fix", header: "What fixes it", cell: (row) => row.since ?? row.fix },
  { key: "times", header: "Tries", numeric: true, cell: (row) => row.times },
  { key: "at", header: "Last", cell: (row) => <span className="whitespace-nowrap">{row.at}</span> },
];

/** Who was refused at the door, and why. */
export function AttemptTable({ attempts }: { attempts: RefusedAttempt[] }) {
  return (
    <section aria-labelledby="refused">
      <h2 id="refused" className="mb-2 font-semibold">
        {attempts.length === 0 ? "Refused" : plural(attempts.length, "student refused", "students refused")}
      </h2>
      {attempts.length === 0 ? (
        <EmptyState icon="door-open" title="Nobody was refused">
          <p>A student who presses Join and is not let in appears here at once, with the reason.</p>
        </EmptyState>
      ) : (
        <DataTable caption="Refused students" columns={columns} rows={attempts} rowKey={(row) => row.id} />
      )}
    </section>
  );
}
