import type { Tone } from "./tenant";

export type Count = { label: string; count: number; tone: Tone };

const countTone: Record<Tone, string> = {
  neutral: "text-ink",
  good: "text-good",
  attention: "text-attention",
  danger: "text-danger",
  info: "text-info",
};

/** A few numbers side by side, each with its name; two in a row on a phone. */
export function Counts({ counts }: { counts: Count[] }) {
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-card border border-line bg-raised desk:auto-cols-fr desk:grid-flow-col desk:grid-cols-none">
      {counts.map((one) => (
        <div
          key={one.label}
          className="border-line px-4 py-3 even:border-l nth-[n+3]:border-t desk:border-t-0! desk:not-first:border-l"
        >
          <dt className="text-14 text-muted">{one.label}</dt>
          <dd className={`text-22 font-bold ${one.count === 0 ? "text-muted" : countTone[one.tone]}`}>{one.count}</dd>
        </div>
      ))}
    </dl>
  );
}
