import { Card } from "./card";
import { TextLink } from "./text-link";
import { Timeline } from "./timeline";
import type { TimelineEntry } from "./timeline";

export type History = {
  entries: TimelineEntry[];
  /** The address of what is older; null where nothing is. */
  older: string | null;
};

/** What was done to one thing, a page at a time. */
export function HistoryCard({ history }: { history: History }) {
  return (
    <Card title="What happened">
      {history.entries.length === 0 ? (
        <p className="text-muted">Nothing before that.</p>
      ) : (
        <Timeline entries={history.entries} />
      )}
      {history.older ? (
        <p className="mt-4">
          <TextLink href={history.older} tall>
            Show older
          </TextLink>
        </p>
      ) : null}
    </Card>
  );
}
