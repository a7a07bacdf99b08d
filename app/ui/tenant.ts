import type { SchoolWords } from "#kernel/school-words";

import type { IconName } from "./icon-paths";

/** What every screen knows of the school it is shown for. */
export type Tenant = {
  name: string;
  letter: string;
  brand: string;
  support: { email: string | null; phone: string | null; hours: string | null };
  words: SchoolWords;
};

/** One of the few places a bar or rail leads to. */
export type Place = {
  href: string;
  label: string;
  icon: IconName;
  current: boolean;
  /** The letter after "g" that leads here. */
  shortcut?: string;
};

/** Words and a way to go. */
export type Go = { label: string; href: string };

/** The four meanings and none: never told by colour alone. */
export type Tone = "neutral" | "good" | "attention" | "danger" | "info";

export type BadgeText = { word: string; tone: Tone };

/** What was wrong with a form; `field` is the input's name, null when it concerns the whole form. */
export type FieldError = { field: string | null; message: string };

export const errorOf = (errors: FieldError[], field: string): string | null =>
  errors.find((error) => error.field === field)?.message ?? null;
