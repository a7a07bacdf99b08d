import type { Tone } from "./tenant";
import { StateWord } from "./badge";

export type TimelineEntry = {
  id: string;
  text: string;
  when: string;
  why?: string;
  state?: { word: string; tone: Tone };
};

/** What happened, newest first, each entry a sentence. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol className="space-y-3 border-l-2 border-line pl-4">
      {entries.map((entry) => (
        <li key={entry.id}>
          <p>
            {entry.text} {entry.state ? <StateWord {...entry.state} /> : null}
          </p>
          <p className="text-14 text-muted">
            {entry.when}
            {entry.why ? ` · ${entry.why}` : ""}
          </p>
        </li>
      ))}
    </ol>
  );
}
