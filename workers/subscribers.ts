import { activateAssignmentsOnStart } from "#domain/batches/on-batch-started";
import { withdrawAssignmentsOnClose } from "#domain/batches/on-enrollment-closed";
import { completeAssignmentsOnCompletion } from "#domain/batches/on-enrollment-completed";
import { activateAssignmentOnJoin } from "#domain/batches/on-session-joined";
import { voidPausesOnClose } from "#domain/enrollments/on-enrollment-closed";
import { activateOnBatchStart } from "#domain/enrollments/on-batch-started";
import { activateOnFirstJoin } from "#domain/enrollments/on-session-joined";
import { tellOfAddedAddress } from "#domain/notifications/on-address-added";
import { tellOfChangedAddress } from "#domain/notifications/on-email-changed";
import { tellOfPlannedClasses } from "#domain/notifications/on-session-scheduled";
import { tellOfPlaces } from "#domain/notifications/on-student-assigned";
import { advanceImport } from "#domain/imports/on-work-queued";
import { mailRequestedCode } from "#domain/notifications/on-code-requested";
import { tellOfCancelledBatch, tellOfMovedBatch } from "#domain/notifications/on-batch-changed";
import { tellOfAnsweredContest } from "#domain/notifications/on-contest-decided";
import { tellOfCancelledClass, tellOfMovedClass, tellOfRestoredClass } from "#domain/notifications/on-session-changed";
import { relinkOnMeetingChange } from "#domain/sessions/links/on-meeting-changed";
import { provisionOnMissingLink } from "#domain/sessions/links/on-link-missing";
import { provisionOnAssignment } from "#domain/sessions/links/on-student-assigned";
import { provisionOnAssignments } from "#domain/sessions/links/on-students-assigned";
import { closeUnplacedOnAssignment } from "#domain/transfers/on-student-assigned";
import { closeUnplacedOnAssignments } from "#domain/transfers/on-students-assigned";
import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";

export type Subscriber = { name: string; handle(ctx: Ctx, event: ReceivedEvent): Promise<void> };

/** Events carry what their name promises; a subscriber that finds something else fails, and its event is a dead letter. */
const subscriber = <P>(name: string, handle: (ctx: Ctx, event: ReceivedEvent<P>) => Promise<void>): Subscriber => ({
  name,
  handle: (ctx, event) => handle(ctx, event as ReceivedEvent<P>),
});
const voidPauses = subscriber("enrollments.void-pauses-on-close", voidPausesOnClose);
const withdrawAssignments = subscriber("batches.withdraw-assignments-on-close", withdrawAssignmentsOnClose);

/**
 * Event -> who acts on it. Each subscriber runs in a transaction of its own, once for each event; one that fails does not
 * keep the others from their work. An event nobody subscribes to is done as soon as it is seen.
 */
export const subscribers: Readonly<Record<string, readonly Subscriber[]>> = {
  "attendance.contest_decided": [subscriber("notifications.tell-of-answered-contest", tellOfAnsweredContest)],
  "auth.code_requested": [subscriber("notifications.mail-requested-code", mailRequestedCode)],
  "batch.cancelled": [subscriber("notifications.tell-of-cancelled-batch", tellOfCancelledBatch)],
  "batch.rescheduled": [subscriber("notifications.tell-of-moved-batch", tellOfMovedBatch)],
  "batch.started": [
    subscriber("batches.activate-assignments-on-start", activateAssignmentsOnStart),
    subscriber("enrollments.activate-on-batch-start", activateOnBatchStart),
  ],
  "batch.student_assigned": [
    subscriber("links.provision-on-assignment", provisionOnAssignment),
    subscriber("transfers.close-unplaced-on-assignment", closeUnplacedOnAssignment),
    subscriber("notifications.tell-of-places", tellOfPlaces),
  ],
  "batch.students_assigned": [
    subscriber("links.provision-on-assignments", provisionOnAssignments),
    subscriber("transfers.close-unplaced-on-assignments", closeUnplacedOnAssignments),
    subscriber("notifications.tell-of-places", tellOfPlaces),
  ],
  "enrollment.cancelled": [withdrawAssignments, voidPauses],
  "enrollment.completed": [subscriber("batches.complete-assignments-on-completion", completeAssignmentsOnCompletion)],
  "enrollment.refunded": [withdrawAssignments, voidPauses],
  "import.work_queued": [subscriber("imports.advance", advanceImport)],
  "session.cancelled": [subscriber("notifications.tell-of-cancelled-class", tellOfCancelledClass)],
  "session.joined": [
    subscriber("batches.activate-assignment-on-join", activateAssignmentOnJoin),
    subscriber("enrollments.activate-on-first-join", activateOnFirstJoin),
  ],
  "session.link_missing": [subscriber("links.provision-on-missing-link", provisionOnMissingLink)],
  "session.meeting_changed": [subscriber("links.want-again-on-meeting-change", relinkOnMeetingChange)],
  "session.restored": [subscriber("notifications.tell-of-restored-class", tellOfRestoredClass)],
  "session.rescheduled": [subscriber("notifications.tell-of-moved-class", tellOfMovedClass)],
  "session.scheduled": [subscriber("notifications.tell-of-planned-classes", tellOfPlannedClasses)],
  "student.address_added": [subscriber("notifications.tell-of-added-address", tellOfAddedAddress)],
  "student.email_changed": [subscriber("notifications.tell-of-changed-address", tellOfChangedAddress)],
};
