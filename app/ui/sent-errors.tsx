import { ErrorSummary } from "./error-summary";
import type { FieldError } from "./tenant";

/**
 * On top of a page whose form was sent back: what concerns no field. It stands here and not in the form, because the form
 * may be gone by what somebody else did meanwhile.
 */
export function SentErrors({ errors }: { errors: readonly FieldError[] | undefined }) {
  return <ErrorSummary errors={generalErrors(errors)} scope="page" />;
}

const generalErrors = (errors: readonly FieldError[] | undefined) => (errors ?? []).filter((one) => one.field === null);

/** What is left for the form itself: mistakes beside their fields. */
export const besideFields = <S extends { errors: FieldError[] } | null>(sent: S): S =>
  sent && { ...sent, errors: sent.errors.filter((one) => one.field !== null) };
