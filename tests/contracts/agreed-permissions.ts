import type { Role } from "#kernel/ctx";

/**
 * The table that was agreed, written down apart from the code's own, so that a slip in either shows: w own, a assigned,
 * o the whole school. Columns: student, ops, manager, program manager, support, trainer, counselor, sales. Leadership has
 * the manager's column and what stands in `leadershipOnly`.
 */
const table = `
auth_session.list auth_session.revoke notification.read preference.update | w w w w w w w w
settings.update policy.update template.update catalog.manage              | - - o - - - - -
holiday.manage                                                            | - o o o - - - -
student.search student.read                                               | w o o o o a o -
student.read_contact                                                      | w o o o o - o -
student.update student.change_email                                       | w o o o o - - -
student.merge student.erase                                               | - - o - - - - -
student.view_as sign_in.help                                              | - o o o o - - -
student.export roster.export                                              | - o o o - - - -
invite.send                                                               | - o o o o - - -
intake.submit                                                             | w o o - o - o -
admission.submit admission.update admission.read                          | - o o - - - o w
admission.verify admission.reject                                         | - o o - - - o -
admission.void                                                            | - - o - - - - -
enrollment.read                                                           | w o o o o a o -
enrollment.finish_onboarding enrollment.extend enrollment.upgrade enrollment.cancel | - o o - - - - -
enrollment.suspend enrollment.reinstate enrollment.refund enrollment.complete | - - o - - - - -
onboarding_task.do                                                        | w o o o - - o -
onboarding_task.waive                                                     | - o o - - - o -
payment.read                                                              | w o o o o - o -
payment.record transfer.confirm_payment                                   | - o o - - - - -
payment.verify payment.adjust                                             | - - o - - - - -
batch.read                                                                | w o o o o a o -
batch.create batch.update batch.open batch.start batch.complete batch.cancel | - o o o - - - -
batch.oversell batch.reopen                                               | - - o - - - - -
assignment.create assignment.withdraw                                     | - o o o - - - -
roster.read                                                               | - o o o o a - -
session.create session.update session.cancel session.set_link             | - o o o - - - -
session.open_window session.admit                                         | - o o o o - - -
session.join                                                              | w - - - - - - -
session.host session.note recording.manage announcement.send attendance.mark | - o o o - a - -
attendance.read                                                           | w o o o o a - -
attendance.unlock suppression.lift                                        | - - o - - - - -
attendance.match attendance.decide_contest                                | - o o o - - - -
attendance.excuse attendance.contest                                      | w - - - - - - -
pause.request transfer.request                                            | w o o o o - - -
pause.decide transfer.decide transfer.undo                                | - o o o - - - -
pause.override transfer.override                                          | - - o - - - - -
ticket.create                                                             | w - - - - - - -
ticket.create_for ticket.note                                             | - o o o o - o -
ticket.read ticket.reply                                                  | w o o o o - o -
ticket.manage incident.broadcast                                          | - o o o o - - -
workshop.manage                                                           | - o o o - - - -
workshop.rsvp                                                             | w - - - - - - -
delivery.read                                                             | - o o o o - - -
dead_letter.replay job.run system.read                                    | - o o - - - - -
import.plan import.apply import.undo                                      | - o o o - - - -
audit.timeline                                                            | - o o o o - - -
audit.read audit.export                                                   | - - o - - - - -
`;
const columns: readonly Role[] = [
  "student",
  "ops",
  "ops_manager",
  "program_manager",
  "customer_support",
  "trainer",
  "academic_counselor",
  "sales",
];
const leadershipOnly = ["allowlist.manage", "integration.manage", "member.disable"];

type Scopes = Partial<Record<Role, string>>;
const scopesOf = (cells: string): Scopes => {
  const given = Object.fromEntries(
    cells.split(" ").flatMap((cell, i) => (cell === "-" ? [] : [[columns[i]!, cell]])),
  ) as Scopes;
  return given.ops_manager ? { ...given, leadership: given.ops_manager } : given;
};
const rows = table
  .trim()
  .split("\n")
  .map((line) => line.split("|").map((part) => part.trim()) as [string, string]);

/** Action -> role -> scope, as agreed. */
export const agreed: Readonly<Record<string, Scopes>> = {
  ...Object.fromEntries(rows.flatMap(([names, cells]) => names.split(" ").map((name) => [name, scopesOf(cells)]))),
  ...Object.fromEntries(leadershipOnly.map((name) => [name, { leadership: "o" }])),
};

/** Agreed, and their feature is not in the product yet; the command that first needs one takes it off this list. */
export const notYetBuilt: readonly string[] = (
  "student.erase sign_in.help intake.submit enrollment.upgrade onboarding_task.waive transfer.confirm_payment suppression.lift " +
  "transfer.request transfer.decide transfer.undo pause.override transfer.override ticket.create ticket.create_for ticket.note ticket.read " +
  "ticket.reply ticket.manage incident.broadcast workshop.manage workshop.rsvp"
).split(" ");
