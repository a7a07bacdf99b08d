import { StateWord } from "#ui/badge";
import { DataTable } from "#ui/data-table";
import type { Column } from "#ui/data-table";
import { TextLink } from "#ui/text-link";
import type { BadgeText } from "#app/ui/tenant";

export type Seated = {
  id: string;
  /** The student's page. */
  href: string;
  name: string;
  code: string;
  state: BadgeText;
  /** Null for who may not read payments. */
  payment: BadgeText | null;
  /** Classes of this batch the student came into. */
  joined: number;
  last: string | null;
};

const columns: Column<Seated>[] = [
  { key: "name", header: "Student", rowHeader: true, cell: (row) => <TextLink href={row.href}>{row.name}</TextLink> },
  { key: "code", header: "Code", cell: (row) => <span className="whitespace-nowrap">{row.code}</span> },
  { key: "state", header: "State", cell: (row) => <StateWord {...row.state} /> },
  { key: "payment", header: "Payment", cell: (row) => (row.payment ? <StateWord {...row.payment} /> : null) },
  { key: "joined", header: "Classes joined", numeric: true, cell: (row) => row.joined },
  { key: "last", header: "Last joined", cell: (row) => row.last ?? <span className="text-muted">Never</span> },
];

/** Who sits in a batch. No contact details: they are behind their own action, on the student's page. */
export function RosterTable({ caption, roster }: { caption: string; roster: Seated[] }) {
  const shown = columns.filter(({ key }) => key !== "payment" || roster.some(({ payment }) => payment !== null));
  return <DataTable caption={caption} columns={shown} rows={roster} rowKey={(row) => row.id} />;
}
