import * as z from "zod";

import { isUuid } from "#kernel/ids";
import { reasonInput } from "#kernel/parse-input";

/** A chosen row, or nothing. */
export const choice = z
  .string()
  .refine((text) => text === "" || isUuid(text), "Choose from the list.")
  .transform((text) => text || null);
export const versionText = z.coerce.number().int().min(1);
export const capacityText = z
  .string()
  .trim()
  .regex(/^[0-9]{1,6}$/, "Give a whole number of seats.")
  .transform(Number)
  .pipe(z.int().min(1, "There is at least one seat.").max(100_000, "There are at most 100,000 seats."));
const name = z.string().trim().min(1, "Give it a name.").max(120, "A name has at most 120 characters.");
const optionalDay = z
  .string()
  .trim()
  .refine((text) => text === "" || z.iso.date().safeParse(text).success, "Choose a day.")
  .transform((text) => text || null);
const people = { ownerId: choice, trainerId: choice, hostAccountId: choice };
const start = {
  startsOn: optionalDay,
  startConfirmed: z
    .string()
    .default("")
    .transform((text) => text === "yes"),
};

const fallbackUrl = z
  .string()
  .trim()
  .refine((text) => text === "" || z.url().safeParse(text).success, "Paste a whole link, beginning with https://.")
  .transform((text) => text || null)
  .default(null);

/** The form of a new batch, every field as it is typed. */
export const newBatchForm = z.object({
  code: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9][A-Z0-9-]{0,29}$/, "Letters, digits and dashes, like AWS-14."),
  name,
  courseId: z.string().refine(isUuid, "Choose the course."),
  capacity: capacityText,
  ...start,
  ...people,
  fallbackUrl,
});

/** The form of a batch's facts. */
export const batchFactsForm = z
  .object({
    batchId: z.uuid(),
    name,
    ...start,
    ...people,
    /** Another link that its classes fall back to; empty keeps the one there is, which is never shown. */
    fallbackUrl,
    dropFallback: z
      .string()
      .default("")
      .transform((text) => text === "yes"),
    reason: reasonInput,
    version: versionText,
    /** Of the fallback link: 0 where there never was one. */
    linkVersion: z.coerce.number().int().min(0).optional(),
  })
  .refine((form) => !(form.dropFallback && form.fallbackUrl), {
    path: ["dropFallback"],
    message: "Either paste another link or take it away.",
  });

const optionalText = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `At most ${most} characters.`)
    .default("")
    .transform((text) => text || null);
const wholeNumber = (least: number, most: number, message: string) =>
  z
    .string()
    .trim()
    .regex(/^[0-9]{1,6}$/, message)
    .transform(Number)
    .pipe(z.int().min(least, message).max(most, message));

/** The form of a new host account, every field as it is typed. */
export const newHostForm = z.object({
  name: z.string().trim().min(1, "Name the account.").max(120, "A name has at most 120 characters."),
  provider: z.enum(["zoom", "meet", "url"], "Choose the provider."),
  providerUserId: optionalText(200),
  simultaneous: wholeNumber(1, 20, "Give a number from 1 to 20."),
  meetingSize: z
    .string()
    .trim()
    .default("")
    .transform((text) => text || null)
    .pipe(wholeNumber(1, 100_000, "Give a number of people, or leave it empty.").nullable()),
  hostKey: optionalText(40),
});
