import * as z from "zod";

import { reasonInput, versionInput } from "#kernel/parse-input";

export const marks = ["present", "late", "partial", "absent", "excused", "not_applicable"] as const;
export type Mark = (typeof marks)[number];
export type EvidenceKind = "click" | "provider" | "report" | "manual" | "csv";

/** The organization's rule for marks; version 0 is this default. */
export const attendancePolicy = z.object({
  /** Who comes later than this after the start is late. */
  lateMinutes: z.int().min(0).max(240).default(10),
  /** Who was there for less of the class than this was there in part. */
  partialBelowPercent: z.int().min(0).max(100).default(75),
  /** So many days after the class its marks are final. */
  lockDays: z.int().min(1).max(365).default(14),
});
export type AttendancePolicy = z.infer<typeof attendancePolicy>;
export const defaultAttendance: AttendancePolicy = attendancePolicy.parse({});

/** Why somebody who was not there is not counted. */
export type Away = "paused" | "plan_over" | "suspended" | "recorded_later";

/** What a mark was worked out from, small enough to stand beside each of millions. */
export type MarkEvidence = {
  /** What showed it: the meeting's own report, the click on Join alone, or nothing. */
  by: "report" | "click" | "none";
  firstAt: string | null;
  lastAt: string | null;
  /** How long the class was, in minutes. */
  held: number;
  clickedAt: string | null;
  excused: boolean;
  away: Away | null;
};

export const markByHandInput = z.object({
  sessionId: z.uuid(),
  /** What was chosen for each student, with the version of the mark that was shown; 0 where there was none. */
  choices: z
    .array(z.object({ studentId: z.uuid(), says: z.enum([...marks, "evidence"]), seenVersion: z.int().min(0) }))
    .max(2000, "Mark at most 2,000 students at once."),
  reason: reasonInput,
});

export const excuseInput = z.object({
  sessionId: z.uuid(),
  reason: z.string().trim().min(1, "Say in a few words why you will be away.").max(400, "Use at most 400 characters."),
});

export const contestInput = z.object({
  sessionId: z.uuid(),
  /** The version of the mark that was shown. */
  version: versionInput,
  message: z.string().trim().min(1, "Say what is wrong with the mark.").max(600, "Use at most 600 characters."),
});

export const decideContestInput = z.object({
  sessionId: z.uuid(),
  contestId: z.uuid(),
  /** The version of the mark that was shown. */
  version: versionInput,
  /** The mark the student gets; null leaves it as it is. */
  mark: z.enum(marks).nullable(),
  reason: z.string().trim().min(1, "Say why; the student reads it.").max(400, "A reason has at most 400 characters."),
});

export const unlockInput = z.object({ sessionId: z.uuid(), reason: reasonInput });

export const matchInput = z.object({
  sessionId: z.uuid(),
  /** One entry of the participant; the others of the same address or name in this class go with it. */
  entryId: z.uuid(),
  /** Code or address of the student; null says that it was no student of the school. */
  student: z.string().trim().min(1, "Choose the student, or write the code.").max(254).nullable(),
  reason: reasonInput,
});

export const takeBackReportInput = z.object({ sessionId: z.uuid(), sourceId: z.uuid(), reason: reasonInput });

export const reportInput = z.object({
  sessionId: z.uuid(),
  text: z.string(),
  /** The zone the report's times are written in. */
  zone: z.string().refine(isZone, "Write the zone like Asia/Kolkata or America/Los_Angeles, or UTC."),
  reason: reasonInput,
});

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
