import { CheckField, TextField } from "./field";
import type { ReachView } from "./reach-panel";
import { errorOf } from "./tenant";
import type { FieldError } from "./tenant";

/** What lets a change stand that has something in its way; asked only where something is. */
export function ReachFields({
  reach,
  typed,
  errors,
}: {
  reach: ReachView | null;
  typed: Record<string, string> | null;
  errors: FieldError[];
}) {
  const overlaps = !!reach?.trainerBusy || !!typed?.["overlapReason"] || errorOf(errors, "trainerId") !== null;
  const doubled = !!reach?.doubleBooked || errorOf(errors, "doubleBooking") !== null || !!typed?.["doubleBooking"];
  return (
    <>
      {overlaps ? (
        <TextField
          name="overlapReason"
          label="Why the trainer may be in two classes at once"
          hint="Leave it empty to keep the rule."
          value={typed?.["overlapReason"] ?? ""}
          error={errorOf(errors, "overlapReason")}
          maxLength={400}
        />
      ) : null}
      {doubled ? (
        <CheckField
          name="doubleBooking"
          label="Students may have two classes at once"
          error={errorOf(errors, "doubleBooking")}
          checked={typed?.["doubleBooking"] === "yes"}
        />
      ) : null}
    </>
  );
}
