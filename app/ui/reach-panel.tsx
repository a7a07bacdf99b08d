import { DataTable } from "./data-table";
import { Notice } from "./notice";

export type ReachView = {
  /** The name of what is shown; sent along with saving. */
  shown: string;
  /** "14 classes move, 1 class is cancelled" */
  title: string;
  students: string;
  notices: string;
  /** What is in the way, each a sentence with what would do instead. */
  trainerBusy: string | null;
  hostBusy: string | null;
  doubleBooked: string | null;
  rows: { id: string; number: number; what: string; was: string; now: string }[];
};

/** What saving would do: whom it reaches, what is in its way, and class by class. */
export function ReachPanel({ view, skipped = [] }: { view: ReachView; skipped?: string[] }) {
  return (
    <section aria-labelledby="reach" className="space-y-3">
      <h2 id="reach" className="text-18 font-semibold" tabIndex={-1}>
        What saving does: {view.title}
      </h2>
      <ul className="list-disc space-y-1 pl-5">
        <li>{view.students}</li>
        <li>{view.notices}</li>
        {skipped.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {view.trainerBusy ? <Notice tone="danger" title={view.trainerBusy} /> : null}
      {view.hostBusy ? <Notice tone="danger" title={view.hostBusy} /> : null}
      {view.doubleBooked ? <Notice tone="attention" title={view.doubleBooked} /> : null}
      {view.rows.length > 0 ? (
        <DataTable
          caption="Classes, before and after"
          rows={view.rows}
          rowKey={(row) => row.id}
          columns={[
            { key: "number", header: "No.", numeric: true, cell: (row) => row.number },
            { key: "what", header: "Class", rowHeader: true, wide: true, cell: (row) => row.what },
            { key: "was", header: "Now", cell: (row) => row.was },
            { key: "now", header: "Then", cell: (row) => row.now },
          ]}
        />
      ) : null}
    </section>
  );
}
