import { refuse } from "#kernel/refusal";

import { refuseAdmission } from "./refusals";

/** Two admissions of one new person at once: the second is told, and finds the person when it tries again. */
const samePerson = refuse("conflict");

/** What the keys of a person say no to, where the command could not see the other row. */
export const personConflicts = {
  user_emails_organization_id_email_key: samePerson,
  memberships_organization_id_user_id_kind_key: samePerson,
  student_profiles_organization_id_code_key: refuseAdmission("admission.code_taken"),
};
