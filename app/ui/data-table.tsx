import type { ReactNode } from "react";

export type Column<Row> = {
  key: string;
  header: string;
  /** Numbers stand right, so that they can be compared by eye. */
  numeric?: boolean;
  /** Names the row: read out with every cell of it. */
  rowHeader?: boolean;
  /** Keeps room for a name where many columns ask for it. */
  wide?: boolean;
  cell: (row: Row) => ReactNode;
};

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
}: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
}) {
  return (
    <div className="wide:overflow-x-auto">
      <table {...meaning.table} className="block w-full border-collapse text-14 wide:table">
        <caption className="sr-only">{caption}</caption>
        <thead {...meaning.rowgroup} className="sr-only wide:not-sr-only wide:table-header-group">
          <tr {...meaning.row}>
            {columns.map((column) => (
              <th
                key={column.key}
                {...meaning.columnheader}
                scope="col"
                className={`border-b border-line-strong px-2 py-2 font-semibold whitespace-nowrap text-muted ${column.numeric ? "text-right" : "text-left"}`}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...meaning.rowgroup} className="grid gap-3 desk:grid-cols-2 wide:table-row-group">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              {...meaning.row}
              className="grid grid-cols-2 content-start gap-x-6 rounded-card border border-line bg-raised px-4 py-2 wide:table-row wide:border-x-0 wide:border-t-0 wide:border-b wide:bg-transparent wide:hover:bg-sunken"
            >
              {columns.map((column) => (
                <Cell key={column.key} column={column}>
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

const cell =
  "items-baseline justify-between gap-4 py-1 before:shrink-0 before:font-normal before:text-muted before:content-[attr(data-label)] wide:table-cell wide:px-2 wide:py-2 wide:align-baseline wide:before:content-none";

function Cell<Row>({ column, children }: { column: Column<Row>; children: ReactNode }) {
  if (column.rowHeader)
    return (
      <th
        {...meaning.rowheader}
        scope="row"
        className={`order-first col-span-2 block py-1 text-left text-16 font-semibold wide:table-cell wide:px-2 wide:py-2 wide:align-baseline wide:text-14 ${column.wide ? "wide:min-w-36" : ""}`}
      >
        {children}
      </th>
    );
  return (
    <td
      {...meaning.cell}
      data-label={column.header}
      className={`${cell} ${column.numeric ? "" : "col-span-2"} ${children === null ? "hidden" : "flex"}`}
    >
      <div className={`min-w-0 text-right ${column.numeric ? "" : "wide:text-left"}`}>{children}</div>
    </td>
  );
}
