import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ErrorSummary } from "#ui/error-summary";
import { TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { errorOf } from "#app/ui/tenant";
import type { FieldError } from "#app/ui/tenant";

export type MergeEntry = {
  id: string;
  /** "Sana Sheikh merged Asha R (MD-1002) into Asha Rao (MD-1001)" */
  text: string;
  when: string;
  why: string;
  /** "Undone Mon 23 Nov, 8:12 pm IST: they are cousins" */
  undone: string | null;
  /** Until when it can be undone; null where it cannot any more. */
  undoUntil: string | null;
  /** "Make Asha R (MD-1002) an account again" */
  undoVerb: string;
};

/** Merges before this one, newest first, each with its way back while there is one. */
export function EarlierMerges({
  merges,
  errors,
  reason,
}: {
  merges: MergeEntry[];
  errors: FieldError[];
  reason: string;
}) {
  return (
    <Card title="Merges of this account">
      <ErrorSummary errors={errors} scope={`undo-${merges.find((entry) => entry.undoUntil)?.id}`} />
      <ol className="divide-y divide-line">
        {merges.map((entry, at) => (
          <li key={entry.id} className="py-3">
            <p>{entry.text}</p>
            <p className="text-14 text-muted">
              {entry.when} · {entry.why}
            </p>
            {entry.undone ? <p className="text-14 font-medium">{entry.undone}</p> : null}
            {entry.undoUntil ? (
              <Form method="post" className="mt-3 max-w-text space-y-4">
                <HiddenFields fields={{ mergeId: entry.id }} />
                <TextField
                  scope={`undo-${entry.id}`}
                  name="reason"
                  label="Why they are two after all"
                  hint={`Possible until ${entry.undoUntil}. Plans, places, money and addresses go back as they were.`}
                  value={at === 0 ? reason : ""}
                  error={at === 0 ? errorOf(errors, "reason") : null}
                  maxLength={400}
                  autoComplete="off"
                  required
                />
                <Button look="secondary" name="intent" value="undo">
                  {entry.undoVerb}
                </Button>
              </Form>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}
