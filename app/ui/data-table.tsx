import { Link } from "@remix-run/react";
import type { ReactNode } from "react";

import { Icon } from "./icon";

/** A header that is the way to another order of the same list. */
export type SortLink = { href: string; now: "ascending" | "descending" | null };

export type Column<Row> = {
  key: string;
  header: string;
  /** Numbers stand right, so that they can be compared by eye. */
  numeric?: boolean;
  /** Words so few that two such cells beside each other share a line of a phone's card, as numbers do. */
  half?: boolean;
  /** Names the row: read out with every cell of it. */
  rowHeader?: boolean;
  /** Keeps room for a name where many columns ask for it. */
  wide?: boolean;
  /** Of a list that can be sorted by this column. On a phone the filter form says the order. */
  sort?: SortLink;
  cell: (row: Row) => ReactNode;
};

/** Rows that can be chosen: the checkboxes belong to the form of this id (app/ui/list-bulk.tsx). `chosen` comes with a form that was sent back. */
export type RowChoice<Row> = { form: string; label: (row: Row) => string; chosen?: readonly string[] };

/** Written out because browsers drop a table's meaning when its display changes, as it does on a phone. */
const meaning = {
  table: { role: "table" },
  rowgroup: { role: "rowgroup" },
  row: { role: "row" },
  columnheader: { role: "columnheader" },
  rowheader: { role: "rowheader" },
  cell: { role: "cell" },
} as const;

/**
 * Rows of 36 px on a desk; on a phone each row becomes a card whose cells carry their header.
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  choice,
}: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  choice?: RowChoice<Row>;
}) {
  const halves = halvesOf(columns);
  return (
    <div className="wide:overflow-x-auto">
      <table {...meaning.table} className="block w-full border-collapse text-14 wide:table">
        <caption className="sr-only">{caption}</caption>
        <thead {...meaning.rowgroup} className="sr-only wide:not-sr-only wide:table-header-group">
          <tr {...meaning.row}>
            {choice ? (
              <th {...meaning.columnheader} scope="col" className="border-b border-line-strong">
                <span className="sr-only">Choose</span>
              </th>
            ) : null}
            {columns.map((column) => (
              <Header key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody {...meaning.rowgroup} className="grid gap-3 desk:grid-cols-2 wide:table-row-group">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              {...meaning.row}
              className={`relative grid grid-cols-2 content-start gap-x-6 rounded-card border border-line bg-raised px-4 py-2 wide:table-row wide:border-x-0 wide:border-t-0 wide:border-b wide:bg-transparent wide:hover:bg-sunken ${choice ? "has-[:checked]:border-brand has-[:checked]:bg-brand-tint wide:has-[:checked]:border-line" : ""}`}
            >
              {choice ? <Choice id={rowKey(row)} label={choice.label(row)} choice={choice} /> : null}
              {columns.map((column) => (
                <Cell
                  key={column.key}
                  column={column}
                  half={halves.has(column.key)}
                  besideChoice={choice !== undefined}
                >
                  {column.cell(row)}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The columns that share a line of a phone's card: neighbours, two by two. One that is left over has a line of its own. */
function halvesOf<Row>(columns: Column<Row>[]): Set<string> {
  const halves = new Set<string>();
  const shown = columns.filter(({ rowHeader }) => !rowHeader);
  for (let i = 0; i + 1 < shown.length; i++) {
    const [left, right] = [shown[i]!, shown[i + 1]!];
    if (!isShort(left) || !isShort(right)) continue;
    halves.add(left.key).add(right.key);
    i++;
  }
  return halves;
}

const isShort = <Row,>({ numeric, half }: Column<Row>) => numeric === true || half === true;

function Header<Row>({ column: { header, numeric, sort } }: { column: Column<Row> }) {
  return (
    <th
      {...meaning.columnheader}
      scope="col"
      aria-sort={sort?.now ?? undefined}
      className={`border-b border-line-strong px-2 py-2 font-semibold whitespace-nowrap text-muted ${numeric ? "text-right" : "text-left"}`}
    >
      {sort ? (
        <>
          <Link
            to={sort.href}
            className="hidden rounded-control underline decoration-line-strong decoration-1 underline-offset-4 hover:text-ink hover:decoration-2 wide:inline"
          >
            {header}
          </Link>
          <span className="wide:hidden">{header}</span>
          {sort.now ? (
            <span className="ml-1 inline-block align-middle">
              <Icon name={sort.now === "ascending" ? "arrow-up" : "arrow-down"} size="small" />
            </span>
          ) : null}
        </>
      ) : (
        header
      )}
    </th>
  );
}

/** The whole corner of a card is its target on a phone. */
function Choice({
  id,
  label,
  choice: { form, chosen },
}: {
  id: string;
  label: string;
  choice: { form: string; chosen?: readonly string[] };
}) {
  return (
    <td {...meaning.cell} className="absolute top-0 right-0 wide:static wide:w-9 wide:align-middle">
      <label className="flex size-11 items-center justify-center wide:size-9 wide:pointer-coarse:size-11">
        <input
          type="checkbox"
          name="ids"
          value={id}
          form={form}
          defaultChecked={chosen?.includes(id)}
          aria-label={label}
          className="size-4.5"
        />
      </label>
    </td>
  );
}

const cell =
  "items-baseline justify-between gap-4 py-1 before:shrink-0 before:font-normal before:text-muted before:content-[attr(data-label)] wide:table-cell wide:px-2 wide:py-2 wide:align-baseline wide:before:content-none";

function Cell<Row>({
  column,
  half,
  besideChoice,
  children,
}: {
  column: Column<Row>;
  half: boolean;
  besideChoice: boolean;
  children: ReactNode;
}) {
  if (column.rowHeader)
    return (
      <th
        {...meaning.rowheader}
        scope="row"
        className={`order-first col-span-2 block py-1 text-left text-16 font-semibold wide:table-cell wide:px-2 wide:py-2 wide:align-baseline wide:text-14 ${column.wide ? "wide:min-w-36" : ""} ${besideChoice ? "pr-9 wide:pr-2" : ""}`}
      >
        {children}
      </th>
    );
  return (
    <td
      {...meaning.cell}
      data-label={column.header}
      className={`${cell} ${half ? "" : "col-span-2"} ${children === null ? "hidden" : "flex"}`}
    >
      <div className={`min-w-0 text-right ${column.numeric ? "" : "wide:text-left"}`}>{children}</div>
    </td>
  );
}
