import type { BadgeText } from "./tenant";

/** One thing that was found, and where it is. */
export type FoundItem = { key: string; label: string; detail: string; state: BadgeText | null; href: string };
/** Things of one kind, best first. */
export type FoundGroup = { title: string; items: FoundItem[] };
