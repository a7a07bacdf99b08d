import type { SourceFile } from "./source-file";

/** One rule of the house: what it forbids, and every breach of it in one file. */
export type Rule = { name: string; breaches(file: SourceFile): string[] };

/** A breach that is right all the same, with why. One that no longer occurs has to go. */
export type Exception = { file: string; breach: string; why: string };
