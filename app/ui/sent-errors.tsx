import { ErrorSummary } from "./error-summary";
import type { FieldError } from "./tenant";

/**
 * On top of a page whose form was sent back: what concerns no field. It stands here and not in the form, because the form
 * may be gone by what somebody else did meanwhile.
 */
export function SentErrors({ errors }: { errors: readonly FieldError[] | undefined }) {
  return <ErrorSummary errors={generalErrors(errors)} scope="page" />;
}

/**
 * The no to a form that stands on the page no longer: what was asked for is done already, or somebody else changed the
 * thing meanwhile. Nothing can be fixed where there is no form, so it only says what happened.
 */
export function GoneFormErrors({ errors }: { errors: readonly FieldError[] }) {
  const sentences = errors.map(({ message }) => ({ field: null, message }));
  return <ErrorSummary errors={sentences} scope="gone" title="This was not done" />;
}

const generalErrors = (errors: readonly FieldError[] | undefined) => (errors ?? []).filter((one) => one.field === null);

/** What is left for the form itself: mistakes beside their fields. */
export const besideFields = <S extends { errors: FieldError[] } | null>(sent: S): S =>
  sent && { ...sent, errors: sent.errors.filter((one) => one.field !== null) };
