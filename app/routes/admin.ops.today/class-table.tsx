import { Link } from "@remix-run/react";

import { StateWord } from "#ui/badge";
import { DataTable } from "#ui/data-table";
import type { Column } from "#ui/data-table";
import { TextLink } from "#ui/text-link";
import { plural } from "#app/ui/plural";
import type { BadgeText, Go } from "#app/ui/tenant";

export type TodayClass = {
  id: string;
  /** "7:30 pm" */
  /** "Sat 21 Nov" where it began the day before. */
  day: string | null;
  time: string;
  /** Live, later, ended, cancelled, in words. */
  state: BadgeText;
  /** "AWS-14 · VPC and subnets" */
  name: string;
  href: string;
  trainer: string | null;
  link: BadgeText;
  host: BadgeText;
  assigned: number;
  provisioned: number;
  joined: number;
  refused: number;
  refusedReasons: { reason: string; count: number }[];
  actions: Go[];
};

const columns: Column<TodayClass>[] = [
  {
    key: "time",
    header: "Time",
    half: true,
    cell: (row) => (
      <span className="font-medium whitespace-nowrap">
        {row.day ? <span className="block font-normal text-muted">{row.day}</span> : null}
        {row.time}
      </span>
    ),
  },
  {
    key: "class",
    header: "Class",
    rowHeader: true,
    cell: (row) => <TextLink href={row.href}>{row.name}</TextLink>,
    wide: true,
  },
  { key: "state", header: "State", half: true, cell: (row) => <StateWord {...row.state} /> },
  { key: "trainer", header: "Trainer", cell: (row) => row.trainer ?? <StateWord word="None yet" tone="attention" /> },
  { key: "link", header: "Link", cell: (row) => <StateWord {...row.link} /> },
  { key: "host", header: "Host", half: true, cell: (row) => <StateWord {...row.host} /> },
  {
    key: "provisioned",
    header: "Provisioned",
    numeric: true,
    cell: (row) => (
      <span className="whitespace-nowrap">
        {row.provisioned}
        <span className="text-muted">/{row.assigned}</span>
      </span>
    ),
  },
  { key: "joined", header: "Joined", numeric: true, cell: (row) => row.joined },
  { key: "refused", header: "Refused", numeric: true, cell: (row) => <RefusedCount row={row} /> },
  { key: "actions", header: "Do", cell: (row) => (row.actions.length > 0 ? <Actions row={row} /> : null) },
];

/** The day's classes: live ones, those to come, those that are over, each in order of their start. */
export function ClassTable({ dayText, classes }: { dayText: string; classes: TodayClass[] }) {
  // Whoever may do nothing is not shown an empty column.
  const shown = classes.some((row) => row.actions.length > 0)
    ? columns
    : columns.filter(({ key }) => key !== "actions");
  return <DataTable caption={`Classes on ${dayText}`} columns={shown} rows={classes} rowKey={(row) => row.id} />;
}

function RefusedCount({ row }: { row: TodayClass }) {
  if (row.refused === 0) return 0;
  return (
    <details>
      <summary className="relative list-none rounded-control font-semibold text-danger underline decoration-dotted underline-offset-4 after:absolute after:-inset-x-3 after:-inset-y-3">
        {row.refused}
        <span className="sr-only"> refused, why</span>
      </summary>
      <ul className="mt-1 text-right text-muted">
        {row.refusedReasons.map((one) => (
          <li key={one.reason}>
            {one.count} {one.reason}
          </li>
        ))}
      </ul>
      <p className="sr-only">{plural(row.refused, "student was refused", "students were refused")}</p>
    </details>
  );
}

function Actions({ row }: { row: TodayClass }) {
  return (
    <ul className="flex flex-wrap justify-end gap-x-3 wide:-my-0.5 wide:justify-start">
      {row.actions.map((action) => (
        <li
          key={action.href}
          className="flex min-h-11 items-center whitespace-nowrap wide:min-h-6 pointer-coarse:min-h-11"
        >
          <Link
            to={action.href}
            className="inline-flex min-h-6 items-center rounded-control font-medium text-brand underline decoration-1 underline-offset-4 hover:decoration-2"
          >
            {action.label}
            <span className="sr-only">: {row.name}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
