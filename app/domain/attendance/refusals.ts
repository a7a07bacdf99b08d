import { declareRefusals } from "#kernel/refusal";

export const { specs: attendanceRefusals, refuse: refuseAttendance } = declareRefusals({
  "attendance.not_begun": {
    kind: "refused",
    message: "This class has not begun. Marks can be set from its start on.",
  },
  "attendance.cancelled": { kind: "refused", message: "This class was cancelled, so nobody is marked for it." },
  "attendance.locked": {
    kind: "refused",
    message: "The marks of this class are final by now. A manager can unlock them, with a reason.",
  },
  "attendance.not_locked": {
    kind: "refused",
    message: "The marks of this class are open already. Nothing was changed.",
  },
  "attendance.nothing_chosen": {
    kind: "invalid",
    message: "No mark would change. Choose a mark for at least one student.",
  },
  "attendance.changed": {
    kind: "conflict",
    message: "Somebody else changed marks while this page was open. Nothing was saved: look again, then decide.",
  },
  "attendance.report_unreadable": { kind: "invalid", message: "This report could not be read. Nothing was saved." },
  "attendance.report_other_class": {
    kind: "invalid",
    message:
      "No time in this report is near this class. It may be another class's report, or its times are in another zone.",
  },
  "attendance.entry_settled": {
    kind: "conflict",
    message: "Somebody else settled this participant meanwhile. Nothing was changed: look again.",
  },
  "attendance.student_unknown": { kind: "invalid", message: "No student has that code or address." },
  "attendance.excuse_late": {
    kind: "refused",
    message: "This class has begun. An absence is excused ahead; when the mark is there, you can contest it.",
  },
  "attendance.already_excused": { kind: "conflict", message: "You have excused yourself from this class already." },
  "attendance.not_excused": {
    kind: "conflict",
    message: "You are expected in this class already. Nothing was changed.",
  },
  "attendance.no_mark": {
    kind: "refused",
    message: "You have no mark for this class yet. Look again some minutes after its end.",
  },
  "attendance.nothing_to_contest": { kind: "refused", message: "You are marked as present, and more cannot be had." },
  "attendance.contest_late": {
    kind: "refused",
    message: "The marks of this class are final by now. If something is wrong all the same, ask support.",
  },
  "attendance.contest_open": {
    kind: "conflict",
    message: "You have asked about this mark already. The answer appears here.",
  },
  "attendance.mark_moved": {
    kind: "conflict",
    message: "This mark was changed while the page was open. Nothing was saved: look at it again, then decide.",
  },
  "attendance.contest_settled": {
    kind: "conflict",
    message: "This was answered or taken back meanwhile. Nothing was changed: look again.",
  },
});
