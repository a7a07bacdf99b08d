import { plural } from "./ui/plural";

/** Of whom nobody should think that they were told: a sentence, or nothing where there are none. */
export const notInvitedText = (students: number): string =>
  students === 0
    ? ""
    : `${plural(students, "student is", "students are")} not invited yet and ${students === 1 ? "gets" : "get"} no mail: tell them yourself.`;

/** The same behind a sentence. */
export const andNotInvited = (students: number): string => (students === 0 ? "" : ` ${notInvitedText(students)}`);
