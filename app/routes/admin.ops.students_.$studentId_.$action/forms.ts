import type { StudentAction } from "../admin.ops.students_.$studentId/actions";
import type { StudentForm } from "./form";
import { moneyForms } from "./money-forms";
import { personForms } from "./person-forms";
import { placeForms } from "./place-forms";
import { planForms } from "./plan-forms";

/** Every action of the student page by its name in the address: one form, one command. */
export const commands: Readonly<Record<StudentAction, StudentForm>> = {
  ...personForms,
  ...planForms,
  ...placeForms,
  ...moneyForms,
};
export const isAction = (name: string): name is StudentAction => Object.hasOwn(commands, name);
