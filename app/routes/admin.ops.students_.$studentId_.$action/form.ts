import type { StudentEnrollment, StudentPage } from "#domain/audit/student-page/get-student-page";
import type { PlaceRow } from "#domain/audit/student-page/student-facts";
import type { LedgerRow } from "#domain/payments/ledger-rows";
import type { Actor, Ctx } from "#kernel/ctx";
import { formatPaisa, parsePaisa, plainPaisa } from "#kernel/money";
import type { SchoolWords } from "#kernel/school-words";

import type { FieldError } from "../../ui/tenant";
import type { ActionField } from "./screen";

/** What a form's page knows: the student's page and the row the address names. */
export type Facts = {
  page: StudentPage;
  plan: StudentEnrollment | null;
  place: PlaceRow | null;
  entry: LedgerRow | null;
  now: Date;
  zone: string;
  locale: string;
  words: SchoolWords;
  actor: Actor;
};

/** What a form would do with what was typed: sentences to look at first, or what to fix. Amounts come back as plain text. */
export type Preview =
  | { says: string[]; values?: Fields; shown?: { term: string; text: string }[] }
  | { errors: FieldError[] };
export type Fields = Record<string, string>;
type On = "student" | "plan" | "place" | "entry";

/** One thing that staff does to a student, as data: what it means, what it asks, what it runs. */
export type StudentForm = {
  on: On;
  title(f: Facts): string;
  /** What will happen, to whom. */
  explains(f: Facts): string[];
  /** Why it cannot be done now; null when it can. */
  unavailable(f: Facts): string | null;
  fields?(f: Facts): ActionField[];
  /** What the reason is for; null where none is asked. */
  reason?: { label: string; hint?: string; optional?: boolean } | null;
  /** In the words of a school, in braces. */
  verb: string;
  danger?: boolean;
  /** Where the effect hangs on what was typed: it is shown before anything is saved. */
  preview?(f: Facts, fields: Fields): Preview;
  run(ctx: Ctx, fields: Fields, studentId: string): Promise<unknown>;
};

export const who = (f: Facts): string => f.page.student.preferred_name ?? f.page.student.full_name;
export const money = (f: Facts, paisa: number): string => formatPaisa(paisa, f.plan?.currency ?? "INR", f.locale);

/** A whole number, or one that no command takes. */
export const whole = (text: string | undefined): number => (/^\d{1,6}$/.test(text?.trim() ?? "") ? Number(text) : NaN);
export const version = (text: string | undefined): number | undefined =>
  /^\d{1,9}$/.test(text ?? "") ? Number(text) : undefined;
/** An amount as a checked form carries it. */
export const plainAmount = (text: string | undefined): number => parsePaisa(text ?? "", "en") ?? NaN;
/** An amount as a person typed it, and how the form carries it on. */
export function typedAmount(f: Facts, text: string | undefined): { paisa: number; plain: string } | null {
  const paisa = parsePaisa(text ?? "", f.locale);
  return paisa === null ? null : { paisa, plain: plainPaisa(paisa) };
}
export const amountFix = "Write an amount like 2,500 or 2500.50.";
export const optional = (text: string | undefined): string | undefined => text?.trim() || undefined;
