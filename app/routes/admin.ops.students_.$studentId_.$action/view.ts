import { uuidv7 } from "#kernel/ids";
import type { StudentPage } from "#domain/audit/student-page/get-student-page";
import { inWords } from "#kernel/school-words";

import { actsOf } from "../../audit-words";
import { paths } from "../../paths";
import type { StudentAction } from "../admin.ops.students_.$studentId/actions";
import { situationText } from "../admin.ops.students_.$studentId/situation";
import type { Facts, StudentForm } from "./form";
import type { ActionView } from "./screen";

/** Which row the address names; a plan that is not named is the one that speaks for the student. */
export type Named = { enrollment: string | null; place: string | null; payment: string | null };

/** The page and the row a form is about; null where the student has no such row. */
export function factsOf(
  form: StudentForm,
  page: StudentPage,
  named: Named,
  seen: Pick<Facts, "now" | "zone" | "locale" | "words" | "actor">,
): Facts | null {
  const plans = page.enrollments;
  const place = plans.flatMap((one) => one.places).find((one) => one.id === named.place) ?? null;
  const entry = plans.flatMap((one) => one.money?.entries ?? []).find((one) => one.id === named.payment) ?? null;
  const planId = place?.enrollment_id ?? entry?.enrollment_id ?? named.enrollment;
  const plan = planId ? plans.find((one) => one.id === planId) : plans[0];
  const facts = { page, plan: plan ?? null, place, entry, ...seen };
  if (form.on !== "student" && !facts.plan) return null;
  return (form.on === "place" && !place) || (form.on === "entry" && !entry) ? null : facts;
}

/** What the form carries along: which row it is about, and which version of it was on the page. */
function hiddenOf(form: StudentForm, { page, plan, place, entry, now }: Facts): Record<string, string> {
  if (form.on === "student")
    return {
      version: String(page.student.version),
      ...(page.student.address_id ? { was: page.student.address_id } : {}),
    };
  if (form.on === "place") return { assignmentId: place!.id, version: String(place!.version) };
  if (form.on === "entry") return { paymentId: entry!.id };
  return {
    enrollmentId: plan!.id,
    version: String(plan!.version),
    ...(plan!.money ? { ledgerVersion: String(plan!.money.version) } : {}),
    // What is made under this key is made once, however often the form is sent.
    key: uuidv7(now.getTime()),
  };
}

const reasonHint = "It stands in the record.";

export function actionView(name: StudentAction, form: StudentForm, facts: Facts): ActionView {
  const { page, zone, locale, now, words } = facts;
  const unavailable = form.unavailable(facts);
  const fields = unavailable === null ? (form.fields?.(facts) ?? []) : [];
  const noChoice = fields.some((field) => field.kind === "choice" && field.choices.length === 0);
  const reason = form.reason === undefined ? { label: "Reason", hint: reasonHint } : form.reason;
  const [last] = page.timeline ? actsOf(page.timeline.slice(0, 20), { zone, locale, now, words }) : [];
  return {
    name,
    student: page.student.full_name,
    code: page.student.code,
    situation: situationText(page, now, zone),
    back: paths.student(page.student.id),
    title: form.title(facts),
    explains: unavailable === null ? form.explains(facts) : [],
    unavailable: unavailable === null ? null : `This cannot be done now: ${unavailable}.`,
    fields: noChoice ? [] : fields,
    closed: noChoice,
    reason: reason && { label: reason.label, hint: reason.hint ?? reasonHint, optional: reason.optional ?? false },
    verb: inWords(form.verb, words),
    danger: form.danger ?? false,
    checks: form.preview !== undefined,
    hidden: unavailable === null ? hiddenOf(form, facts) : {},
    last: last ? `${last.text} · ${last.when}${last.why ? ` · ${last.why}` : ""}` : null,
  };
}
