import { declareRefusals } from "#kernel/refusal";

export const { specs: sessionRefusals, refuse: refuseSession } = declareRefusals({
  "session.state": {
    kind: "conflict",
    message: "This class is in another state now, so that is no longer possible. Look again, then decide.",
  },
  "session.past": { kind: "refused", message: "This class is over. Past classes do not change." },
  "session.trainer_busy": {
    kind: "conflict",
    message: "The trainer already teaches another class at that time. Choose another trainer, or another time.",
  },
  "session.host_busy": {
    kind: "conflict",
    message: "The host account already runs another meeting at that time. Choose another account, or another time.",
  },
  "session.double_booked": {
    kind: "refused",
    message: "Students would have two classes at the same time. Accept that, or choose another time.",
  },
  "session.look_first": {
    kind: "refused",
    message: "Nothing was saved yet. This is what it would do: look, then save.",
  },
  "session.nothing_changed": { kind: "refused", message: "This is how it stands already. Nothing was changed." },
  "session.moved_to_past": { kind: "invalid", message: "A class cannot be moved into the past." },
  "session.link_needed": {
    kind: "invalid",
    message: "The meeting belongs to the account it was made with. Give the new account's meeting too.",
  },
  "session.not_restorable": {
    kind: "refused",
    message: "A cancelled class can be restored until it would have begun. Add a new class instead.",
  },
  "session.people_unknown": {
    kind: "invalid",
    message: "The trainer or host account named for this class does not exist any more. Choose another.",
  },
  "session.number_taken": { kind: "conflict", message: "This {batch} already has a class with that number." },
  "session.link_origin": {
    kind: "invalid",
    message:
      "That link is not on one of your meeting providers. Ask a leader to add the provider, or paste another link.",
  },
  "session.link_unreadable": { kind: "invalid", message: "That is neither a link nor a meeting number." },
  "session.close_before_end": {
    kind: "invalid",
    message: "The class can be kept open until a time after it began, at most 12 hours after its end.",
  },
  "session.close_earlier": {
    kind: "refused",
    message: "The class stays open until then anyway, so nothing was changed. Choose a later time.",
  },
  "session.open_already": { kind: "refused", message: "The class is open already, so nothing was changed." },
  "session.link_replaced": {
    kind: "conflict",
    message:
      "The link of this class was replaced since you opened the page, by somebody else or by your own first click. Nothing was changed now: look at the class, then decide.",
  },
  "session.student_unknown": { kind: "invalid", message: "No student has that code or address." },
  "session.already_admitted": { kind: "conflict", message: "This student was already let into this class." },
  "session.same_note": { kind: "conflict", message: "You have written this note already. It stands once." },
  "recording.too_early": {
    kind: "refused",
    message: "This class has not begun, so there is nothing recorded of it yet.",
  },
  "recording.there_already": {
    kind: "conflict",
    message: "This link stands on the class already. Nothing was changed.",
  },
  "recording.state": {
    kind: "conflict",
    message: "This recording was changed meanwhile, so that is no longer possible. Look again, then decide.",
  },
  "session.no_host_link": {
    kind: "unavailable",
    message: "Zoom did not answer in time. Start the meeting in Zoom yourself and use the host key to take over.",
  },
});
