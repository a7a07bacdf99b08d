import * as z from "zod";

/** An unused filter of a form is an empty text. */
const blank = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" || value === undefined ? null : value), schema.nullable());

/** Whom to invite; all that is named has to hold. */
export const inviteChoice = z.object({
  who: z.enum(["never_invited", "invited", "all"], { error: "Choose whom to invite." }),
  batchId: blank(z.uuid("Choose one from the list.")),
  planId: blank(z.uuid("Choose a plan from the list.")),
  /** Whose account was made on this local day or later: the students of an import. */
  since: blank(z.iso.date("Give a day, like 2026-11-23.")),
  /** Those too who were invited less than the policy's days ago. */
  again: z.preprocess((value) => value === true || value === "yes", z.boolean()),
});
export type InviteChoice = z.output<typeof inviteChoice>;

export const sendInvitesInput = z.object({
  choice: inviteChoice,
  /** The number that was shown before sending. */
  expected: z.coerce.number({ error: "Count them first." }).int().min(1, "Count them first."),
  reason: z
    .string()
    .trim()
    .min(1, "Say why; it stands in the record.")
    .max(400, "Keep the reason below 400 characters."),
});
