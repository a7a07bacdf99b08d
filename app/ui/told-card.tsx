import { Card } from "./card";
import { Counts } from "./counts";
import type { Count } from "./counts";

export type Told = {
  title: string;
  text: string;
  counts: Count[];
  /** "Asha R MD-1001" */
  unreached: string[];
};

/** Who has heard of a change, and who was not reached. */
export function ToldCard({ told }: { told: Told }) {
  return (
    <Card title={told.title} aside={told.text}>
      <Counts counts={told.counts} />
      {told.unreached.length > 0 ? <p className="mt-3">Not reached: {told.unreached.join(", ")}.</p> : null}
    </Card>
  );
}
