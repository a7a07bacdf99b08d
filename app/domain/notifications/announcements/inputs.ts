import * as z from "zod";

import { isUuid } from "#kernel/ids";

export const longestAnnouncement = 280;

/** The form of an announcement, every field as it is typed. */
export const announcementForm = z.object({
  /** Of the page it was written on: the same page sends once. */
  announcementId: z.string().refine(isUuid, "Open the page again, then send."),
  batchId: z.uuid(),
  sessionId: z
    .string()
    .refine((text) => text === "" || isUuid(text), "Choose from the list.")
    .transform((text) => text || null)
    .default(null),
  text: z
    .string()
    .transform((text) => text.replaceAll("\r\n", "\n").trim())
    .pipe(
      z
        .string()
        .min(1, "Write what they should know.")
        .refine(
          (text) => Array.from(text).length <= longestAnnouncement,
          `An announcement has at most ${longestAnnouncement} characters.`,
        ),
    ),
});
