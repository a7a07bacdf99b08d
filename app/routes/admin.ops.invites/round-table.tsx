import { StateWord } from "#ui/badge";
import { DataTable } from "#ui/data-table";
import type { BadgeText } from "#app/ui/tenant";

export type Round = {
  id: string;
  /** "Mon 23 Nov, 7:31 pm IST" */
  when: string;
  /** "Ravi Menon"; "Hub" where no person did it. */
  by: string;
  /** "Never invited, AWS-14" */
  whom: string;
  reason: string;
  /** Still going out, or done. */
  state: BadgeText;
  chosen: number;
  /** Null until counted for the first time. */
  funnel: { sent: number; delivered: number; failed: number; signedIn: number; joined: number } | null;
};

const counted = (round: Round, pick: (funnel: NonNullable<Round["funnel"]>) => number) =>
  round.funnel ? pick(round.funnel) : <span className="text-muted">…</span>;

/** Each sending and how far its students have come, newest first. */
export function RoundTable({ rounds }: { rounds: Round[] }) {
  return (
    <DataTable
      caption="Rounds of invites, newest first"
      rows={rounds}
      rowKey={(round) => round.id}
      columns={[
        { key: "when", header: "Started", rowHeader: true, wide: true, cell: (round) => round.when },
        { key: "by", header: "By", cell: (round) => round.by },
        { key: "whom", header: "Whom", wide: true, cell: (round) => round.whom },
        { key: "reason", header: "Reason", wide: true, cell: (round) => round.reason },
        { key: "state", header: "State", cell: (round) => <StateWord {...round.state} /> },
        { key: "invited", header: "Invited", numeric: true, cell: (round) => round.chosen },
        { key: "sent", header: "Sent", numeric: true, cell: (round) => counted(round, (f) => f.sent) },
        { key: "delivered", header: "Delivered", numeric: true, cell: (round) => counted(round, (f) => f.delivered) },
        { key: "failed", header: "Failed", numeric: true, cell: (round) => counted(round, (f) => f.failed) },
        { key: "in", header: "Signed in", numeric: true, cell: (round) => counted(round, (f) => f.signedIn) },
        { key: "joined", header: "Joined a class", numeric: true, cell: (round) => counted(round, (f) => f.joined) },
      ]}
    />
  );
}
