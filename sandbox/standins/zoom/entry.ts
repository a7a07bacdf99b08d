import * as z from "zod";

const moment = { at: z.string() };

export const meetingSchema = z.object({
  id: z.string(),
  hostId: z.string(),
  topic: z.string(),
  startTime: z.string(),
  durationMinutes: z.number(),
  timezone: z.string(),
  approvalType: z.union([z.literal(0), z.literal(1), z.literal(2)]),
});
export type Meeting = z.infer<typeof meetingSchema>;

export const registrantSchema = z.object({
  meetingId: z.string(),
  registrantId: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  token: z.string(),
});
export type Registrant = z.infer<typeof registrantSchema>;

/** What Zoom took, as kept in its ledger: every call it accepted and every visit to a join or host link. */
export const zoomEntrySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("token"), ...moment, accountId: z.string() }),
  z.object({ kind: z.literal("meeting_read"), ...moment, meetingId: z.string() }),
  z.object({ kind: z.literal("meeting_created"), ...moment, meeting: meetingSchema }),
  z.object({ kind: z.literal("meeting_updated"), ...moment, meeting: meetingSchema }),
  z.object({ kind: z.literal("meeting_deleted"), ...moment, meetingId: z.string() }),
  z.object({ kind: z.literal("registration"), ...moment, ...registrantSchema.shape }),
  /** The same address again: nothing new was made, the first link was given. */
  z.object({ kind: z.literal("registration_repeated"), ...moment, meetingId: z.string(), registrantId: z.string() }),
  z.object({ kind: z.literal("host_token"), ...moment, userId: z.string() }),
  z.object({
    kind: z.literal("join_visit"),
    ...moment,
    meetingId: z.string(),
    /** Null when the meeting's common link was used: Zoom does not know who came. */
    registrantId: z.string().nullable(),
    email: z.string().nullable(),
    name: z.string().nullable(),
  }),
  z.object({ kind: z.literal("host_visit"), ...moment, meetingId: z.string(), userId: z.string() }),
]);
export type ZoomEntry = z.infer<typeof zoomEntrySchema>;
