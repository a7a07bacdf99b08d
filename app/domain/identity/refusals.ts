import { declareRefusals } from "#kernel/refusal";

/** Why somebody could not sign in. None of them tells whether an address is known. */
export const { specs: identityRefusals, refuse: refuseIdentity } = declareRefusals({
  "auth.code_wrong": {
    kind: "refused",
    message: "That is not the code in the newest mail. Check the six digits and try again.",
  },
  "auth.code_expired": {
    kind: "refused",
    message: "This code was good for 10 minutes, and they are over. Ask for a new one.",
  },
  "auth.code_used": {
    kind: "refused",
    message: "This code was already used, and a code works once. Ask for a new one.",
  },
  "auth.too_many_tries": {
    kind: "too_many",
    message: "Five wrong codes were typed, so this one no longer works. Ask for a new one.",
  },
  "auth.too_many_codes": {
    kind: "too_many",
    message: "We have mailed several codes to this address. Use the newest mail, or ask again later.",
  },
  "auth.too_many_network": {
    kind: "too_many",
    message: "Too many sign-ins went wrong on this network. Wait ten minutes and try again.",
  },
  "auth.flow_gone": { kind: "refused", message: "This browser has no sign-in under way. Ask for a new code here." },
  "auth.link_elsewhere": {
    kind: "refused",
    message:
      "This link works in the browser where you asked for the code. Open it there, or type the code from the mail there.",
  },
  "auth.link_unreadable": {
    kind: "refused",
    message: "This link is not complete. Type the six digits from the mail instead.",
  },
  "auth.google_expired": {
    kind: "refused",
    message: "This sign-in was begun too long ago, in another browser, or was already used. Start again.",
  },
  "student.email_taken": {
    kind: "conflict",
    message:
      "Another person of this school has that address. If both are the same person, merge them; nothing was changed.",
  },
  "student.same_email": { kind: "refused", message: "The student has this address already. Nothing was changed." },
  "staff.not_listed": { kind: "not_found", message: "This address is not on the list of staff." },
  "staff.last_leadership": {
    kind: "refused",
    message:
      "This is the only person with leadership. List another one first, so that somebody can still manage the list.",
  },
  "sign_in.dealt_with": {
    kind: "conflict",
    message: "Somebody has dealt with this address meanwhile. Nothing was done twice: look at the list again.",
  },
  "sign_in.address_known": {
    kind: "refused",
    message: "This address belongs to an account already, so it cannot be given to a student. Dismiss it instead.",
  },
  "sign_in.student_unknown": { kind: "refused", message: "No student has that code or address." },
  "sign_in.student_closed": {
    kind: "refused",
    message: "This student's account is closed. Open it first, then attach the address.",
  },
  "merge.same_account": { kind: "refused", message: "Both are the same account, so there is nothing to merge." },
  "merge.student_unknown": { kind: "refused", message: "No student has that code or address." },
  "merge.account_closed": {
    kind: "refused",
    message: "One of these accounts is closed, or was merged already. Look at both again.",
  },
  "merge.staff_account": {
    kind: "refused",
    message: "The account that would go belongs to somebody who works here. Keep that one and merge the other into it.",
  },
  "merge.same_plan": {
    kind: "refused",
    message:
      "Both accounts have a live plan of the same kind, and one student can have it once. Cancel one of them first.",
  },
  "merge.same_course": {
    kind: "refused",
    message:
      "Both accounts have a live place in the same course, and one student can have one. Withdraw one of them first.",
  },
  "merge.changed": {
    kind: "conflict",
    message:
      "One of the accounts has changed since this was shown. Nothing was merged: look at both again, then decide.",
  },
  "merge.undone": { kind: "conflict", message: "This merge was undone already. Both accounts are there again." },
  "merge.too_old": {
    kind: "refused",
    message: "A merge can be undone for 24 hours, and they are over. Make a new account for the second person instead.",
  },
  "merge.merged_on": {
    kind: "refused",
    message: "The account that was kept has itself been merged into another since. Undo that merge first.",
  },
});
