import { iconPaths } from "./icon-paths";
import type { IconName } from "./icon-paths";

const sizes = { small: "size-4", regular: "size-5", large: "size-7" } as const;

/** A line icon in the colour of its text. Always beside words, so it is hidden from screen readers. */
export function Icon({ name, size = "regular" }: { name: IconName; size?: keyof typeof sizes }) {
  return (
    <svg
      aria-hidden="true"
      className={`${sizes[size]} shrink-0`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={iconPaths[name]} />
    </svg>
  );
}
