import type { BadgeText, Tone } from "./tenant";
import { toneSurface, toneText } from "./tone";

/** One small shape a tone, so that the meaning survives without colour: dash, disc, triangle, octagon, ring. */
const shapes: Record<Tone, string> = {
  neutral: "M1 5h8",
  good: "M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8z",
  attention: "M5 1L9.4 9H.6z",
  danger: "M3.3 1h3.4L9 3.3v3.4L6.7 9H3.3L1 6.7V3.3z",
  info: "M5 1.6a3.4 3.4 0 1 0 0 6.8a3.4 3.4 0 1 0 0-6.8z",
};
const outlined = (tone: Tone) => tone === "neutral" || tone === "info";

function Shape({ tone }: { tone: Tone }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 10 10"
      className="size-2.5 shrink-0"
      fill={outlined(tone) ? "none" : "currentColor"}
      stroke={outlined(tone) ? "currentColor" : "none"}
      strokeWidth="2"
      strokeLinecap="round"
    >
      <path d={shapes[tone]} />
    </svg>
  );
}

/** A state: word, shape and tone. */
export function Badge({ word, tone }: BadgeText) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap rounded-full border px-2 text-14 font-medium ${toneSurface[tone]}`}
    >
      <Shape tone={tone} />
      {word}
    </span>
  );
}

/** The same without a frame, for the cells of a dense table. */
export function StateWord({ word, tone }: BadgeText) {
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${toneText[tone]}`}>
      <Shape tone={tone} />
      {word}
    </span>
  );
}
